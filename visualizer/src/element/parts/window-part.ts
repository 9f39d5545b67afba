import { parsePlace } from "../../controls/attributes.ts";
import { fillWord } from "../../text/interface-text.ts";
import { panelText } from "../../text/panels/panel-words.ts";
import type { Moment } from "../moment/moment.ts";
import type { Send } from "../state/intent.ts";
import type { OpenWindow } from "../state/view-state.ts";
import { make, setAttribute } from "./dom.ts";
import { panelStyle } from "./panel-style.ts";
import { forkContent, goContent, helpContent } from "./popover-content.ts";
import type { Part } from "./slots.ts";

/** A small window over the picture: forks, keys, a place to go to. */
export class WindowPart implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;
  #drawn = "";

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", { class: "popover", role: "dialog", tabindex: -1 });
  }

  draw(moment: Moment): void {
    const { state, text } = moment;
    const drawn = `${state.window} ${state.language}`;
    if (state.window === "none" || drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { forkTitle, keys } = panelText(state.language);
    const labels = { fork: forkTitle, go: text.goTo, help: keys };
    setAttribute(this.element, "aria-label", labels[state.window]);
    const { ownerDocument } = this.element;
    const content = contents[state.window](ownerDocument, moment, this.#send);
    this.element.replaceChildren(panelStyle(ownerDocument), ...content);
    const first = this.element.querySelector<HTMLElement>("[data-first]") ?? this.element;
    first.focus({ preventScroll: true });
  }

  closed(): void {
    this.#drawn = "";
    this.element.replaceChildren();
  }
}

/** What stands in the small windows. */
const contents: Readonly<
  Record<
    Exclude<OpenWindow, "none">,
    (document: Document, moment: Moment, send: Send) => readonly Node[]
  >
> = {
  fork: (document, { state, position }, send) =>
    forkContent(document, state.runner?.forks ?? [], {
      language: state.language,
      step: position,
      choose: (choice) => send({ kind: "choose-fork", choice }),
    }),
  go: (document, { state, timeline }, send) =>
    goContent(document, state.language, (place) =>
      goTo(place, panelText(state.language).unknownStep, timeline.length, send),
    ),
  help: (document, { state }, send) =>
    helpContent(document, state.language, () => send({ kind: "escape" })),
};

/** Goes there; answers what is wrong when there is no such place. */
function goTo(text: string, unknown: string, last: number, send: Send): string | undefined {
  const place = parsePlace(text);
  if (place === undefined || ("event" in place && place.event > last))
    return fillWord(unknown, { text, last });
  send({ kind: "go-to", text });
  return undefined;
}
