import type { Branches } from "../controls/branches.ts";
import type { Language } from "../model/story.ts";
import { interfaceText } from "../text/catalogue.ts";
import { differenceText } from "../text/difference-text.ts";
import { make, setAttribute } from "./dom.ts";

/** What two futures have not in common, in a line, with jumps to where they part and meet. */
export class ComparisonBar {
  readonly element: HTMLElement;
  readonly #jump: (position: number) => void;

  constructor(document: Document, jump: (position: number) => void) {
    this.#jump = jump;
    this.element = make(document, "div", { class: "difference", role: "status", hidden: true });
  }

  draw(branches: Branches | undefined, language: Language): void {
    const comparison = branches?.comparison;
    setAttribute(this.element, "hidden", comparison === undefined);
    if (comparison === undefined || branches === undefined) return;
    const text = interfaceText(language);
    const { first, converged } = meetingPoints(branches);
    this.element.replaceChildren(
      make(this.element.ownerDocument, "b", {}, [differenceText(comparison, language)]),
      ...(first === undefined ? [] : [this.#flag("", text.firstDifference, first)]),
      ...(converged === undefined ? [] : [this.#flag("converged", text.converged, converged)]),
    );
  }

  #flag(className: string, words: string, position: number): HTMLElement {
    const document = this.element.ownerDocument;
    const onclick = (): void => this.#jump(position);
    return make(document, "button", { type: "button", class: "button", onclick }, [
      make(document, "span", { class: `flag ${className}` }),
      `${words} · ${position}`,
    ]);
  }
}

/** Where two compared futures part and meet again, as positions of the one that steps. */
export function meetingPoints(branches: Branches): {
  readonly first: number | undefined;
  readonly converged: number | undefined;
} {
  const { comparison, active } = branches;
  const side = branches.shown[1] === active ? "right" : "left";
  const { log } = active.timeline;
  const at = comparison?.convergedAt;
  // Times are the older branch's; both runs begin at the same moment of virtual time.
  return {
    first: comparison?.firstDifference?.[side],
    converged: at === undefined ? undefined : log.positionAtTime(at),
  };
}
