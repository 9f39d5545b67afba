import { Histogram } from "@informerlab/core";

const nanosecondsInMillisecond = 1_000_000;

/**
 * For how long a value was what it was, counted in nanoseconds.
 *
 * @see k8s.io/component-base metrics/prometheusextension timing_histogram.go
 */
export class TimedHistogram extends Histogram {
  readonly #nanoseconds: number[];
  #beyond = 0;
  #weighted = 0;
  #value = 0;
  #now: number;

  constructor(bounds: readonly number[], nowMs: number) {
    super(bounds);
    this.#nanoseconds = new Array<number>(bounds.length).fill(0);
    this.#now = nowMs;
  }

  override get sum(): number {
    return this.#weighted;
  }

  override get count(): number {
    return this.#nanoseconds.reduce((total, part) => total + part, this.#beyond);
  }

  override get cumulativeCounts(): readonly number[] {
    let total = 0;
    return this.#nanoseconds.map((part) => {
      total += part;
      return total;
    });
  }

  /** From now on it is this. */
  set(value: number, nowMs: number): void {
    if (nowMs > this.#now) this.advance(nowMs);
    this.#value = value;
  }

  advance(nowMs: number): void {
    const passed = Math.round((nowMs - this.#now) * nanosecondsInMillisecond);
    if (passed <= 0) return;
    this.#now = nowMs;
    this.#weighted += this.#value * passed;
    const index = this.bounds.findIndex((bound) => this.#value <= bound);
    if (index < 0) this.#beyond += passed;
    else this.#nanoseconds[index] = (this.#nanoseconds[index] ?? 0) + passed;
  }
}
