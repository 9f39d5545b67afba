import type { Mark } from "../../layout/mark.ts";
import { make } from "../dom.ts";
import type { Send } from "../intent.ts";
import type { Moment } from "../moment.ts";
import type { Part } from "../slots.ts";
import type { PredictCard } from "./predict-card.ts";

/** Predictions of a story; nothing of them is loaded for a run that asks nothing. */
export class PredictPart implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  #card: PredictCard | undefined;
  #isAsked = false;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", {});
  }

  draw(moment: Moment): void {
    const asks = moment.timeline.story?.beats.some(({ ask }) => ask !== undefined) ?? false;
    if (this.#card !== undefined) {
      if (!moment.isMoving) this.#card.draw(moment);
    } else if (asks && moment.state.hasControls) void this.#load();
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
    const { PredictCard: Card } = await import("./predict-card.ts");
    this.#card = new Card(this.element.ownerDocument, this.#send);
    this.element.append(this.#card.element);
    this.#send({ kind: "loaded" });
  }
}
