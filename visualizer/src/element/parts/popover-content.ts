import type { ForkChoice } from "../../controls/runner.ts";
import type { Language } from "../../model/timeline/story.ts";
import { interfaceText } from "../../text/catalogue.ts";
import { fillWord } from "../../text/interface-text.ts";
import { keyTable } from "../../text/panels/key-table.ts";
import { panelText } from "../../text/panels/panel-words.ts";
import { iconButton, make } from "./dom.ts";

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
  const text = panelText(language);
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
  const text = panelText(language);
  const button = iconButton(document, "close", "", close);
  button.setAttribute("aria-label", interfaceText(language).close);
  button.dataset["first"] = "";
  return [
    make(document, "div", { class: "panel-head" }, [make(document, "h3", {}, [text.keys]), button]),
    make(
      document,
      "dl",
      { class: "keys" },
      keyTable.flatMap(([keys, word]) => [
        make(document, "dt", {}, [keys]),
        make(document, "dd", {}, [text[word]]),
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
  const text = panelText(language);
  const problem = make(document, "p", { role: "alert" });
  const input = make(document, "input", {
    class: "filter",
    "data-first": true,
    "aria-label": interfaceText(language).goTo,
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
      make(document, "h3", {}, [interfaceText(language).goTo]),
      make(document, "p", {}, [text.goToHint]),
      input,
      problem,
    ],
  );
  return [form];
}
