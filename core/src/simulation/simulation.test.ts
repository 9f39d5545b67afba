import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "../environment/random.ts";
import { lane } from "../environment/scheduler.ts";
import { randomChoice } from "./choice.ts";
import { Simulation } from "./simulation.ts";

const a = lane("a");
const b = lane("b");

test("nothing happens until it is told to run, and posting never runs a step in place", () => {
  const simulation = new Simulation();
  const ran: string[] = [];
  simulation.post(a, () => {
    ran.push("outer");
    simulation.post(a, () => void ran.push("inner"));
    ran.push("outer ends");
  });
  expect(ran).toEqual([]);
  expect(simulation.isIdle).toBe(false);

  simulation.runReady();

  expect(ran).toEqual(["outer", "outer ends", "inner"]);
  expect(simulation.isIdle).toBe(true);
});

test("steps of one lane keep their order under every choice, and any interleaving of lanes is possible", () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 100; seed++) {
    const simulation = new Simulation({ choice: randomChoice(seededRandom(seed)) });
    const ran: string[] = [];
    for (const step of ["1", "2"]) {
      simulation.post(a, () => void ran.push(`a${step}`));
      simulation.post(b, () => void ran.push(`b${step}`));
    }
    simulation.runReady();
    expect(ran.filter((each) => each.startsWith("a"))).toEqual(["a1", "a2"]);
    expect(ran.filter((each) => each.startsWith("b"))).toEqual(["b1", "b2"]);
    orders.add(ran.join(" "));
  }

  expect(orders.size).toBe(6);
});

test("timers fire in the order of their times, equal ones in the order of their making, cancelled ones never", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ delayMs: fc.nat(20), isCancelled: fc.boolean() })),
      (timers) => {
        const simulation = new Simulation({ startAt: 0 });
        const fired: string[] = [];
        for (const [at, { delayMs, isCancelled }] of timers.entries()) {
          const cancel = simulation.after(
            delayMs,
            a,
            () => void fired.push(`${simulation.now()} ${at}`),
          );
          if (isCancelled) cancel();
        }
        simulation.advanceBy(100);

        const expected = timers
          .map((timer, at) => ({ ...timer, at }))
          .filter(({ isCancelled }) => !isCancelled)
          .sort((x, y) => x.delayMs - y.delayMs || x.at - y.at)
          .map(({ delayMs, at }) => `${delayMs} ${at}`);
        expect(fired).toEqual(expected);
        expect(simulation.now()).toBe(100);
      },
    ),
  );
});

test("time stands still while steps are ready, and jumps to the next timer otherwise", () => {
  const simulation = new Simulation({ startAt: 1000 });
  const seen: number[] = [];
  simulation.after(50, a, () => {
    simulation.post(b, () => void seen.push(simulation.now()));
  });
  expect(simulation.nextTimerAt).toBe(1050);

  expect(simulation.advanceToNext()).toBe(true);
  expect(seen).toEqual([1050]);
  expect(simulation.advanceToNext()).toBe(false);
});

test("a driver can go step by step: all that is due at an instant is ready together", () => {
  const simulation = new Simulation({ startAt: 0 });
  const ran: string[] = [];
  for (const [delayMs, name] of [
    [5, "a"],
    [5, "b"],
    [9, "c"],
  ] as const) {
    simulation.after(delayMs, a, () => void ran.push(`${name}@${simulation.now()}`));
  }
  expect(simulation.runStep()).toBe(false);
  expect(simulation.moveToNext(4)).toBe(false);
  expect(simulation.now()).toBe(0);

  expect(simulation.moveToNext(100)).toBe(true);
  expect(ran).toEqual([]);
  expect([simulation.runStep(), simulation.runStep(), simulation.runStep()]).toEqual([
    true,
    true,
    false,
  ]);
  expect(ran).toEqual(["a@5", "b@5"]);
  expect(simulation.moveToNext(8)).toBe(false);
});

test("an endless loop is named instead of hanging", () => {
  const simulation = new Simulation({ stepsMax: 100 });
  const loop = (): void => simulation.post(a, loop);
  loop();

  expect(() => simulation.runReady()).toThrow(
    /ran 100 steps without coming to rest \(last lane: a\)/,
  );
});

test("promises come back as steps of their lane", async () => {
  const simulation = new Simulation();
  const settled: unknown[] = [];
  simulation.settle(a, Promise.resolve(7), (result) => void settled.push(result));
  simulation.settle(
    a,
    Promise.reject(new Error("no")),
    (result) => void settled.push(result.status),
  );

  await simulation.advanceByAsync(0);

  expect(settled).toEqual([{ status: "fulfilled", value: 7 }, "rejected"]);
});

test("a step that throws ends the run, and an error that is reported does so too", () => {
  const simulation = new Simulation();
  simulation.post(a, () => {
    throw new Error("broken");
  });
  expect(() => simulation.runReady()).toThrow("broken");
  expect(() => simulation.report(new Error("told"))).toThrow("told");
});

test("a fact is stamped with time, lane, step and cause; facts of a step form a chain that goes on in what it posts", () => {
  const simulation = new Simulation({ startAt: 5 });
  const records: unknown[] = [];
  simulation.trace.subscribe(
    ({ seq, at, lane: name, cause }) => void records.push([seq, at, name, cause]),
  );
  const emit = (): number | undefined => simulation.trace.emit?.({ kind: "scenario.quiet" });

  simulation.post(a, () => {
    emit();
    emit();
    simulation.post(b, () => void emit());
    simulation.after(10, b, () => void emit());
    emit();
  });
  simulation.post(a, () => void emit());
  simulation.advanceBy(20);

  expect(records).toEqual([
    [1, 5, "a", undefined],
    [2, 5, "a", 1],
    [3, 5, "a", 2],
    [4, 5, "a", undefined],
    [5, 5, "b", 2],
    [6, 15, "b", 2],
  ]);
});

test("a cause can be given, and nobody listening costs no evaluation", () => {
  const simulation = new Simulation();
  const costly = (): never => {
    throw new Error("evaluated");
  };
  simulation.trace.emit?.(costly());

  const causes: (number | undefined)[] = [];
  const stop = simulation.trace.subscribe(({ cause }) => void causes.push(cause));
  simulation.trace.emit?.({ kind: "scenario.quiet" }, 41);
  stop();
  simulation.trace.emit?.(costly());

  expect(causes).toEqual([41]);
});

test("what comes of a promise is caused by the fact that was current when it was handed over", async () => {
  const simulation = new Simulation();
  const causes: (number | undefined)[] = [];
  simulation.trace.subscribe(({ cause }) => causes.push(cause));
  const emit = (): void => void simulation.trace.emit?.({ kind: "scenario.quiet" });
  simulation.post(a, () => {
    emit();
    simulation.settle(a, Promise.resolve(), emit);
  });
  await simulation.advanceByAsync(0);

  expect(causes).toEqual([undefined, 1]);
});
