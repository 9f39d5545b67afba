import { expect, test, vi } from "vitest";
import type { Environment } from "../environment/environment.ts";
import { lane } from "../environment/scheduler.ts";
import { Simulation } from "../simulation/simulation.ts";
import { reporting } from "../testing/reporting.ts";
import type { TraceFact } from "../trace/facts.ts";
import type { TraceRecord } from "../trace/trace.ts";
import { ItemExponentialFailureRateLimiter } from "../workqueue/item-exponential-failure-rate-limiter.ts";
import { PriorityOrder } from "../workqueue/priority-order.ts";
import { RateLimitingQueue } from "../workqueue/rate-limiting-queue.ts";
import { ReconcileLoop } from "./reconcile-loop.ts";
import type { ReconcileLoopOptions } from "./reconcile-loop-options.ts";
import { type ReconcileFailure, TerminalError } from "./reconciler.ts";

function createLoop(
  environment: Environment,
  options: Partial<ReconcileLoopOptions>,
): { loop: ReconcileLoop; failures: ReconcileFailure[] } {
  const failures: ReconcileFailure[] = [];
  const loop = new ReconcileLoop(environment, {
    name: "nodes",
    rateLimiter: new ItemExponentialFailureRateLimiter({ baseDelayMs: 10, maxDelayMs: 1000 }),
    reconcile: () => {},
    onError: (failure) => failures.push(failure),
    ...options,
  });
  loop.start();
  return { loop, failures };
}

test("each key is reconciled once for all adds before its run", () => {
  const simulation = new Simulation();
  const seen: string[] = [];
  const { loop } = createLoop(simulation, { reconcile: (key) => void seen.push(key) });
  for (const key of ["a", "b", "a"]) loop.queue.add(key);
  simulation.runReady();

  expect(seen).toEqual(["a", "b"]);
});

test("RL-7: a run that throws is retried with back-off until one succeeds, which is forgotten", () => {
  const simulation = new Simulation({ startAt: 0 });
  const runs: [at: number, failures: number][] = [];
  const { loop, failures } = createLoop(simulation, {
    reconcile: (_key, context) => {
      runs.push([simulation.now(), context.failures]);
      if (runs.length < 4) throw new Error("not yet");
    },
  });
  loop.queue.add("a");
  simulation.advanceBy(10_000);

  expect(runs).toEqual([
    [0, 0],
    [10, 1],
    [30, 2],
    [70, 3],
  ]);
  expect(failures.map(({ failures, retryDelayMs }) => [failures, retryDelayMs])).toEqual([
    [1, 10],
    [2, 20],
    [3, 40],
  ]);
  expect(loop.queue.numRequeues("a")).toBe(0);
});

test("a rejected promise is a failure too, and its worker goes on", async () => {
  const simulation = new Simulation();
  const seen: string[] = [];
  const { loop, failures } = createLoop(simulation, {
    reconcile: async (key) => {
      seen.push(key);
      if (key === "a" && seen.length === 1) throw new Error("rejected");
      return undefined;
    },
  });
  loop.queue.add("a");
  loop.queue.add("b");
  await simulation.advanceByAsync(10);

  expect(seen).toEqual(["a", "b", "a"]);
  expect(failures.map(({ error }) => String(error))).toEqual(["Error: rejected"]);
});

test("requeueAfterMs brings the key back after its time, with no failures", async () => {
  const simulation = new Simulation({ startAt: 0 });
  const runs: number[] = [];
  const { loop } = createLoop(simulation, {
    reconcile: async () => {
      runs.push(simulation.now());
      return runs.length < 3 ? { requeueAfterMs: 100 } : undefined;
    },
  });
  loop.queue.add("a");
  await simulation.advanceByAsync(1000);

  expect(runs).toEqual([0, 100, 200]);
  expect(loop.queue.numRequeues("a")).toBe(0);
});

