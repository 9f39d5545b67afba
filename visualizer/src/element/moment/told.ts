import type { Language } from "../../model/timeline/story.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { interfaceText } from "../../text/catalogue.ts";
import type { Segment } from "../../text/segment.ts";
import type { NarrationState } from "../state/narration-at.ts";
import type { ViewState } from "../state/view-state.ts";
import { playKit } from "./play-kit.ts";

/** The sentence of a step. Whoever draws one has waited for the sentences; before the first none is needed. */
export function told(timeline: Timeline, position: number, language: Language): readonly Segment[] {
  const text = interfaceText(language).nothingYet;
  return playKit()?.narrateAt(timeline, position, language) ?? [{ kind: "text", text }];
}

/** What the narration says at a position. */
export function narrationOf(
  timeline: Timeline,
  position: number,
  state: ViewState,
): NarrationState {
  const { language } = state;
  return (
    playKit()?.narrationAt(timeline, position, state) ?? {
      language,
      where: ["", ""],
      what: told(timeline, position, language),
      isOnBeat: false,
      isOver: false,
    }
  );
}
