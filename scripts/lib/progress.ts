/** Shows that a long step is alive: one line that changes on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #title: string;
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  #last = "";

  constructor(title: string) {
    this.#title = title;
    this.#timer = setInterval(() => this.#show(), process.stdout.isTTY ? 200 : 15_000);
    if (process.stdout.isTTY) this.#show();
  }

  /** Remembers what the step said last. */
  line(text: string): void {
    const clean = text.replaceAll(escapes, "").trim();
    if (clean !== "") this.#last = clean;
  }

  /** Ends the step's display and answers how long it took, for its last line. */
  end(): string {
    clearInterval(this.#timer);
    if (process.stdout.isTTY) process.stdout.write("\r\u001b[K");
    return this.#elapsed();
  }

  #show(): void {
    const text = `  …  ${this.#title} ${this.#elapsed()}  ${this.#last}`;
    if (process.stdout.isTTY) {
      process.stdout.write(`\r\u001b[K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`);
    } else {
      process.stdout.write(`${text.slice(0, 120)}\n`);
    }
  }

  #elapsed(): string {
    return `${((performance.now() - this.#started) / 1000).toFixed(1)} s`;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the terminal's colours.
const escapes = /\u001b\[[0-9;]*[A-Za-z]/g;
