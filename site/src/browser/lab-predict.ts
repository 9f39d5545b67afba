import { seekToBeat } from "./seek.ts";

const prefix = "informerlab/predict/";

/** A question card: a choice opens the answer; a wrong one shows the run at the moment where it fails. */
class LabPredict extends HTMLElement {
  connectedCallback(): void {
    const earlier = readAnswer(this.#key);
    if (earlier !== undefined) this.#mark(earlier);
    for (const button of this.#buttons()) {
      button.addEventListener("click", () => {
        storeAnswer(this.#key, button.value);
        this.#mark(button.value);
        const details = this.querySelector("details");
        if (details !== null) details.open = true;
        const beat = this.querySelector<HTMLElement>("[data-beat]")?.dataset["beat"];
        if (button.value !== this.dataset["answer"] && beat !== undefined) seekToBeat(beat);
      });
    }
    this.querySelector("summary")?.addEventListener("click", () => this.#markRight());
  }

  get #key(): string {
    return prefix + this.dataset["store"];
  }

  #buttons(): NodeListOf<HTMLButtonElement> {
    return this.querySelectorAll<HTMLButtonElement>(".choices button");
  }

  #mark(chosen: string): void {
    const isRight = chosen === this.dataset["answer"];
    for (const button of this.#buttons()) {
      button.ariaPressed = String(button.value === chosen);
      button.classList.toggle("wrong", button.value === chosen && !isRight);
    }
    this.#markRight();
    const verdict = this.querySelector<HTMLElement>("[data-verdict]");
    if (verdict === null) return;
    verdict.textContent = (isRight ? verdict.dataset["right"] : verdict.dataset["wrong"]) ?? "";
  }

  #markRight(): void {
    for (const button of this.#buttons()) {
      button.classList.toggle("right", button.value === this.dataset["answer"]);
    }
  }
}

// A reader may have switched storage off; the card then only forgets.
function readAnswer(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function storeAnswer(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

customElements.define("lab-predict", LabPredict);
