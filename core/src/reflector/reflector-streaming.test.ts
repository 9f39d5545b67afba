import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { object } from "../testing/objects.ts";
import {
  added,
  bookmark,
  deleted,
  errorEvent,
  modified,
  ParkedSource,
  refusals,
} from "../testing/parked-source.ts";
import { RecordingStore } from "../testing/recording-store.ts";
import { firstBackoffMs, startReflector } from "../testing/reflecting.ts";
import { Reflector } from "./reflector.ts";

test("LW-3: a source that cannot stream lists is asked for a classical list", () => {
  const source = new ParkedSource();
  source.isWatchListUnsupported = true;
  const simulation = new Simulation();
  new Reflector(simulation, {
    listerWatcher: source,
    store: new RecordingStore(),
    resource: "r",
  }).start();
  simulation.runReady();

  expect(source.asked).toEqual(['list "0"']);
});

test("RF-27: a streaming list gathers unseen, replaces the store at the end mark, and goes on as the watch", () => {
  const { source, run, store, reflector } = startReflector();
  expect(source.lastWatch.options).toMatchObject({
    resourceVersion: "",
    resourceVersionMatch: "NotOlderThan",
    sendInitialEvents: true,
    allowWatchBookmarks: true,
  });
  const watch = source.lastWatch.open();

  run(() => watch.send(added(object("a/x", 3)), added(object("a/y", 1))));
  expect(store.calls).toEqual([]);
  run(() => watch.send(bookmark(7, "initial"), modified(object("a/x", 8))));

  expect(store.calls).toEqual(["replace @7 [a/x@3 a/y@1]", "update a/x@8", "version @8"]);
  expect(reflector.lastSyncResourceVersion).toBe("8");
  expect(source.requests).toHaveLength(1);
});

test("RF-27: the buffer transforms as the store will; a later round asks from the last version", () => {
  const { source, run, store, simulation } = startReflector();
  run(
    () =>
      void source.lastWatch.open().send(bookmark(7, "initial"), errorEvent(refusals.internal())),
  );
  store.transformer = (received) => ({
    ...received,
    metadata: { ...received.metadata, resourceVersion: "T" },
  });
  simulation.advanceBy(firstBackoffMs);
  expect(source.lastWatch.options.resourceVersion).toBe("7");

  run(() => void source.lastWatch.open().send(added(object("a/x", 8)), bookmark(9, "initial")));

  expect(store.calls.at(-1)).toBe("replace @9 [a/x@T]");
});

test("RF-28: 429 and refused connections are waited out, forgotten versions asked anew at once, others fall back", () => {
  const waited = startReflector();
  waited.run(() => waited.source.lastWatch.fail(refusals.tooManyRequests()));
  expect(waited.source.requests).toHaveLength(1);
  waited.simulation.advanceBy(firstBackoffMs);
  expect(waited.source.asked).toEqual(['watch ""', 'watch ""']);

  for (const name of ["expired", "gone", "tooLarge"] as const) {
    const { source, run, simulation } = startReflector();
    run(
      () =>
        void source.lastWatch.open().send(bookmark(7, "initial"), errorEvent(refusals.internal())),
    );
    simulation.advanceBy(firstBackoffMs);
    run(() => source.lastWatch.fail(refusals[name]()));
    expect(source.asked).toEqual(['watch ""', 'watch "7"', 'watch ""']);
  }

  const fallback = startReflector();
  fallback.run(() => fallback.source.lastWatch.fail(refusals.forbidden()));
  expect(fallback.source.asked).toEqual(['watch ""', 'list "0"']);
  expect(fallback.errors).toEqual([]);
});

test("RF-28: an ERROR event is treated like a refusal, and the fallback is not remembered", () => {
  const { source, run, simulation } = startReflector();
  const watch = source.lastWatch.open();
  run(() => watch.send(added(object("a/x", 1)), errorEvent(refusals.internal())));
  expect(source.asked).toEqual(['watch ""', 'list "0"']);
  expect(watch.stops).toBe(1);

  run(() => source.lastList.fail(refusals.internal()));
  simulation.advanceBy(firstBackoffMs);
  expect(source.asked.at(-1)).toBe('watch ""');
});

test("RF-29: a stream that ends before the mark starts over with an empty buffer; a very short one falls back", () => {
  const { source, run, store } = startReflector();
  let watch = source.lastWatch.open();
  run(() => watch.send(added(object("a/x", 1))));
  run(() => watch.close());
  expect(source.asked).toEqual(['watch ""', 'watch ""']);

  watch = source.lastWatch.open();
  run(() => watch.send(added(object("a/y", 2)), bookmark(3, "initial")));
  expect(store.calls).toEqual(["replace @3 [a/y@2]"]);

  const short = startReflector();
  short.run(() => void short.source.lastWatch.open().close());
  expect(short.source.asked).toEqual(['watch ""', 'list "0"']);
});

test("RF-30: updates and deletes apply to the buffer, other bookmarks end nothing, a refused object is absent", () => {
  const refusing = new RecordingStore();
  refusing.transformer = (received) => {
    if (received.data?.["val"] === "bad") throw new Error("refused");
    return received;
  };
  const { source, run, store } = startReflector({}, refusing);
  const watch = source.lastWatch.open();

  run(() =>
    watch.send(
      added(object("a/x", 1)),
      added(object("a/y", 2)),
      bookmark(3),
      bookmark(3, "not-true"),
      modified(object("a/x", 4)),
      deleted(object("a/y", 5)),
      added(object("a/z", 6, { data: { val: "bad" } })),
    ),
  );
  expect(store.calls).toEqual([]);
  run(() => watch.send(bookmark(7, "initial")));

  expect(store.calls).toEqual(["replace @7 [a/x@4]"]);
});

test("RF-31: when the store refuses the streamed list a classical one follows, and the stream is stopped", () => {
  const { source, run, store, reflector } = startReflector();
  store.failsOn = "replace";
  const watch = source.lastWatch.open();

  run(() =>
    watch.send(added(object("a/x", 1)), bookmark(7, "initial"), modified(object("a/x", 8))),
  );

  expect(source.asked).toEqual(['watch ""', 'list "0"']);
  expect(watch.stops).toBe(1);
  expect(reflector.lastSyncResourceVersion).toBe("");
});

test("RF-32: the second of a very short watch counts from the moment the stream is taken over", () => {
  const { source, run, simulation } = startReflector();
  const watch = source.lastWatch.open();
  simulation.advanceBy(60_000);
  run(() => watch.send(added(object("a/x", 1)), bookmark(7, "initial")));

  simulation.advanceBy(999);
  run(() => watch.close());
  expect(source.requests).toHaveLength(1);
  simulation.advanceBy(firstBackoffMs);

  expect(source.asked).toEqual(['watch ""', 'watch "7"']);
});

test("a streaming list on which nothing comes until the read deadline is asked for again", () => {
  const { source, run, simulation } = startReflector({ readDeadlineMs: 30_000 });
  const watch = source.lastWatch.open();
  run(() => watch.send(added(object("a/x", 1))));

  simulation.advanceBy(30_000);

  expect(watch.stops).toBe(1);
  expect(source.asked).toEqual(['watch ""', 'watch ""']);
});

test("RF-29: where streaming lists fall silent time and again a plain list is asked for", () => {
  const { source, simulation } = startReflector({ readDeadlineMs: 30_000 });
  for (let cut = 1; cut <= 3; cut++) {
    source.lastWatch.open();
    simulation.advanceBy(30_000);
  }

  expect(source.requests.map(({ kind }) => kind)).toEqual(["watch", "watch", "watch", "list"]);
});
