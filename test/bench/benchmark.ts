/**
 * What one run of one contestant gave. A figure named `… @cpu` is the same work per second of processor time of the
 * whole process, garbage collection and compilation included: other programs on the machine hardly change it.
 */
export type Measurement = Record<string, number>;

/** One of those who are measured side by side. */
export interface Contestant {
  readonly name: string;
  /** Measured in a fresh process of this Node. `server` is the address of the benchmark's server, if it has one. */
  measure?(server: string): Promise<Measurement> | Measurement;
  /** Measured by the Go program, with these arguments and environment. */
  readonly go?: {
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
  /** Why it cannot be measured here; printed instead of figures. */
  readonly unavailable?: string;
}

/** One benchmark: its contestants, ours first, take turns. */
export interface Benchmark {
  readonly name: string;
  readonly about: string;
  readonly contestants: readonly Contestant[];
  /** Figures that are better when smaller; all others are better when larger. Without ` @cpu`. */
  readonly smallerIsBetter?: readonly string[];
  /** How often it is measured unless somebody says: benchmarks that take long say less. @defaultValue 3 */
  readonly runs?: number;
  /** Started once in a process of its own, for contestants that talk to a server; answers its address. */
  startServer?(): Promise<{ readonly address: string; stop(): void }>;
}

export const cpuSuffix = " @cpu";

/** How many objects or items a benchmark works on. */
export const count = 100_000;

/** Does `operations` operations and notes how many a second, by the clock and by the processor. */
export async function timed(
  figures: Measurement,
  name: string,
  operations: number,
  work: () => void | Promise<void>,
): Promise<void> {
  await collectGarbage();
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  figures[name] = operations / ((performance.now() - startedAt) / 1000);
  figures[name + cpuSuffix] = operations / ((user + system) / 1e6);
}

/** Bytes in use on the heap after a full collection. */
export async function heapUsed(): Promise<number> {
  await collectGarbage();
  return process.memoryUsage().heapUsed;
}

async function collectGarbage(): Promise<void> {
  const { gc } = globalThis as { readonly gc?: () => void };
  if (gc === undefined) throw new Error("benchmarks need node --expose-gc");
  gc();
  gc();
  // Other threads still sweep: their time must not be counted as the work's.
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/**
 * Does the same work three times before and throws the figures away, so that what is measured is compiled code: an
 * informer runs for weeks.
 */
export async function warmedUp(
  measure: (count: number, figures: Measurement) => void | Promise<void>,
): Promise<Measurement> {
  for (let round = 0; round < 3; round++) await measure(count, {});
  const figures: Measurement = {};
  await measure(count, figures);
  return figures;
}
