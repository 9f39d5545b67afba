import type { Level } from "@informerlab/test";
import { verdictText } from "../levels/level-text.ts";
import { isReached, type LevelVerdict } from "../levels/level-verdict.ts";
import type { LevelMessages } from "../text/message-types.ts";
import { keepLevel } from "./kept-levels.ts";
import type { LabEditor } from "./lab-editor.ts";
import { withPiece } from "./pieces.ts";

/** The task above the playground, where its address names a level; hidden everywhere else. */
export class LabLevel extends HTMLElement {
  /** What is to be reached; undefined where the address names none. */
  get level(): Level | undefined {
    const panel = this.#panel;
    return panel === undefined
      ? undefined
      : (JSON.parse(panel.dataset["level"] ?? "null") as Level);
  }

  /** The text with which everybody begins. */
  get start(): string {
    return this.#panel?.querySelector("template")?.content.textContent ?? "";
  }

  connectedCallback(): void {
    const panel = this.#panel;
    if (panel === undefined) return;
    this.hidden = false;
    panel.hidden = false;
  }

  /** Lets the buttons put pieces into a text. */
  attach(editor: LabEditor): void {
    for (const button of this.#panel?.querySelectorAll<HTMLElement>("[data-piece]") ?? []) {
      button.addEventListener("click", () => {
        const { text, to } = withPiece(editor.value, button.dataset["piece"] ?? "");
        // The focus stays: mostly several pieces are put in, and the key that does it must not write into the text.
        editor.change(text, to);
      });
    }
  }

  /** Says what came of a try. */
  show(verdict: LevelVerdict | undefined): void {
    const { level } = this;
    const element = this.#panel?.querySelector("[data-verdict]");
    if (level === undefined || verdict === undefined || !(element instanceof HTMLElement)) return;
    element.textContent = verdictText(
      level.goal,
      verdict,
      JSON.parse(this.dataset["text"] ?? "{}") as LevelMessages,
    );
    element.classList.toggle("reached", isReached(verdict));
    if (isReached(verdict)) keepLevel(level.id);
  }

  get #panel(): HTMLElement | undefined {
    const id = new URLSearchParams(location.search).get("level");
    const panels = [...this.querySelectorAll<HTMLElement>("[data-level]")];
    return panels.find((panel) => panel.id === `level-${id}`);
  }
}

customElements.define("lab-level", LabLevel);
