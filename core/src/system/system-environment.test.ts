import { expect, onTestFinished, test, vi } from "vitest";
import { lane } from "../environment/scheduler.ts";
import type { TraceFact } from "../trace/facts.ts";
import type { TraceRecord } from "../trace/trace.ts";
import { createSystemEnvironment } from "./system-environment.ts";

const a = lane("a");
const b = lane("b");
const fact = (operation: string): TraceFact => ({
  kind: "actor.acted",
  actor: "test",
  action: "act",
  operation,
});

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Resolves when `step` was called on `lane` of the environment. */
function posted(environment: ReturnType<typeof createSystemEnvironment>): Promise<void> {
  return new Promise((resolve) => environment.scheduler.post(a, resolve));
}

test("a step never runs before post returns, and steps keep the order of their posting", async () => {
  const { scheduler } = createSystemEnvironment();
  const ran: string[] = [];
  scheduler.post(a, () => {
    ran.push("a1");
    scheduler.post(b, () => ran.push("b2"));
  });
  scheduler.post(b, () => ran.push("b1"));
  scheduler.post(a, () => ran.push("a2"));

  expect(ran).toEqual([]);
  await soon();

  expect(ran).toEqual(["a1", "b1", "a2", "b2"]);
});

test("a hundred thousand waiting steps run in order and leave room for as many again", async () => {
  const environment = createSystemEnvironment();
  let next = 0;
  for (let round = 0; round < 2; round++) {
    next = 0;
    let wrong = 0;
    for (let index = 0; index < 100_000; index++) {
      environment.scheduler.post(a, () => {
        if (next !== index) wrong += 1;
        next += 1;
      });
    }
    await posted(environment);
    expect([next, wrong]).toEqual([100_000, 0]);
  }
});

test("an error of a step is reported with its lane, and the next step runs", async () => {
  const reportError = vi.fn();
  const environment = createSystemEnvironment({ reportError });
  const error = new Error("boom");
  environment.scheduler.post(b, () => {
    throw error;
  });

  await posted(environment);

  expect(reportError.mock.calls).toEqual([[error, b]]);
});

test("without a callback an error goes to the host's reportError", async () => {
  const reportError = vi.fn();
  vi.stubGlobal("reportError", reportError);
  const environment = createSystemEnvironment();
  const error = new Error("boom");
  environment.scheduler.report(error, a);
  vi.unstubAllGlobals();

  expect(reportError.mock.calls).toEqual([[error]]);
});

test("steps that post steps for ever leave room for timers of the host", async () => {
  const { scheduler } = createSystemEnvironment({ budgetMs: 1 });
  let isStopped = false;
  const again = (): void => {
    if (!isStopped) scheduler.post(a, again);
  };
  scheduler.post(a, again);

  await soon();
  isStopped = true;

  expect(isStopped).toBe(true);
});

test("a promise that settled is heard while another lane is flooded", async () => {
  const { scheduler } = createSystemEnvironment({ budgetMs: 10_000 });
  const heard = await new Promise<number>((resolve) => {
    let turns = 0;
    let isHeard = false;
    const again = (): void => {
      turns += 1;
      if (!isHeard) scheduler.post(a, again);
    };
    scheduler.post(a, again);
    scheduler.post(b, () => {
      scheduler.settle(b, Promise.resolve("value"), (result) => {
        isHeard = true;
        expect(result).toEqual({ status: "fulfilled", value: "value" });
        resolve(turns);
      });
    });
  });

  expect(heard).toBeLessThan(1000);
});

test("a rejected promise arrives as a result, on its lane, in a later step", async () => {
  const { scheduler, trace } = createSystemEnvironment();
  const records: TraceRecord[] = [];
  trace.subscribe((record) => records.push(record));
  const result = await new Promise((resolve) => {
    scheduler.settle(b, Promise.reject(new Error("no")), (settled) => {
      trace.emit?.(fact("settled"));
      resolve(settled);
    });
  });

  expect(result).toEqual({ status: "rejected", reason: new Error("no") });
  expect(records[0]?.lane).toBe(b);
});

test("a timer does not fire before its time, a cancelled one never", async () => {
  const { clock } = createSystemEnvironment();
  const startedAt = clock.now();
  let isCancelledRun = false;
  const cancel = clock.after(5, a, () => {
    isCancelledRun = true;
  });
  const firedAt = await new Promise<number>((resolve) => {
    clock.after(20, a, () => resolve(clock.now()));
    cancel();
    cancel();
  });

  expect(firedAt - startedAt).toBeGreaterThanOrEqual(20);
  expect(isCancelledRun).toBe(false);
});

test("a timer cancelled after it fired, before its step ran, does not run", async () => {
  const environment = createSystemEnvironment();
  let hasRun = false;
  const cancel = environment.clock.after(0, b, () => {
    hasRun = true;
  });
  cancel();

  await posted(environment);

  expect(hasRun).toBe(false);
});

test("a delay of zero or less never runs in place", async () => {
  const environment = createSystemEnvironment();
  const ran: number[] = [];
  environment.clock.after(0, a, () => ran.push(0));
  environment.clock.after(-5, a, () => ran.push(-5));
  expect(ran).toEqual([]);

  await posted(environment);

  expect(ran).toEqual([0, -5]);
});

