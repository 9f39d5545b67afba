import type { CounterMetric, GaugeMetric, HistogramMetric } from "../workqueue/metrics-provider.ts";

/** A number that only grows. */
export class Counter implements CounterMetric {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  inc(by = 1): void {
    this.#value += by;
  }
}

/** A number that goes up and down. */
export class Gauge implements GaugeMetric {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  inc(): void {
    this.#value += 1;
  }

  dec(): void {
    this.#value -= 1;
  }

  set(value: number): void {
    this.#value = value;
  }
}

/** Counts observations in buckets of rising upper bounds. */
export class Histogram implements HistogramMetric {
  readonly bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  /** `bounds`: the upper bounds, rising; one for everything beyond is added. */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = new Array<number>(bounds.length).fill(0);
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#count;
  }

  /** For each bound, how many observations were not above it. */
  get cumulativeCounts(): readonly number[] {
    let total = 0;
    return this.#counts.map((count) => {
      total += count;
      return total;
    });
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count += 1;
    for (let index = 0; index < this.bounds.length; index++) {
      if (value <= (this.bounds[index] as number)) {
        this.#counts[index] = (this.#counts[index] as number) + 1;
        return;
      }
    }
  }
}

/** Upper bounds that grow by a factor: `start`, `start × factor` … `count` of them. */
export function exponentialBuckets(
  start: number,
  factor: number,
  count: number,
): readonly number[] {
  // Multiplied step by step, as Go does: the last digits show in the exported text.
  const bounds: number[] = [];
  for (let bound = start; bounds.length < count; bound *= factor) bounds.push(bound);
  return bounds;
}
