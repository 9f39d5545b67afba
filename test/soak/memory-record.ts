import { setTimeout as sleep } from "node:timers/promises";
import type { Candidate, CandidateMetrics } from "./candidate.ts";

const looks = 5;
const lookPauseMs = 200;
/** Phases before the code is warm and all buffers have their size. */
const warmUpPhases = 10;
/** Growth from the first quarter after that to the last that is still called flat. */
const growthMax = 1.15;

/** How much memory a process takes, over time. */
export class MemoryRecord {
  readonly #seen: CandidateMetrics[] = [];

  /** Looks a few times and keeps the smallest: between two collections the heap grows by what is thrown away next. */
  async look(candidate: Candidate): Promise<CandidateMetrics> {
    let least = await candidate.metrics();
    for (let look = 1; look < looks; look++) {
      await sleep(lookPauseMs);
      const seen = await candidate.metrics();
      if (seen.heapBytes < least.heapBytes) least = seen;
    }
    this.#seen.push(least);
    return least;
  }

  /** True also when the run was too short to say. */
  get isFlat(): boolean {
    const { heapMiB, residentMiB } = this.summary();
    return [heapMiB, residentMiB].every(({ early, late }) => late <= early * growthMax);
  }

  /** Medians of the first and the last quarter after warm-up. */
  summary(): {
    readonly heapMiB: { readonly early: number; readonly late: number };
    readonly residentMiB: { readonly early: number; readonly late: number };
  } {
    const warm = this.#seen.slice(this.#seen.length > 2 * warmUpPhases ? warmUpPhases : 0);
    const quarter = Math.max(1, Math.floor(warm.length / 4));
    const [early, late] = [warm.slice(0, quarter), warm.slice(-quarter)];
    const isShort = this.#seen.length <= 2 * warmUpPhases;
    const compare = (metricOf: (metrics: CandidateMetrics) => number) => {
      const last = mebiMedian(late.map(metricOf));
      return { early: isShort ? last : mebiMedian(early.map(metricOf)), late: last };
    };
    return {
      heapMiB: compare(({ heapBytes }) => heapBytes),
      residentMiB: compare(({ residentBytes }) => residentBytes),
    };
  }
}

function mebiMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(((sorted[Math.floor(sorted.length / 2)] ?? 0) / 2 ** 20) * 10) / 10;
}