test("a timer longer than the host's 2^31-1 ms waits its whole time", () => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setImmediate", "performance", "Date"],
  });
  try {
    const { clock } = createSystemEnvironment();
    let firedAt: number | undefined;
    const startedAt = clock.now();
    clock.after(2 ** 32, a, () => {
      firedAt = clock.now();
    });
    clock.after(Number.POSITIVE_INFINITY, a, () => {
      throw new Error("infinity came");
    });

    vi.advanceTimersByTime(2 ** 32 - 1);
    expect(firedAt).toBeUndefined();
    vi.advanceTimersByTime(2);

    expect((firedAt ?? 0) - startedAt).toBeGreaterThanOrEqual(2 ** 32);
  } finally {
    vi.useRealTimers();
  }
});

test("a delay that is no number is refused", () => {
  const { clock } = createSystemEnvironment();

  expect(() => clock.after(Number.NaN, a, () => {})).toThrow(
    "a delay must be a number of milliseconds, got NaN (lane a)",
  );
});

test("a fact's cause is the fact before it in its step, across post, timer and settle", async () => {
  const { scheduler, clock, trace } = createSystemEnvironment();
  const records: TraceRecord<TraceFact>[] = [];
  trace.subscribe((record) => records.push(record));
  await new Promise<void>((resolve) => {
    scheduler.post(a, () => {
      trace.emit?.(fact("1"));
      trace.emit?.(fact("2"));
      scheduler.post(b, () => trace.emit?.(fact("posted by 2")));
      clock.after(1, b, () => trace.emit?.(fact("timer of 2")));
      scheduler.settle(b, soon(), () => {
        trace.emit?.(fact("settled of 2"));
        clock.after(5, a, resolve);
      });
    });
  });

  const causes = Object.fromEntries(
    records.map(({ fact, cause }) => [fact.kind === "actor.acted" ? fact.operation : "", cause]),
  );
  expect(causes).toEqual({
    "1": undefined,
    "2": 1,
    "posted by 2": 2,
    "timer of 2": 2,
    "settled of 2": 2,
  });
  expect(records.find(({ seq }) => seq === 1)?.lane).toBe(a);
});

test("what is emitted outside of steps is nobody's consequence", async () => {
  const environment = createSystemEnvironment();
  const records: TraceRecord[] = [];
  environment.trace.subscribe((record) => records.push(record));
  environment.scheduler.post(a, () => environment.trace.emit?.(fact("inside")));
  await posted(environment);
  environment.trace.emit?.(fact("outside"));

  expect(records.map(({ cause, lane }) => [cause, lane])).toEqual([
    [undefined, "a"],
    [undefined, "outside"],
  ]);
});

test("the clock shows the host's time, and the seed fixes the random numbers", () => {
  const seeded = createSystemEnvironment({ seed: 7 });

  expect(Math.abs(seeded.clock.now() - Date.now())).toBeLessThan(60_000);
  expect(seeded.random.next()).toBe(createSystemEnvironment({ seed: 7 }).random.next());
  expect(createSystemEnvironment().random.next()).not.toBe(createSystemEnvironment().random.next());
});

test("works where there is no setImmediate, as in browsers", async () => {
  vi.stubGlobal("setImmediate", undefined);
  const environment = createSystemEnvironment();
  vi.unstubAllGlobals();
  let count = 0;
  for (let index = 0; index < 1000; index++) environment.scheduler.post(a, () => (count += 1));

  await posted(environment);

  expect(count).toBe(1000);
});

test("warnings go to the console, with the stack only of errors in the user's own code", () => {
  const written = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { warn } = createSystemEnvironment();
  const bug = new TypeError("bug");
  const refused = Object.assign(new Error("no"), { name: "StatusError" });
  warn("plain");
  warn("list refused", new Error("list", { cause: refused }));
  warn("handler threw", new Error("handler", { cause: bug }));

  expect(written.mock.calls).toEqual([["plain"], ["list refused"], ["handler threw", bug]]);
  written.mockRestore();
});

test("what a listener of the trace throws is reported, and costs neither the step nor other listeners", async () => {
  const reportError = vi.fn();
  const environment = createSystemEnvironment({ reportError });
  const heard: string[] = [];
  environment.trace.subscribe(() => {
    throw new Error("disk full");
  });
  environment.trace.subscribe(({ fact: { kind } }) => heard.push(kind));
  environment.scheduler.post(a, () => {
    environment.trace.emit?.(fact("x"));
    heard.push("step goes on");
  });
  await posted(environment);

  expect(heard).toEqual(["actor.acted", "step goes on"]);
  expect(reportError).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ message: "disk full" }),
    "trace/listeners",
  );
});

test("a fact has its own number, whatever its listeners tell in between", () => {
  const { trace } = createSystemEnvironment();
  trace.subscribe(({ seq }) => {
    if (seq === 1) trace.emit?.(fact("second"));
  });

  expect(trace.emit?.(fact("first"))).toBe(1);
});

test("when the wall clock is set right, the time to measure with does not jump, the time that others read does", () => {
  let wall = Date.UTC(1970, 0, 1);
  vi.spyOn(Date, "now").mockImplementation(() => wall);
  onTestFinished(() => void vi.restoreAllMocks());
  const { clock } = createSystemEnvironment();
  wall = Date.UTC(2026, 0, 1);

  expect(clock.now()).toBeLessThan(Date.UTC(1970, 0, 2));
  expect(clock.wallTime?.()).toBe(wall);
});
