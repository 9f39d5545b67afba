import type { Panel } from "./around/panel.ts";
import { make, setAttribute } from "./dom.ts";
import type { Send } from "./intent.ts";
import type { Moment } from "./moment.ts";
import type { Part } from "./slots.ts";

/** The place of the code beside the narration. What is in it is loaded when a reader asks for it. */
export class CodePart implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  #panel: (Panel & { frame(moment: Moment): void }) | undefined;
  #isAsked = false;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", { class: "code-place", hidden: true });
  }

  draw(moment: Moment): void {
    const { hasCode } = moment.state;
    setAttribute(this.element, "hidden", !hasCode);
    if (hasCode) void this.#load();
    if (hasCode) this.#panel?.draw(moment);
  }

  frame(moment: Moment): void {
    if (moment.state.hasCode) this.#panel?.frame(moment);
  }

  async #load(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const { createCodePanel } = await import("./around/code-panel.ts");
    this.#panel = createCodePanel(this.element.ownerDocument, this.#send);
    this.element.append(this.#panel.element);
    this.#send({ kind: "loaded" });
  }
}
