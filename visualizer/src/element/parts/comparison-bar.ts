import type { Branch } from "../../controls/branch.ts";
import type { Branches } from "../../controls/branches.ts";
import { meetingPoints } from "../../controls/meeting-points.ts";
import type { Language } from "../../model/timeline/story.ts";
import { differenceText } from "../../text/panels/difference-text.ts";
import { forkText } from "../../text/panels/fork-words.ts";
import type { Moment } from "../moment/moment.ts";
import type { Send } from "../state/intent.ts";
import { make } from "./dom.ts";
import { forkStyle } from "./fork-style.ts";
import type { Part } from "./slots.ts";

/** What two futures have not in common, in a line, with jumps to where they part and meet. */
export class ComparisonBar implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", { class: "difference", role: "status" });
  }

  draw({ branches, state }: Moment): void {
    const { comparison } = branches;
    const text = forkText(state.language);
    const document = this.element.ownerDocument;
    const { first, converged } = meetingPoints(branches);
    this.element.replaceChildren(
      forkStyle(document),
      make(
        document,
        "span",
        { class: "futures", role: "group", "aria-label": text.futures },
        branches.all.map((branch) => this.#future(branch, branches, state.language)),
      ),
      ...(comparison === undefined
        ? []
        : [make(document, "b", {}, [differenceText(comparison, state.language)])]),
      ...(first === undefined ? [] : [this.#flag("", text.firstDifference, first)]),
      ...(converged === undefined ? [] : [this.#flag("converged", text.converged, converged)]),
    );
  }

  /** One future by its name: pressed when it steps; others are looked at beside it. */
  #future(branch: Branch, branches: Branches, language: Language): HTMLElement {
    const document = this.element.ownerDocument;
    const isShown = branches.shown.includes(branch);
    return make(
      document,
      "button",
      {
        type: "button",
        class: `button future${isShown ? " shown" : ""}`,
        "aria-pressed": String(branch === branches.active),
        onclick: () => this.#send({ kind: "activate", branch: branch.id }),
      },
      [branch.label[language]],
    );
  }

  #flag(className: string, words: string, position: number): HTMLElement {
    const document = this.element.ownerDocument;
    const onclick = (): void => this.#send({ kind: "seek", position });
    return make(document, "button", { type: "button", class: "button", onclick }, [
      make(document, "span", { class: `flag ${className}` }),
      `${words} · ${position}`,
    ]);
  }
}
