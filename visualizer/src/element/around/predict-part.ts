import type { Mark } from "../../layout/mark.ts";
import { make } from "../dom.ts";
import type { Send } from "../intent.ts";
import type { Moment } from "../moment.ts";
import type { Part } from "../slots.ts";
import { PredictCard } from "./predict-card.ts";

/** Predictions of a story. Not loaded apart: a question that came later would push the timeline down under the reader. */
export class PredictPart implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  #card: PredictCard | undefined;
  #wasWaiting = false;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", {});
  }

  draw(moment: Moment): void {
    const asks = moment.timeline.story?.beats.some(({ ask }) => ask !== undefined) ?? false;
    if (this.#card === undefined && asks && moment.state.hasControls) this.#make();
    if (!moment.isMoving) this.#card?.draw(moment);
    const { isWaiting } = moment.state.playhead;
    // What playing waits for must be seen above the controls that stick to the lower edge.
    if (isWaiting && !this.#wasWaiting)
      this.element.firstElementChild?.scrollIntoView?.({ block: "nearest" });
    this.#wasWaiting = isWaiting;
  }

  marks(moment: Moment): readonly Mark[] {
    return this.#card?.marks(moment) ?? [];
  }

  picked(overlay: string): boolean {
    return this.#card?.picked(overlay) ?? false;
  }

  #make(): void {
    this.#card = new PredictCard(this.element.ownerDocument, this.#send);
    this.element.append(this.#card.element);
  }
}
