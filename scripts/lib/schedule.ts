/** Work that waits for other work and keeps some cores busy. */
export interface Job {
  readonly name: string;
  /** Jobs that must have ended well before; names that are not among the jobs are not waited for. */
  readonly after?: readonly string[];
  /** How many cores it keeps busy: one where nothing is said, all of them, or all but one. */
  readonly cores?: "one" | "most" | "all";
}

/**
 * Starts each job as soon as what it needs has ended well and cores are free; of several that could start, the first.
 * Once a job has failed nothing more begins, and what runs comes to its end.
 *
 * @param cores of the machine; no more are given away at a time.
 * @param run answers whether the job ended well.
 * @returns the jobs that never began.
 * @throws Error when jobs wait for each other.
 */
export async function schedule<T extends Job>(
  jobs: readonly T[],
  cores: number,
  run: (job: T) => Promise<boolean>,
): Promise<readonly T[]> {
  const waiting = new Set(jobs);
  const running = new Map<T, Promise<void>>();
  const unfinished = new Set(jobs.map(({ name }) => name));
  let hasFailed = false;
  let free = cores;

  const begin = (job: T): void => {
    const taken = coresOf(job, cores);
    waiting.delete(job);
    free -= taken;
    const end = (isRight: boolean): void => {
      running.delete(job);
      free += taken;
      if (isRight) unfinished.delete(job.name);
      else hasFailed = true;
    };
    running.set(job, run(job).then(end));
  };

  while (waiting.size > 0 && !hasFailed) {
    const ready = [...waiting].filter(
      ({ after = [] }) => !after.some((name) => unfinished.has(name)),
    );
    for (const job of ready) if (coresOf(job, cores) <= free) begin(job);
    if (running.size === 0) {
      const names = [...waiting].map(({ name }) => name).join(", ");
      throw new Error(`These wait for each other: ${names}`);
    }
    await Promise.race(running.values());
  }
  await Promise.all(running.values());
  return [...waiting];
}

function coresOf({ cores = "one" }: Job, machine: number): number {
  if (cores === "one") return 1;
  return cores === "all" ? machine : Math.max(1, machine - 1);
}
