/** A step whose progress is shown. */
export interface ShownStep {
  /** Remembers what the step said last. */
  line(text: string): void;
  /** Ends its display and answers how long it took, for its last line. */
  end(): string;
}

/** Shows that long steps are alive: a line for each that changes on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #steps = new Set<{ readonly title: string; readonly started: number; last: string }>();
  #timer: NodeJS.Timeout | undefined;
  /** Lines on the terminal that will be written anew. */
  #drawn = 0;

  begin(title: string): ShownStep {
    const step = { title, started: performance.now(), last: "" };
    this.#steps.add(step);
    this.#timer ??= setInterval(() => this.#show(), process.stdout.isTTY ? 200 : 15_000);
    if (process.stdout.isTTY) this.#show();
    return {
      line: (text) => {
        const clean = text.replaceAll(escapes, "").trim();
        if (clean !== "") step.last = clean;
      },
      end: () => {
        this.#steps.delete(step);
        this.#clear();
        if (this.#steps.size === 0) {
          clearInterval(this.#timer);
          this.#timer = undefined;
        }
        return elapsedOf(step);
      },
    };
  }

  /** Writes a text that stays, above what changes. */
  print(text: string): void {
    this.#clear();
    process.stdout.write(`${text}\n`);
    if (process.stdout.isTTY) this.#show();
  }

  #show(): void {
    this.#clear();
    const width = process.stdout.isTTY ? (process.stdout.columns ?? 80) - 1 : 120;
    for (const step of this.#steps) {
      const text = `  …  ${step.title} ${elapsedOf(step).padStart(8)}  ${step.last}`;
      process.stdout.write(`${text.slice(0, width)}\n`);
      if (process.stdout.isTTY) this.#drawn += 1;
    }
  }

  #clear(): void {
    if (this.#drawn > 0) process.stdout.write(`\u001b[${this.#drawn}A\r\u001b[J`);
    this.#drawn = 0;
  }
}

function elapsedOf({ started }: { readonly started: number }): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the terminal's colours.
const escapes = /\u001b\[[0-9;]*[A-Za-z]/g;
