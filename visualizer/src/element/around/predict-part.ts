import type { Mark } from "../../layout/marks/mark.ts";
import type { Moment } from "../moment/moment.ts";
import { make } from "../parts/dom.ts";
import type { Part } from "../parts/slots.ts";
import type { Send } from "../state/intent.ts";
import { PredictCard } from "./predict-card.ts";
import { predictStyle } from "./predict-style.ts";

/** Predictions of a story: a question floats above the bar, so that it moves nothing and is seen whole wherever the bar is. */
export class PredictPart implements Part {
  readonly element: HTMLElement;
  readonly #card: PredictCard;
  #wasWaiting = false;

  constructor(document: Document, send: Send) {
    this.#card = new PredictCard(document, send);
    this.element = make(document, "div", { class: "predict-place" }, [
      predictStyle(document),
      this.#card.element,
    ]);
  }

  draw(moment: Moment): void {
    const { playhead, panel, opening } = moment.state;
    const { isWaiting } = playhead;
    // What the reader has just opened stands where the question would.
    const isCovering = !isWaiting && (panel === "explore" || panel === "export");
    // The opening tells of another moment than the question.
    if (moment.isMoving || isCovering || opening !== undefined) this.#card.hide();
    else this.#card.draw(moment);
    // The reader may have scrolled on while it played.
    if (isWaiting && !this.#wasWaiting) this.#card.element.scrollIntoView?.({ block: "nearest" });
    this.#wasWaiting = isWaiting;
  }

  marks(moment: Moment): readonly Mark[] {
    return this.#card.marks(moment);
  }

  picked(overlay: string): boolean {
    return this.#card.picked(overlay);
  }

  pressed(key: string): boolean {
    return this.#card.pressed(key);
  }
}
