import type { MemoryInUse } from "./memory-probe.ts";

/** Phases before the code is warm and all buffers have their size. */
const warmUpPhases = 10;
/** Growth from the first quarter after that to the last that is still called flat. */
const growthMax = 1.1;

/** Medians of the first and the last quarter after warm-up, MiB. */
export interface MemoryGrowth {
  readonly heapMiB: EarlyAndLate;
  readonly externalMiB: EarlyAndLate;
  readonly residentMiB: EarlyAndLate;
}

interface EarlyAndLate {
  readonly early: number;
  readonly late: number;
}

/** How much memory a process takes, over time. */
export class MemoryRecord {
  readonly #seen: MemoryInUse[] = [];

  add(memory: MemoryInUse): void {
    this.#seen.push(memory);
  }

  /**
   * Whether what the program holds on to stays the same; true also when the run was too short to say. Resident memory is
   * shown and not judged: pages that the collector gave back to the allocator are resident still.
   */
  get isFlat(): boolean {
    const { heapMiB, externalMiB } = this.growth();
    return heapMiB.late + externalMiB.late <= (heapMiB.early + externalMiB.early) * growthMax;
  }

  growth(): MemoryGrowth {
    const isShort = this.#seen.length <= 2 * warmUpPhases;
    const warm = this.#seen.slice(isShort ? 0 : warmUpPhases);
    const quarter = Math.max(1, Math.floor(warm.length / 4));
    const late = warm.slice(-quarter);
    const early = isShort ? late : warm.slice(0, quarter);
    const compare = (bytesOf: (memory: MemoryInUse) => number): EarlyAndLate => ({
      early: mebiMedian(early.map(bytesOf)),
      late: mebiMedian(late.map(bytesOf)),
    });
    return {
      heapMiB: compare(({ heapBytes }) => heapBytes),
      externalMiB: compare(({ externalBytes }) => externalBytes),
      residentMiB: compare(({ residentBytes }) => residentBytes),
    };
  }
}

/** Bytes as one line says them. */
export function memoryText({ heapBytes, externalBytes, residentBytes }: MemoryInUse): string {
  const mebi = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  return `${mebi(heapBytes)} + ${mebi(externalBytes)} of ${mebi(residentBytes)} MiB`;
}

function mebiMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(((sorted[Math.floor(sorted.length / 2)] ?? 0) / 2 ** 20) * 10) / 10;
}
