import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { object } from "../testing/objects.ts";
import { added, errorEvent, ParkedSource, refusals } from "../testing/parked-source.ts";
import { RecordingStore } from "../testing/recording-store.ts";
import { firstBackoffMs, reflecting } from "../testing/reflecting.ts";
import { Reflector } from "./reflector.ts";

test("RF-1: the name is the resource unless given, and names its lane", () => {
  const simulation = new Simulation();
  const lanes = new Set<string>();
  simulation.trace.subscribe(({ lane }) => void lanes.add(lane));
  const options = {
    listerWatcher: new ParkedSource(),
    store: new RecordingStore(),
    resource: "nodes",
  };

  new Reflector(simulation, { ...options, useWatchList: false }).start();
  new Reflector(simulation, { ...options, name: "mine", useWatchList: false }).start();
  simulation.runReady();

  expect([...lanes]).toEqual(expect.arrayContaining(["reflector/nodes", "reflector/mine"]));
});

test("RF-2: watch timeouts are whole seconds between the minimum and twice that, drawn anew; lists carry none", () => {
  const timeouts = new Set<number>();
  const { source, listed, simulation, run } = reflecting();
  let watch = listed(5);
  for (let at = 0; at < 20; at++) {
    timeouts.add(source.lastWatch.options.timeoutSeconds ?? 0);
    simulation.advanceBy(2000);
    run(() => watch.close());
    watch = source.lastWatch.open();
    simulation.runReady();
  }

  expect(source.requests[0]?.options).not.toHaveProperty("timeoutSeconds");
  expect(timeouts.size).toBeGreaterThan(10);
  for (const timeout of timeouts) {
    expect(Number.isInteger(timeout)).toBe(true);
    expect(timeout).toBeGreaterThanOrEqual(300);
    expect(timeout).toBeLessThanOrEqual(600);
  }
});

test("RF-2: a larger minimum is used, a smaller one ignored", () => {
  for (const [minWatchTimeoutMs, from] of [
    [1_800_000, 1800],
    [1000, 300],
  ] as const) {
    const { source, listed } = reflecting({ minWatchTimeoutMs });
    listed(5);
    expect(source.lastWatch.options.timeoutSeconds).toBeGreaterThanOrEqual(from);
    expect(source.lastWatch.options.timeoutSeconds).toBeLessThanOrEqual(2 * from);
  }
});

test("RF-3: it begins without a version", () => {
  expect(reflecting().reflector.lastSyncResourceVersion).toBe("");
});

test("RF-4: whatever ends a round, one delay follows and then the next round", () => {
  const { source, run, simulation, errors } = reflecting();

  run(() => source.lastList.fail(refusals.internal()));
  expect(errors).toHaveLength(1);
  expect(source.requests).toHaveLength(1);
  simulation.advanceBy(firstBackoffMs);

  expect(source.requests).toHaveLength(2);
});

test("RF-7, RF-8: waits of lists and watches use up one row on the one clock", () => {
  const simulation = new Simulation();
  const delays: number[] = [];
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "reflector.backing-off") delays.push(fact.delayMs);
  });
  const source = new ParkedSource();
  new Reflector(simulation, {
    listerWatcher: source,
    store: new RecordingStore(),
    resource: "configmaps",
    useWatchList: false,
    watchErrorHandler: () => undefined,
  }).start();
  simulation.runReady();

  source.lastList.fail(refusals.internal());
  simulation.advanceBy(1600);
  source.lastList.answer([], 5);
  simulation.runReady();
  source.lastWatch.fail(refusals.refused());
  simulation.advanceBy(3200);
  source.lastWatch.fail(refusals.tooManyRequests());
  simulation.runReady();

  expect(delays).toHaveLength(3);
  for (const [at, baseMs] of [800, 1600, 3200].entries()) {
    expect(delays[at]).toBeGreaterThanOrEqual(baseMs);
    expect(delays[at]).toBeLessThanOrEqual(2 * baseMs);
  }
});

test("RF-9: without a handler the user is warned, but not of what is expected to happen", () => {
  const simulation = new Simulation();
  const warnings: string[] = [];
  const source = new ParkedSource();
  const { clock, random, scheduler, trace } = simulation;
  const environment = {
    clock,
    random,
    scheduler,
    trace,
    warn: (text: string) => void warnings.push(text),
  };
  new Reflector(environment, {
    listerWatcher: source,
    store: new RecordingStore(),
    resource: "configmaps",
    useWatchList: false,
  }).start();
  simulation.runReady();

  source.lastList.fail(refusals.expired());
  simulation.runReady();
  source.lastList.fail(refusals.expired());
  simulation.advanceBy(firstBackoffMs);
  source.lastList.fail(refusals.forbidden());
  simulation.runReady();

  expect(warnings).toEqual([
    "informer configmaps: failed to list configmaps: the server says Forbidden",
  ]);
});