test("WQ-5: at most maxConcurrent keys are in work, and no key twice", async () => {
  const simulation = new Simulation();
  const running = new Set<string>();
  let most = 0;
  let doubled = 0;
  const { loop } = createLoop(simulation, {
    maxConcurrent: 3,
    reconcile: (key) => {
      if (running.has(key)) doubled += 1;
      running.add(key);
      most = Math.max(most, running.size);
      return new Promise<void>((resolve) => {
        simulation.after(5, lane("api"), () => {
          running.delete(key);
          resolve();
        });
      });
    },
  });
  for (let ms = 0; ms < 20; ms++) {
    for (const key of ["a", "b", "c", "d"]) loop.queue.add(key);
    await simulation.advanceByAsync(1);
  }

  expect([most, doubled]).toEqual([3, 0]);
});

test("a key is given up after maxRetries, and at once for a terminal error", () => {
  const simulation = new Simulation();
  const runs: string[] = [];
  const { loop, failures } = createLoop(simulation, {
    maxRetries: 2,
    reconcile: (key) => {
      runs.push(key);
      throw key === "terminal" ? new TerminalError("never") : new Error("again");
    },
  });
  loop.queue.add("terminal");
  loop.queue.add("a");
  simulation.advanceBy(10_000);

  expect(runs).toEqual(["terminal", "a", "a", "a"]);
  expect(failures.map(({ key, retryDelayMs }) => [key, retryDelayMs])).toEqual([
    ["terminal", undefined],
    ["a", 10],
    ["a", 20],
    ["a", undefined],
  ]);
  expect(loop.queue.numRequeues("a")).toBe(0);
});

test("WQ-7: stopping works off what waits, drops retries, and tells when the last run ended", async () => {
  const simulation = new Simulation();
  const seen: string[] = [];
  const { loop } = createLoop(simulation, {
    reconcile: async (key) => {
      seen.push(key);
      if (key === "fails") throw new Error("again");
      return undefined;
    },
  });
  for (const key of ["fails", "b"]) loop.queue.add(key);
  await simulation.advanceByAsync(0);
  for (const key of ["c", "d"]) loop.queue.add(key);
  const stopped = vi.fn();
  loop.stop(stopped);
  loop.queue.add("late");
  expect(stopped).not.toHaveBeenCalled();
  await simulation.advanceByAsync(10_000);

  expect(stopped).toHaveBeenCalledTimes(1);
  expect(seen).toEqual(["fails", "b", "c", "d"]);
  expect(loop.isRunning).toBe(false);
  loop.stop(stopped);
  expect(stopped).toHaveBeenCalledTimes(2);
});

test("await using stops the loop at the end of its block", async () => {
  const simulation = new Simulation();
  const { loop } = createLoop(simulation, {});
  const ended = (async () => {
    await using used = loop;
    used.queue.add("a");
  })();
  await simulation.advanceByAsync(1);
  await ended;

  expect(loop.isRunning).toBe(false);
});

test("without onError a failure is a warning that names loop, key, error and the next try", () => {
  const simulation = new Simulation();
  const warnings: string[] = [];
  const environment = { ...simulation, warn: (message: string) => void warnings.push(message) };
  const loop = new ReconcileLoop(environment, {
    name: "nodes",
    maxRetries: 1,
    reconcile: () => {
      throw new TypeError("no");
    },
  });
  loop.start();
  loop.queue.add("a");
  simulation.advanceBy(1000);

  expect(warnings).toEqual([
    "reconcile loop nodes: a failed: TypeError: no; next try in 5 ms",
    "reconcile loop nodes: a failed: TypeError: no; it is given up",
  ]);
});

test("an error in onError is reported to the scheduler, and the loop goes on", () => {
  const simulation = new Simulation();
  const report = vi.spyOn(simulation, "report").mockImplementation((() => {}) as () => never);
  const seen: string[] = [];
  const { loop } = createLoop(simulation, {
    reconcile: (key) => {
      seen.push(key);
      throw new TerminalError("no");
    },
    onError: () => {
      throw new Error("from onError");
    },
  });
  loop.queue.add("a");
  loop.queue.add("b");
  simulation.runReady();

  expect(seen).toEqual(["a", "b"]);
  expect(report).toHaveBeenCalledTimes(2);
});

test("a loop starts once, and needs at least one worker", () => {
  const simulation = new Simulation();
  const { loop } = createLoop(simulation, {});

  expect(() => loop.start()).toThrow("reconcile loop nodes was started already");
  expect(() => createLoop(simulation, { maxConcurrent: 0 })).toThrow(
    "maxConcurrent must be a whole number",
  );
});

