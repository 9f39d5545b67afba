import { beatAt } from "../../model/timeline/beat-at.ts";
import type { Beat } from "../../model/timeline/story.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import type { ViewState } from "./view-state.ts";

/** Of several informers, the one that the story is about. */
export class StoryInformer {
  #beat: Beat | undefined;

  /**
   * What another story point changes: its informer is shown from the beginning of the way there. Undefined while the point
   * is the same: what the reader chooses holds until the next one.
   */
  at(timeline: Timeline | undefined, position: number): Pick<ViewState, "informer"> | undefined {
    const beat = timeline && beatAt(timeline, position)?.beat;
    if (beat === this.#beat) return undefined;
    this.#beat = beat;
    return beat?.informer === undefined ? undefined : { informer: beat.informer };
  }
}
