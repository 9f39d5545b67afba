/** On a terminal the line is drawn anew; elsewhere, as in the log of a build, it is said now and then. */
const terminalEachMs = 100;
const logEachMs = 10_000;

/** How far a campaign is, on standard error. */
export class Progress {
  readonly #total: number;
  readonly #label: string;
  readonly #startedAt: number = performance.now();
  #shownAt: number = performance.now();

  constructor(total: number, label: string) {
    this.#total = total;
    this.#label = label;
    // First of all, so that a campaign that is killed can be made again.
    process.stderr.write(`${label}: ${total} runs to make\n`);
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  show(done: number, { finds, cells }: { readonly finds: number; readonly cells: number }): void {
    const now = performance.now();
    const { isTTY } = process.stderr;
    if (now - this.#shownAt < (isTTY ? terminalEachMs : logEachMs)) return;
    this.#shownAt = now;
    const perMs = done / Math.max(1, this.elapsedMs);
    const left = Math.ceil((this.#total - done) / perMs / 60_000);
    const line = `${this.#label}: ${done} of ${this.#total} runs, ${Math.round(perMs * 1000)}/s, about ${left} min left, ${cells} cells of coverage, ${finds} rules broken`;
    process.stderr.write(isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}
