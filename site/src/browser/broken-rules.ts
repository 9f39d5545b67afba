import type { Language } from "../config/languages.ts";
import type { BrokenRule } from "../simulator/run-result.ts";

/** One list item for each broken promise: which, what happened, and a button that goes to the step. */
export function brokenRuleItems(
  broken: readonly BrokenRule[],
  language: Language,
  showStep: string,
  goTo: (seq: number) => void,
): readonly HTMLElement[] {
  return broken.map(({ id, title, source, message, seq }) =>
    listItem([`${id} · ${source}`, title[language], message[language]], showStep, () => goTo(seq)),
  );
}

/** A list item: a small line, a title and a sentence, and a button that shows the step. */
export function listItem(
  [small, title, sentence]: readonly [small: string, title: string, sentence: string],
  showStep: string,
  show: () => void,
): HTMLElement {
  const item = document.createElement("li");
  const button = textElement("button", "", showStep);
  button.addEventListener("click", show);
  item.append(
    textElement("p", "id", small),
    textElement("p", "title", title),
    textElement("p", "", sentence),
    button,
  );
  return item;
}

function textElement(tag: "p" | "button", className: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  if (element instanceof HTMLButtonElement) element.type = "button";
  element.className = className;
  element.textContent = text;
  return element;
}

/** Puts values into the `{names}` of a message. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
