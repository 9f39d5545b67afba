import type { Mark } from "../../layout/mark.ts";
import { make } from "../dom.ts";
import type { Send } from "../intent.ts";
import type { Moment } from "../moment.ts";
import type { Part } from "../slots.ts";
import type { PredictCard } from "./predict-card.ts";

/**
 * Predictions of a story: a question floats above the bar, so that it moves nothing and is seen whole wherever the bar is.
 * What asks is loaded with the first story that has a question.
 */
export class PredictPart implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  #card: PredictCard | undefined;
  #isAsked = false;
  #wasWaiting = false;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", { class: "predict-place" });
  }

  draw(moment: Moment): void {
    const asks = moment.timeline.story?.beats.some(({ ask }) => ask !== undefined) ?? false;
    if (asks && moment.state.hasControls) void this.#load();
    if (moment.isMoving) this.#card?.hide();
    else this.#card?.draw(moment);
    const { isWaiting } = moment.state.playhead;
    // The reader may have scrolled on while it played.
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

  async #load(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const { PredictCard } = await import("./predict-card.ts");
    this.#card = new PredictCard(this.element.ownerDocument, this.#send);
    this.element.append(this.#card.element);
    this.#send({ kind: "loaded" });
  }
}
