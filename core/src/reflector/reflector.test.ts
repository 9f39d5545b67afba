import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { object, type TestObject } from "../testing/objects.ts";
import {
  added,
  bookmark,
  deleted,
  errorEvent,
  modified,
  ParkedSource,
  type ParkedWatch,
  refusals,
} from "../testing/parked-source.ts";
import { RecordingStore } from "../testing/recording-store.ts";
import { firstBackoffMs, startReflector } from "../testing/reflecting.ts";
import { Reflector } from "./reflector.ts";
import type { ReflectorOptions } from "./reflector-options.ts";
import { ListWatchError } from "./watch-errors.ts";

function reflecting(options: Partial<ReflectorOptions<TestObject>> = {}) {
  const started = startReflector({
    expected: { apiVersion: "v1", kind: "ConfigMap" },
    useWatchList: false,
    ...options,
  });
  const { source, run } = started;
  /** Brings it to a live watch at that version. */
  const listed = (version: number | string, ...items: readonly TestObject[]): ParkedWatch => {
    run(() => source.lastList.answer(items, version));
    const watch = source.lastWatch;
    run(() => void watch.open());
    return watch;
  };
  return { ...started, listed };
}

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

test("RF-10: the first list asks for version 0, a later one for the last version, and none when that is unavailable", () => {
  const { source, run, simulation, listed } = reflecting();
  const watch = listed(5);
  run(() => watch.send(errorEvent(refusals.expired())));
  simulation.advanceBy(firstBackoffMs);
  run(() => source.lastList.fail(refusals.expired()));

  expect(source.asked).toEqual(['list "0"', 'watch "5"', 'list "5"', 'list ""']);
});

test("RF-11: the first list asks for pages of 500, a list at a version for everything", () => {
  const { source, run, simulation, listed } = reflecting();
  expect(source.lastList.options).toEqual({ resourceVersion: "0", limit: 500 });

  const watch = listed(5);
  run(() => watch.send(errorEvent(refusals.internal())));
  simulation.advanceBy(firstBackoffMs);

  expect(source.lastList.options).toEqual({ resourceVersion: "5" });
});

test("RF-11, RF-14: once a list at 0 came in pages, later lists ask for pages as well", () => {
  const { source, run, simulation } = reflecting();
  run(() => source.lastList.answer([object("a/x", 1)], 5, "t1"));
  run(() => source.lastList.answer([object("a/y", 2)], 5));
  run(() => void source.lastWatch.open().send(errorEvent(refusals.internal())));
  simulation.advanceBy(firstBackoffMs);

  expect(source.lastList.options).toEqual({ resourceVersion: "5", limit: 500 });
});

test("RF-11: a configured page size is always sent", () => {
  expect(reflecting({ pageSize: 3 }).source.lastList.options.limit).toBe(3);
});

for (const name of ["expired", "gone", "tooLarge", "tooLargeInOldWords"] as const) {
  test(`RF-12, RF-13: a list that fails with ${name} is asked again at once without a version`, () => {
    const { source, run, errors, listed, simulation } = reflecting();
    const watch = listed(5);
    run(() => watch.send(errorEvent(refusals.internal())));
    simulation.advanceBy(firstBackoffMs);

    run(() => source.lastList.fail(refusals[name]()));

    expect(source.lastList.options).toEqual({ resourceVersion: "" });
    expect(errors).toEqual([]);
  });
}

test("RF-12: when the second list fails too, the next round asks without a version, in pages", () => {
  const { source, run, errors, simulation } = reflecting();
  run(() => source.lastList.fail(refusals.expired()));
  run(() => source.lastList.fail(refusals.expired()));
  expect(errors).toHaveLength(1);
  simulation.advanceBy(firstBackoffMs);

  expect(source.lastList.options).toEqual({ resourceVersion: "", limit: 500 });
});

test("RF-13: other timeouts are no sign of a version that is too large", () => {
  const { source, run, errors } = reflecting();

  run(() => source.lastList.fail(refusals.timeout()));

  expect(source.requests).toHaveLength(1);
  expect(errors).toHaveLength(1);
});

