/** A text field for code: numbered lines, one of them marked where something is wrong, a new line indented like the one before. */
export class LabEditor extends HTMLElement {
  #marked: number | undefined;
  #count = 0;

  connectedCallback(): void {
    const { field } = this;
    field.addEventListener("input", () => this.#number());
    field.addEventListener("scroll", () => {
      this.#gutter.scrollTop = field.scrollTop;
    });
    field.addEventListener("keydown", (event) => this.#newLine(event));
    this.#number();
  }

  get field(): HTMLTextAreaElement {
    const field = this.querySelector("textarea");
    if (field === null) throw new Error("The editor has no field");
    return field;
  }

  get value(): string {
    return this.field.value;
  }

  set value(text: string) {
    this.field.value = text;
    this.#number();
  }

  /** Marks a line, counted from 1, and brings it into view; undefined marks none. */
  markLine(line: number | undefined): void {
    this.#marked = line;
    this.#count = 0;
    this.#number();
    if (line === undefined) return;
    const height = this.field.scrollHeight / Math.max(1, this.value.split("\n").length);
    const top = (line - 4) * height;
    if (top < this.field.scrollTop || top > this.field.scrollTop + this.field.clientHeight / 2)
      this.field.scrollTop = top;
  }

  get #gutter(): HTMLElement {
    const gutter = this.querySelector<HTMLElement>("[data-gutter]");
    if (gutter === null) throw new Error("The editor has no gutter");
    return gutter;
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
    this.#gutter.scrollTop = this.field.scrollTop;
  }

  #newLine(event: KeyboardEvent): void {
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
    if (event.key !== "Enter" || !isPlain) return;
    const { field } = this;
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
