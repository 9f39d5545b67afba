import { plainText } from "../../text/segment.ts";
import type { Moment } from "../moment/moment.ts";
import { narrationOf } from "../moment/told.ts";
import type { ViewState } from "../state/view-state.ts";
import { make, setText } from "./dom.ts";
import type { Part } from "./slots.ts";

/** Says each step to those who do not see it, once; while playing only the beats, and what is said beside the steps. */
export class LiveRegion implements Part {
  readonly element: HTMLElement;
  #position = -1;
  #notice = "";

  constructor(document: Document) {
    this.element = make(document, "div", {
      class: "hidden",
      "aria-live": "polite",
      role: "status",
    });
  }

  drawAlways({ notice }: ViewState): void {
    if (notice === this.#notice) return;
    this.#notice = notice;
    if (notice !== "") setText(this.element, notice);
  }

  draw(moment: Moment): void {
    const { position, timeline, state } = moment;
    if (position === this.#position || moment.isMoving) return;
    this.#position = position;
    if (state.playhead.isPlaying && !timeline.beats.includes(position)) return;
    const { beat, isOnBeat, what } = narrationOf(timeline, position, state);
    const isBeat = isOnBeat && beat !== undefined;
    const title = beat?.beat.title?.[state.language];
    const told = isBeat
      ? `${title === undefined ? "" : `${title}. `}${plainText(beat.text)}`
      : plainText(what);
    setText(this.element, told);
  }
}
