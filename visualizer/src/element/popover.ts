import { make } from "./dom.ts";

/** A small window above the toolbar. One is open at a time; Escape and a click elsewhere close it. */
export class Popover {
  readonly element: HTMLElement;
  readonly #closed: () => void;
  #kind: string | undefined;

  constructor(document: Document, closed: () => void) {
    this.#closed = closed;
    this.element = make(document, "div", {
      class: "popover",
      role: "dialog",
      hidden: true,
      tabindex: -1,
    });
  }

  get kind(): string | undefined {
    return this.#kind;
  }

  open(kind: string, label: string, content: readonly Node[], above: HTMLElement): void {
    this.#kind = kind;
    this.element.setAttribute("aria-label", label);
    this.element.replaceChildren(...content);
    this.element.hidden = false;
    this.element.style.bottom = `calc(100% - ${above.offsetTop - 8}px)`;
    this.element.style.insetInlineEnd = "0";
    const first = this.element.querySelector<HTMLElement>("[data-first]") ?? this.element;
    first.focus({ preventScroll: true });
  }

  close(): boolean {
    if (this.#kind === undefined) return false;
    this.#kind = undefined;
    this.element.hidden = true;
    this.element.replaceChildren();
    this.#closed();
    return true;
  }
}