test("where no version was ever told, a watch that ended is followed by a list, which alone says what is gone", () => {
  const { source, run, simulation, listed } = reflecting();
  const watch = listed("");
  simulation.advanceBy(2000);

  run(() => watch.close());

  expect(source.asked).toEqual(['list "0"', 'watch ""', 'list "0"']);
});

test("RF-41: the resync timer runs while a watch phase does, from zero with every relist but not with a re-watch", () => {
  const { source, run, listed, simulation, store } = reflecting({ resyncPeriodMs: 10_000 });
  const resyncs = (): number => store.calls.filter((call) => call === "resync").length;
  simulation.advanceBy(20_000);
  expect(resyncs()).toBe(0);

  let watch = listed(5);
  simulation.advanceBy(6000);
  run(() => watch.close());
  watch = source.lastWatch.open();
  simulation.advanceBy(4000);
  expect(resyncs()).toBe(1);

  simulation.advanceBy(6000);
  run(() => watch.send(errorEvent(refusals.expired())));
  simulation.advanceBy(firstBackoffMs);
  listed(7);
  simulation.advanceBy(9000);
  expect(resyncs()).toBe(1);
  simulation.advanceBy(1000);
  expect(resyncs()).toBe(2);
});

test("RF-41: a resync is asked for first, and its failure ends the watch phase", () => {
  const asked: boolean[] = [];
  const answers = [false, true, true];
  const { listed, simulation, store, errors } = reflecting({
    resyncPeriodMs: 1000,
    shouldResync: () => {
      const answer = answers.shift() ?? false;
      asked.push(answer);
      return answer;
    },
  });
  const watch = listed(5);
  simulation.advanceBy(2000);
  expect(asked).toEqual([false, true]);
  expect(store.calls.filter((call) => call === "resync")).toHaveLength(1);

  store.failsOn = "resync";
  simulation.advanceBy(1000);
  expect(errors).toMatchObject([{ phase: "resync" }]);
  expect(watch.stops).toBe(1);
});

test("RF-41: a resync that fails while a refused watch is waited out ends that wait, too", () => {
  const { source, run, listed, simulation, store } = reflecting({ resyncPeriodMs: 1000 });
  const watch = listed(5);
  simulation.advanceBy(900);
  store.failsOn = "resync";
  run(() => watch.send(errorEvent(refusals.tooManyRequests())));
  simulation.advanceBy(600_000);

  expect(source.asked).toEqual(['list "0"', 'watch "5"', 'list "5"']);
});

test("a watch that has ended is not waited for any more: only the next attempt is", () => {
  const { run, listed, simulation } = reflecting({ readDeadlineMs: 60_000 });
  const watch = listed(5);
  expect(simulation.timerLanes).toEqual(["reflector/configmaps"]);

  run(() => watch.send(errorEvent(refusals.tooManyRequests())));

  expect(simulation.timerLanes).toEqual(["reflector/configmaps"]);
  expect(simulation.nextTimerAt).toBeLessThanOrEqual(simulation.now() + firstBackoffMs);
});

test("RF-42: a stop ends an open watch, a wait, and everything that would follow", () => {
  const watching = reflecting();
  const watch = watching.listed(5);
  watching.reflector.stop();
  watching.run(() => watch.send(added(object("a/x", 6))));
  watching.simulation.advanceBy(10_000_000);
  expect(watch.stops).toBe(1);
  expect(watching.store.calls).toEqual(["replace @5 []"]);
  expect(watching.simulation.nextTimerAt).toBeUndefined();

  const waiting = reflecting();
  waiting.run(() => waiting.source.lastList.fail(refusals.internal()));
  waiting.reflector.stop();
  waiting.simulation.advanceBy(10_000_000);
  expect(waiting.source.requests).toHaveLength(1);
});

test("the same seed draws the same timeouts", () => {
  const timeout = (seed: number): number | undefined => {
    const simulation = new Simulation({ seed });
    const source = new ParkedSource();
    new Reflector(simulation, {
      listerWatcher: source,
      store: new RecordingStore(),
      resource: "r",
      useWatchList: true,
    }).start();
    simulation.runReady();
    return source.lastWatch.options.timeoutSeconds;
  };

  expect(timeout(7)).toBe(timeout(7));
  expect(new Set(Array.from({ length: 10 }, (_, seed) => timeout(seed))).size).toBeGreaterThan(1);
});

test("RF-25: the life of a watch is counted from its request, however late the answer comes", () => {
  const { source, listed, run, simulation } = reflecting();
  const first = listed(5);
  simulation.advanceBy(2000);
  run(() => first.close());
  simulation.advanceBy(1500);

  run(() => source.lastWatch.open().close());

  expect(source.asked).toEqual(['list "0"', 'watch "5"', 'watch "5"', 'watch "5"']);
});
