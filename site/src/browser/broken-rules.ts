import type { Language } from "../config/languages.ts";
import type { BrokenRule } from "../simulator/run-result.ts";

/** One list item for each broken promise: which, what happened, and a button that goes to the step. */
export function brokenRuleItems(
  broken: readonly BrokenRule[],
  language: Language,
  showStep: string,
  goTo: (seq: number) => void,
): readonly HTMLElement[] {
  return broken.map(({ id, title, source, message, seq }) => {
    const item = document.createElement("li");
    const show = textElement("button", "", showStep);
    show.addEventListener("click", () => goTo(seq));
    item.append(
      textElement("p", "id", `${id} · ${source}`),
      textElement("p", "title", title[language]),
      textElement("p", "", message),
      show,
    );
    return item;
  });
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
