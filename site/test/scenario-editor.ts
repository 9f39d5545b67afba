import type { Locator, Page } from "playwright-core";

/** The playground's editor as a reader has it who waited until it is more than a text field. */
export class ScenarioEditor {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What is typed into. */
  get content(): Locator {
    return this.#page.locator("lab-editor[data-ready] [data-yaml]");
  }

  /** The whole text, also what is scrolled out of sight. */
  async text(): Promise<string> {
    return this.#page
      .locator("lab-editor[data-ready]")
      .evaluate((element) => ("value" in element ? String(element.value) : ""));
  }

  /** Replaces all by a text, as by pasting it. */
  async write(text: string): Promise<void> {
    await this.content.press("Control+a");
    await this.#page.keyboard.insertText(text);
  }

  /** The numbers of the lines in which something is wrong. */
  async wrongLines(): Promise<readonly string[]> {
    return this.#page.locator("lab-editor .cm-gutters .wrong").allTextContents();
  }

  /** What is offered at the cursor; empty where the list is closed. */
  async offered(): Promise<readonly string[]> {
    return this.#page.locator(".cm-tooltip-autocomplete .cm-completionLabel").allTextContents();
  }
}
