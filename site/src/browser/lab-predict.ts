const prefix = "informerlab/predict/";

/** A question card: a choice opens the answer beside the question. Things to order are chosen one after the other. */
class LabPredict extends HTMLElement {
  connectedCallback(): void {
    const earlier = readAnswer(this.#key);
    if (earlier !== undefined) this.#mark(earlier);
    for (const button of this.#buttons) {
      button.addEventListener("click", () => this.#choose(button));
    }
    this.querySelector("summary")?.addEventListener("click", () => this.#markRight());
  }

  get #key(): string {
    return prefix + this.dataset["store"];
  }

  get #answer(): string {
    return this.dataset["answer"] ?? "";
  }

  get #isOrder(): boolean {
    return this.dataset["kind"] === "order";
  }

  get #buttons(): readonly HTMLButtonElement[] {
    return [...this.querySelectorAll<HTMLButtonElement>(".choices button")];
  }

  #choose(button: HTMLButtonElement): void {
    if (!this.#isOrder) {
      this.#answerWith(button.value);
      return;
    }
    const placed = this.#buttons.filter(({ dataset }) => dataset["place"] !== undefined);
    if (placed.length === this.#buttons.length) for (const one of placed) unplace(one);
    else if (button.dataset["place"] !== undefined) return;
    button.dataset["place"] = String((placed.length % this.#buttons.length) + 1);
    button.ariaPressed = "true";
    const order = this.#buttons
      .filter(({ dataset }) => dataset["place"] !== undefined)
      .sort((a, b) => Number(a.dataset["place"]) - Number(b.dataset["place"]));
    if (order.length === this.#buttons.length)
      this.#answerWith(order.map(({ value }) => value).join(","));
  }

  #answerWith(answer: string): void {
    storeAnswer(this.#key, answer);
    this.#mark(answer);
    const details = this.querySelector("details");
    if (details !== null) details.open = true;
  }

  #mark(chosen: string): void {
    const isRight = chosen === this.#answer;
    const places = this.#isOrder ? chosen.split(",") : [];
    for (const button of this.#buttons) {
      const place = places.indexOf(button.value);
      if (place >= 0) button.dataset["place"] = String(place + 1);
      button.ariaPressed = String(place >= 0 || button.value === chosen);
      button.classList.toggle("wrong", !this.#isOrder && button.value === chosen && !isRight);
    }
    this.#markRight();
    const verdict = this.querySelector<HTMLElement>("[data-verdict]");
    if (verdict === null) return;
    verdict.textContent = `${(isRight ? verdict.dataset["right"] : verdict.dataset["wrong"]) ?? ""} `;
  }

  #markRight(): void {
    if (this.#isOrder) return;
    for (const button of this.#buttons) {
      button.classList.toggle("right", button.value === this.#answer);
    }
  }
}

function unplace(button: HTMLButtonElement): void {
  delete button.dataset["place"];
  button.ariaPressed = "false";
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
