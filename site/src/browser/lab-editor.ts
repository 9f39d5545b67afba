import type { CodeEditor } from "../editor/code-editor.ts";
import { changeBetween, type TextChange } from "../editor/text-change.ts";
import type { EditorMessages } from "../text/message-types.ts";

/**
 * A text field for a scenario, which becomes a code editor when it is upgraded: text, focus and what can be undone stay.
 * Where that does not load, the field goes on as it is. Each change is told by an `editor-change` event.
 */
export class LabEditor extends HTMLElement {
  #code: CodeEditor | undefined;
  #marked: number | undefined;
  #message = "";
  #count = 0;
  /** The text from which on changes can be undone, and these changes. */
  #start = "";
  #last = "";
  #changes: TextChange[] = [];
  #isComposing = false;

  connectedCallback(): void {
    const field = this.#field;
    field.addEventListener("input", () => this.#changed());
    field.addEventListener("scroll", () => {
      this.#gutter.scrollTop = field.scrollTop;
    });
    field.addEventListener("keydown", (event) => this.#newLine(event));
    field.addEventListener("compositionstart", () => {
      this.#isComposing = true;
    });
    field.addEventListener("compositionend", () => {
      this.#isComposing = false;
    });
    this.#begin();
    this.#number();
  }

  /** Loads the code editor, and puts it in the field's place. */
  async upgrade(): Promise<void> {
    let module: typeof import("../editor/code-editor.ts");
    try {
      module = await import("../editor/code-editor.ts");
    } catch {
      // The field does without.
      return;
    }
    const field = this.#field;
    // A word that an input method has not finished would be lost.
    if (this.#isComposing)
      await new Promise((done) => field.addEventListener("compositionend", done));
    this.#record();
    const hadFocus = document.activeElement === field;
    const { selectionStart, selectionEnd, scrollTop, offsetHeight } = field;
    const code = new module.CodeEditor({
      labelledBy: field.getAttribute("aria-labelledby") ?? "",
      describedBy: field.getAttribute("aria-describedby") ?? "",
      text: JSON.parse(this.dataset["text"] ?? "{}") as EditorMessages,
      start: this.#start,
      changes: this.#changes,
      height: offsetHeight,
      changed: () => this.#tell(),
    });
    this.replaceChildren(code.element);
    this.#code = code;
    code.markLine(this.#marked, this.#message);
    code.place(selectionStart, selectionEnd, scrollTop);
    if (hadFocus) code.focus();
    this.dataset["ready"] = "";
  }

  get value(): string {
    return this.#code?.value ?? this.#field.value;
  }

  set value(text: string) {
    if (this.#code !== undefined) this.#code.value = text;
    else {
      this.#field.value = text;
      // A field forgets what was typed when its text is set.
      this.#begin();
      this.#number();
    }
  }

  /** Changes the text as if somebody had typed it, and leaves the cursor at an offset. */
  change(text: string, cursor: number): void {
    if (this.#code !== undefined) this.#code.change(text, cursor);
    else {
      this.#field.value = text;
      this.#field.setSelectionRange(cursor, cursor);
      this.#changed();
    }
  }

  /** Marks a line, counted from 1, with what is wrong there, and brings it into view; undefined marks none. */
  markLine(line: number | undefined, message = ""): void {
    this.#marked = line;
    this.#message = message;
    if (this.#code !== undefined) {
      this.#code.markLine(line, message);
      return;
    }
    this.#count = 0;
    this.#number();
    if (line === undefined) return;
    const field = this.#field;
    const height = field.scrollHeight / Math.max(1, this.value.split("\n").length);
    const top = (line - 4) * height;
    if (top < field.scrollTop || top > field.scrollTop + field.clientHeight / 2)
      field.scrollTop = top;
  }

  get #field(): HTMLTextAreaElement {
    const field = this.querySelector("textarea");
    if (field === null) throw new Error("The editor has no field");
    return field;
  }

  get #gutter(): HTMLElement {
    const gutter = this.querySelector<HTMLElement>("[data-gutter]");
    if (gutter === null) throw new Error("The editor has no gutter");
    return gutter;
  }

  #begin(): void {
    this.#start = this.#field.value;
    this.#last = this.#start;
    this.#changes = [];
  }

  #changed(): void {
    this.#record();
    this.#number();
    this.#tell();
  }

  #record(): void {
    const { value } = this.#field;
    const change = changeBetween(this.#last, value);
    if (change !== undefined) this.#changes.push(change);
    this.#last = value;
  }

  #tell(): void {
    this.dispatchEvent(new Event("editor-change", { bubbles: true }));
  }

  #number(): void {
    const count = this.value.split("\n").length;
    if (count === this.#count) return;
    this.#count = count;
    const numbers = Array.from({ length: count }, (_, index) => {
      const number = document.createElement("span");
      number.textContent = `${index + 1}`;
      number.classList.toggle("wrong", index + 1 === this.#marked);
      return number;
    });
    this.#gutter.replaceChildren(...numbers);
    this.#gutter.scrollTop = this.#field.scrollTop;
  }

  #newLine(event: KeyboardEvent): void {
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
    if (event.key !== "Enter" || !isPlain) return;
    const field = this.#field;
    const line = field.value.slice(0, field.selectionStart).split("\n").at(-1) ?? "";
    const indent = /^ */.exec(line)?.[0] ?? "";
    if (indent === "") return;
    event.preventDefault();
    // Only what is typed by this command can be undone; setting the text would end the field's own history.
    if (document.execCommand("insertText", false, `\n${indent}`)) return;
    field.setRangeText(`\n${indent}`, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("lab-editor", LabEditor);
