/** A line on standard error that says how far a campaign is; silent where nobody watches. */
export class Progress {
  readonly #total: number;
  readonly #label: string;
  readonly #startedAt: number = performance.now();
  #shownAt = 0;

  constructor(total: number, label: string) {
    this.#total = total;
    this.#label = label;
  }

  show(done: number, { finds, cells }: { readonly finds: number; readonly cells: number }): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#shownAt < 100) return;
    this.#shownAt = now;
    const rate = Math.round((done / Math.max(1, now - this.#startedAt)) * 1000);
    const share = Math.floor((done / this.#total) * 100);
    process.stderr.write(
      `\r\x1b[K${this.#label}: ${done} of ${this.#total} runs (${share} %), ${rate}/s, ${cells} cells of coverage, ${finds} rules broken`,
    );
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}
