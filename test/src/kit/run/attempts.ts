/** What was tried, and whether the server refused anything while it was. */
export class Attempts {
  readonly #begun = new Map<string, number>();
  #refusals = 0;

  began(what: string): void {
    this.#begun.set(what, this.#refusals);
  }

  /** A request was refused, or its answer lost. */
  refused(): void {
    this.#refusals += 1;
  }

  /**
   * Whether an error may tell of a refusal in words of its own: programs wrap what a client throws, and make an error of
   * an answer that `fetch` brought. What JavaScript itself throws is a mistake, whatever the server said.
   */
  mayBeRefused(what: string, error: string): boolean {
    return (this.#begun.get(what) ?? this.#refusals) < this.#refusals && !ofTheLanguage.test(error);
  }
}

const ofTheLanguage =
  /^(TypeError(?!: network error)|ReferenceError|RangeError|SyntaxError|AssertionError)\b/;