test("RF-15: the version moves only once the store has taken the list", () => {
  const { source, run, reflector, store, errors } = reflecting();
  store.failsOn = "replace";

  run(() => source.lastList.answer([object("a/x", 1)], 5));

  expect(reflector.lastSyncResourceVersion).toBe("");
  expect(errors[0]).toBeInstanceOf(ListWatchError);
  expect(errors[0]).toMatchObject({ phase: "sync" });
});

test("RF-16: a stop while listing ends it at once; a late answer changes nothing", () => {
  const { source, reflector, run, store } = reflecting();
  const { lastList } = source;

  reflector.stop();
  run(() => lastList.answer([object("a/x", 1)], 5));

  expect(reflector.state).toBe("stopped");
  expect(store.calls).toEqual([]);
});

test("RF-17: a refused list is reported with verb and resource, whatever the reason", () => {
  for (const error of [refusals.forbidden(), refusals.refused(), refusals.tooManyRequests()]) {
    const { source, run, errors, simulation } = reflecting();
    run(() => source.lastList.fail(error));
    expect(errors).toMatchObject([
      { message: `failed to list configmaps: ${error.message}`, cause: error },
    ]);
    simulation.advanceBy(firstBackoffMs);
    expect(source.asked).toEqual(['list "0"', 'list "0"']);
  }
});

