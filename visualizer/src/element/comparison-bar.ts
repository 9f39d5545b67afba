import type { Branch, Branches } from "../controls/branches.ts";
import { forkKit } from "../controls/fork-kit.ts";
import type { Language } from "../model/story.ts";
import { make, setAttribute } from "./dom.ts";
import type { Send } from "./intent.ts";
import type { Moment } from "./moment.ts";
import type { Part } from "./slots.ts";

/** What two futures have not in common, in a line, with jumps to where they part and meet. */
export class ComparisonBar implements Part {
  readonly element: HTMLElement;
  readonly #send: Send;

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "div", { class: "difference", role: "status", hidden: true });
  }

  draw({ branches, state, text }: Moment): void {
    const { comparison } = branches;
    setAttribute(this.element, "hidden", branches.all.length < 2);
    if (branches.all.length < 2) return;
    const document = this.element.ownerDocument;
    const { first, converged } = meetingPoints(branches);
    this.element.replaceChildren(
      make(
        document,
        "span",
        { class: "futures", role: "group", "aria-label": text.futures },
        branches.all.map((branch) => this.#future(branch, branches, state.language)),
      ),
      ...(comparison === undefined
        ? []
        : [make(document, "b", {}, [forkKit().differenceText(comparison, state.language)])]),
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