test("the facts of a run name its worker and follow from its start, across promises", async () => {
  const simulation = new Simulation();
  const records: TraceRecord<TraceFact>[] = [];
  simulation.trace.subscribe((each) => records.push(each));
  const ref = { resource: "nodes", key: "a", resourceVersion: "7" };
  const { loop } = createLoop(simulation, {
    reconcile: async (key, context) => {
      context.read(key === "a" ? ref : undefined);
      await Promise.resolve();
      if (key === "b") throw new TypeError("no");
      return undefined;
    },
  });
  loop.queue.add("a");
  await simulation.advanceByAsync(1);
  loop.queue.add("b");
  await simulation.advanceByAsync(1);

  const place = (key: string) => ({ queue: "nodes", worker: "worker-1", key });
  const reconcileRecords = records.filter(({ fact }) => fact.kind.startsWith("reconcile."));
  expect(reconcileRecords.map(({ fact }) => fact)).toEqual([
    { kind: "reconcile.started", ...place("a") },
    { kind: "reconcile.read", ...place("a"), ref },
    { kind: "reconcile.succeeded", ...place("a") },
    { kind: "reconcile.started", ...place("b") },
    { kind: "reconcile.read", ...place("b") },
    { kind: "reconcile.failed", ...place("b"), error: "TypeError: no", retryDelayMs: 10 },
  ]);
  const causeKind = (record: TraceRecord<TraceFact> | undefined) =>
    records.find(({ seq }) => seq === record?.cause)?.fact.kind;
  expect(reconcileRecords.slice(0, 3).map(causeKind)).toEqual([
    "workqueue.got",
    "reconcile.started",
    "reconcile.started",
  ]);
  expect(
    records.every(({ lane, fact }) => fact.kind !== "workqueue.got" || lane === "worker/nodes/1"),
  ).toBe(true);
});

test("a time to wait that is no number fails the run, which is tried again", () => {
  const simulation = new Simulation();
  let runs = 0;
  const { loop, failures } = createLoop(simulation, {
    reconcile: () => {
      runs += 1;
      return runs === 1 ? { requeueAfterMs: Date.parse("soon") } : {};
    },
  });
  loop.queue.add("a");
  simulation.advanceBy(1000);

  expect(failures.map(({ error }) => String(error))).toEqual([
    "RangeError: requeueAfterMs must be a number of milliseconds, got NaN",
  ]);
  expect(runs).toBe(2);
});

test("a rate limiter that throws is reported, and its worker goes on", () => {
  const simulation = new Simulation();
  const { environment, reports } = reporting(simulation);
  const seen: string[] = [];
  const { loop } = createLoop(environment, {
    rateLimiter: {
      when: () => {
        throw new Error("no limit");
      },
      forget: () => {},
      numRequeues: () => 0,
    },
    reconcile: (key) => {
      seen.push(key);
      if (key === "a") throw new Error("failed");
    },
  });
  for (const key of ["a", "b"]) loop.queue.add(key);
  simulation.runReady();

  expect(seen).toEqual(["a", "b"]);
  expect(reports).toEqual(["Error: no limit"]);
});

test("an order of the program's own that throws is reported, and costs no worker", () => {
  const simulation = new Simulation();
  const { environment, reports } = reporting(simulation);
  const seen: string[] = [];
  const { loop } = createLoop(environment, {
    reconcile: (key) => {
      seen.push(key);
      // Wanted again while it is in processing: it is put back into its order when this run is done.
      if (key === "bad") loop.queue.add(key);
    },
    createQueue: (own, options) =>
      new RateLimitingQueue(own, {
        ...options,
        order: new PriorityOrder({
          priorityOf: (key) => {
            if (key === "bad" && seen.includes(key)) throw new Error("no such Pod");
            return 0;
          },
        }),
      }),
  });
  loop.queue.add("bad");
  simulation.runReady();
  loop.queue.add("good");
  simulation.runReady();

  expect(seen).toEqual(["bad", "good"]);
  expect(reports).toEqual(["Error: no such Pod"]);
});
