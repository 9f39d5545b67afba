import { keyTable } from "../controls/keyboard.ts";
import type { ForkChoice } from "../controls/runner.ts";
import type { Language } from "../model/story.ts";
import { fillWord, interfaceText } from "../text/interface-text.ts";
import { iconButton, make } from "./dom.ts";

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

/** The choice of what happens otherwise from here on; the expired watch first and large. */
export function forkContent(
  document: Document,
  forks: readonly ForkChoice[],
  options: {
    readonly language: Language;
    readonly step: number;
    readonly choose: (choice: ForkChoice) => void;
  },
): readonly Node[] {
  const { language, step, choose } = options;
  const text = interfaceText(language);
  const prominent = forks.find(({ id }) => /expire/.test(id)) ?? forks[0];
  const button = (choice: ForkChoice): HTMLElement =>
    make(
      document,
      "button",
      {
        type: "button",
        class: choice === prominent ? "choice prominent" : "choice",
        "data-first": choice === prominent,
        "data-fork": choice.id,
        onclick: () => choose(choice),
      },
      [
        make(document, "b", {}, [choice.label[language]]),
        ...(choice.hint === undefined
          ? []
          : [make(document, "small", {}, [choice.hint[language]])]),
      ],
    );
  const sound = forks.filter((choice) => choice !== prominent && choice.isUnsound !== true);
  const unsound = forks.filter((choice) => choice !== prominent && choice.isUnsound === true);
  const nodes: Node[] = [
    make(document, "h3", {}, [text.forkTitle]),
    make(document, "p", {}, [fillWord(text.forkHint, { step })]),
    make(document, "div", { class: "choices" }, prominent === undefined ? [] : [button(prominent)]),
  ];
  if (sound.length > 0) {
    nodes.push(
      make(document, "div", { class: "group" }, [text.forkSound]),
      make(document, "div", { class: "choices" }, sound.map(button)),
    );
  }
  if (unsound.length > 0) {
    nodes.push(
      make(document, "div", { class: "group" }, [text.forkUnsound]),
      make(document, "div", { class: "choices" }, unsound.map(button)),
    );
  }
  return nodes;
}

/** All keys. */
export function helpContent(
  document: Document,
  language: Language,
  close: () => void,
): readonly Node[] {
  const text = interfaceText(language);
  const button = iconButton(document, "close", "", close);
  button.setAttribute("aria-label", text.close);
  button.dataset["first"] = "";
  return [
    make(document, "div", { class: "panel-head" }, [make(document, "h3", {}, [text.keys]), button]),
    make(
      document,
      "dl",
      { class: "keys" },
      keyTable.flatMap(([keys, word]) => [
        make(document, "dt", {}, [keys]),
        make(document, "dd", {}, [text[word as keyof typeof text]]),
      ]),
    ),
  ];
}

/** A field that takes a step or a time. */
export function goContent(
  document: Document,
  language: Language,
  go: (text: string) => string | undefined,
): readonly Node[] {
  const text = interfaceText(language);
  const problem = make(document, "p", { role: "alert" });
  const input = make(document, "input", {
    class: "filter",
    "data-first": true,
    "aria-label": text.goTo,
    inputmode: "text",
    placeholder: text.goToHint,
  });
  const form = make(
    document,
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        problem.textContent = go(input.value) ?? "";
      },
    },
    [
      make(document, "h3", {}, [text.goTo]),
      make(document, "p", {}, [text.goToHint]),
      input,
      problem,
    ],
  );
  return [form];
}
