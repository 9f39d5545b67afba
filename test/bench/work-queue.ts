import { ItemExponentialFailureRateLimiter, WorkQueue } from "@informerlab/core";
import { createSystemEnvironment } from "@informerlab/core/system";
import { type Benchmark, type Measurement, timed, warmedUp } from "./benchmark.ts";

async function measure(count: number, figures: Measurement): Promise<void> {
  const keys = Array.from({ length: count }, (_, index) => `ns/key-${index}`);
  const queue = new WorkQueue(createSystemEnvironment());
  let got = 0;
  const work = (): void => {
    const key = queue.tryGet();
    if (key === undefined) return;
    got += 1;
    queue.done(key);
  };
  await timed(figures, "workqueue add, get, done cycles/s (all queued first)", count, () => {
    for (const key of keys) queue.add(key);
    for (let cycle = 0; cycle < count; cycle++) work();
  });
  await timed(figures, "workqueue add, get, done cycles/s (one at a time)", count, () => {
    for (const key of keys) {
      queue.add(key);
      work();
    }
  });
  await timed(figures, "workqueue add of a waiting key ops/s", count * 5, () => {
    for (let add = 0; add < count * 5; add++) queue.add("hot");
  });
  if (got !== 2 * count || queue.length !== 1) throw new Error("the work queue lost items");
  const limiter = new ItemExponentialFailureRateLimiter({ baseDelayMs: 5, maxDelayMs: 1_000_000 });
  await timed(figures, "exponential limiter when ops/s", count, () => {
    for (const key of keys) limiter.when(key);
  });
}

export const workQueueBenchmark: Benchmark = {
  name: "work-queue",
  about: "cycles of 100,000 different keys, adds of one key, and the exponential limiter",
  contestants: [
    { name: "ours", measure: () => warmedUp(measure) },
    { name: "client-go", go: { args: ["-what", "queue"] } },
  ],
};
