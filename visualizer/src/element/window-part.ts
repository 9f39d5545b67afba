import { interfaceText } from "../text/catalogue.ts";
import { make, setAttribute } from "./dom.ts";
import type { Send } from "./intent.ts";
import type { Moment } from "./moment.ts";
import type { Part } from "./slots.ts";
import type { OpenWindow } from "./view-state.ts";

/** A small window over the picture: forks, keys, a place to go to. What stands in it is loaded when it is first opened. */
export class WindowPart implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  #drawn = "";

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", {
      class: "popover",
      role: "dialog",
      hidden: true,
      tabindex: -1,
    });
  }

  draw(moment: Moment): void {
    const { window, language } = moment.state;
    const drawn = window === "none" ? "" : `${window} ${language}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    setAttribute(this.element, "hidden", true);
    this.element.replaceChildren();
    if (window !== "none") void this.#open(moment, window, drawn);
  }

  async #open(moment: Moment, window: Exclude<OpenWindow, "none">, drawn: string): Promise<void> {
    const document = this.element.ownerDocument;
    const { panelStyle, windowContent } = await import("./panels.ts");
    if (this.#drawn !== drawn) return;
    const text = interfaceText(moment.state.language);
    const labels = { fork: text.forkTitle, go: text.goTo, help: text.keys };
    setAttribute(this.element, "aria-label", labels[window]);
    const content = windowContent[window](document, moment, this.#send);
    this.element.replaceChildren(panelStyle(document), ...content);
    setAttribute(this.element, "hidden", false);
    const first = this.element.querySelector<HTMLElement>("[data-first]") ?? this.element;
    first.focus({ preventScroll: true });
  }
}