test("RF-18: a Table, or metadata without objects, is no list, and the error says what to ask for", () => {
  for (const [list, text] of [
    [{ kind: "Table", apiVersion: "meta.k8s.io/v1", items: [] }, "answered with a Table"],
    [
      { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", items: [] },
      "metadata only",
    ],
    [{ kind: "ConfigMap" }, "without items"],
  ] as const) {
    const { source, run, errors } = reflecting();
    run(() => source.lastList.answerWith({ ok: true, list: list as never }));
    expect(String(errors[0])).toContain(text);
  }
});

test("RF-19: a watch asks from the last version, with bookmarks and a timeout, and nothing else", () => {
  const { source, listed } = reflecting();
  listed(5);

  const { timeoutSeconds, ...options } = source.lastWatch.options;
  expect(timeoutSeconds).toBeDefined();
  expect(options).toEqual({ resourceVersion: "5", allowWatchBookmarks: true });
});

test("RF-20: a watch that cannot be opened is reported and leads to a list", () => {
  const { source, run, errors, simulation } = reflecting();
  run(() => source.lastList.answer([], 5));
  run(() => source.lastWatch.fail(refusals.forbidden()));

  expect(errors).toMatchObject([
    { phase: "watch", message: "failed to watch configmaps: the server says Forbidden" },
  ]);
  simulation.advanceBy(firstBackoffMs);
  expect(source.asked).toEqual(['list "0"', 'watch "5"', 'list "5"']);
});

test("RF-21: a refused connection or 429 is waited out and the watch asked for again, without a list", () => {
  for (const error of [refusals.refused(), refusals.tooManyRequests()]) {
    const { source, run, errors, simulation } = reflecting();
    run(() => source.lastList.answer([], 5));
    run(() => source.lastWatch.fail(error));
    expect(source.requests).toHaveLength(2);
    simulation.advanceBy(firstBackoffMs);

    expect(source.asked).toEqual(['list "0"', 'watch "5"', 'watch "5"']);
    expect(errors).toEqual([]);
  }
});

test("RF-22: events of one batch are taken in one after the other, in order", () => {
  const { run, listed, store } = reflecting();
  const watch = listed(5);

  run(() =>
    watch.send(added(object("a/x", 6)), modified(object("a/x", 7)), deleted(object("a/x", 8))),
  );

  expect(store.calls.filter((call) => !call.startsWith("version"))).toEqual([
    "replace @5 []",
    "add a/x@6",
    "update a/x@7",
    "delete a/x@8",
  ]);
});

test("RF-23: a watch that ends cleanly is opened again at once from the last version", () => {
  const { source, run, listed, simulation } = reflecting();
  const watch = listed(5);
  run(() => watch.send(added(object("a/x", 6))));
  run(() => watch.close());
  expect(source.asked.at(-1)).toBe('watch "6"');

  run(() => void source.lastWatch.open());
  simulation.advanceBy(1000);
  run(() => source.lastWatch.close());
  expect(source.asked.at(-1)).toBe('watch "6"');
  expect(source.requests).toHaveLength(4);
});

test("RF-24: after an ERROR event Expired, Gone and all others relist, quietly; 429 watches again after a pause", () => {
  for (const name of ["expired", "gone", "timeout", "internal"] as const) {
    const { source, run, listed, simulation, errors } = reflecting();
    const watch = listed(5);
    run(() => watch.send(errorEvent(refusals[name]())));
    simulation.advanceBy(firstBackoffMs);
    expect(source.asked.at(-1)).toBe('list "5"');
    expect(errors).toEqual([]);
  }

  const { source, run, listed, simulation } = reflecting();
  const watch = listed(5);
  run(() => watch.send(errorEvent(refusals.tooManyRequests())));
  expect(source.requests).toHaveLength(2);
  simulation.advanceBy(firstBackoffMs);
  expect(source.asked.at(-1)).toBe('watch "5"');
});

test("RF-24: what follows an ERROR event in its stream is not taken in", () => {
  const { run, listed, store } = reflecting();
  const watch = listed(5);

  run(() => watch.send(errorEvent(refusals.expired()), added(object("a/x", 6))));

  expect(store.calls).toEqual(["replace @5 []"]);
});

test("RF-25: a watch that ends within a second without an accepted event leads to a list", () => {
  const { source, run, listed, simulation } = reflecting();
  const watch = listed(5);
  run(() => watch.send(added({ ...object("a/x", 6), kind: "Secret" })));
  simulation.advanceBy(999);

  run(() => watch.close());
  expect(source.requests).toHaveLength(2);
  simulation.advanceBy(firstBackoffMs);

  expect(source.asked.at(-1)).toBe('list "5"');
});

test("RF-26: within the window an internal error opens the watch again at once; the window is forgotten on relist", () => {
  const { source, run, listed, simulation } = reflecting({ maxInternalErrorRetryMs: 10_000 });
  let watch = listed(5);
  run(() => watch.send(errorEvent(refusals.internal())));
  expect(source.asked.at(-1)).toBe('watch "5"');

  watch = source.lastWatch.open();
  simulation.advanceBy(10_001);
  run(() => watch.send(errorEvent(refusals.internal())));
  expect(source.requests).toHaveLength(3);
  simulation.advanceBy(firstBackoffMs);
  expect(source.asked.at(-1)).toBe('list "5"');

  watch = listed(6);
  run(() => watch.send(errorEvent(refusals.internal())));
  expect(source.asked.at(-1)).toBe('watch "6"');
});

test("RF-33: foreign kinds, Tables and things without metadata are dropped and move no version", () => {
  const { run, listed, store, reflector } = reflecting();
  const watch = listed(5);

  run(() =>
    watch.send(
      added({ ...object("a/x", 6), kind: "Secret" }),
      added({ ...object("a/x", 7), apiVersion: "v2" }),
      added({ kind: "Table", apiVersion: "meta.k8s.io/v1", metadata: { resourceVersion: "8" } }),
      added({ kind: "ConfigMap" }),
      added(undefined as unknown as TestObject),
    ),
  );

  expect(store.calls).toEqual(["replace @5 []"]);
  expect(reflector.lastSyncResourceVersion).toBe("5");
});

test("RF-34, RF-37: an event that the store refuses is passed over, and its version counts all the same", () => {
  const { run, listed, store, reflector } = reflecting();
  const watch = listed(5);
  store.failsOn = "add";

  run(() => watch.send(added(object("a/x", 6)), modified(object("a/x", 7))));

  expect(store.calls).toEqual([
    "replace @5 []",
    "add a/x@6",
    "version @6",
    "update a/x@7",
    "version @7",
  ]);
  expect(reflector.lastSyncResourceVersion).toBe("7");
});

test("RF-35: a bookmark reaches a store that takes bookmarks, and moves the version", () => {
  const { run, listed, store, reflector } = reflecting();
  const watch = listed(5);

  run(() => watch.send(bookmark(9)));

  expect(store.calls.at(-2)).toBe("bookmark @9");
  expect(reflector.lastSyncResourceVersion).toBe("9");
});

test("RF-36: an event type of the future is passed over, but its version counts and the watch was no short one", () => {
  const { source, run, listed, store, reflector } = reflecting();
  const watch = listed(5);

  run(() => watch.send({ type: "ODD" as "ADDED", object: object("a/x", 6) }));
  run(() => watch.close());

  expect(store.calls).toEqual(["replace @5 []", "version @6"]);
  expect(reflector.lastSyncResourceVersion).toBe("6");
  expect(source.asked.at(-1)).toBe('watch "6"');
});

test("RF-38: after a watch from nowhere, ADDED events move no version until another kind of event came", () => {
  const { run, listed, reflector } = reflecting();
  const watch = listed("0");

  run(() => watch.send(added(object("a/x", 6))));
  expect(reflector.lastSyncResourceVersion).toBe("0");
  run(() => watch.send(modified(object("a/x", 7))));
  expect(reflector.lastSyncResourceVersion).toBe("7");
  run(() => watch.send(added(object("a/y", 8))));
  expect(reflector.lastSyncResourceVersion).toBe("8");
});

test("RF-37, RF-38: a store hears only of versions that count; an event type of the future does not end the wait for them", () => {
  const { run, listed, store, reflector } = reflecting();
  const watch = listed("0");

  run(() => watch.send(added(object("a/x", 6))));
  run(() => watch.send({ type: "ODD" as "ADDED", object: object("a/x", 7) }));
  run(() => watch.send(added(object("a/y", 8))));
  expect(store.calls).toEqual(["replace @0 []", "add a/x@6", "add a/y@8"]);
  expect(reflector.lastSyncResourceVersion).toBe("0");

  run(() => watch.send(bookmark(9)));
  expect(store.calls.slice(3)).toEqual(["bookmark @9", "version @9"]);
});

test("RF-39: after a deletion the version is the one that the deleted object carries", () => {
  const { run, listed, reflector } = reflecting();
  const watch = listed(5, object("a/x", 3));

  run(() => watch.send(deleted(object("a/x", 9))));

  expect(reflector.lastSyncResourceVersion).toBe("9");
});

test("RF-40: versions are never compared: a stale event moves the last one backwards", () => {
  const { run, listed, reflector } = reflecting();
  const watch = listed(50);

  run(() => watch.send(modified(object("a/x", 7))));

  expect(reflector.lastSyncResourceVersion).toBe("7");
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

test("RF-43: every stream is stopped exactly once, also one that the server closed", () => {
  const { source, run, listed, simulation } = reflecting();
  const closed = listed(5);
  simulation.advanceBy(1000);
  run(() => closed.close());
  const failed = source.lastWatch.open();
  simulation.runReady();
  run(() => failed.send(errorEvent(refusals.expired())));

  expect([closed.stops, failed.stops]).toEqual([1, 1]);
});

test("a watch on which nothing came until the read deadline is taken for dead and opened again", () => {
  const { source, run, listed, simulation } = reflecting({ readDeadlineMs: 60_000 });
  const watch = listed(5);
  simulation.advanceBy(59_000);
  run(() => watch.send(bookmark(6)));
  simulation.advanceBy(59_000);
  expect(source.requests).toHaveLength(2);

  simulation.advanceBy(1000);

  expect(watch.stops).toBe(1);
  expect(source.asked.at(-1)).toBe('watch "6"');
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
