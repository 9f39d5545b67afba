import type { Moment } from "../moment/moment.ts";
import { make } from "../parts/dom.ts";
import type { Part } from "../parts/slots.ts";
import type { Send } from "../state/intent.ts";
import { CodePanel } from "./code-panel.ts";

/** The place of the code beside the narration. */
export class CodePart implements Part {
  readonly element: HTMLElement;
  readonly #panel: CodePanel;

  constructor(document: Document, send: Send) {
    this.#panel = new CodePanel(document, send);
    this.element = make(document, "div", { class: "code-place" }, [this.#panel.element]);
  }

  draw(moment: Moment): void {
    this.#panel.draw(moment);
  }

  frame(moment: Moment): void {
    this.#panel.draw(moment);
  }
}
