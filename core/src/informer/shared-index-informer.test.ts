import { expect, test } from "vitest";
import { metaNamespaceIndexFunction } from "../cache/index-functions.ts";
import { HandlerRegistration } from "../handlers/handler-registration.ts";
import { hearing, informing } from "../testing/informing.ts";
import { object, printed, type TestObject } from "../testing/objects.ts";
import {
  added,
  bookmark,
  deleted,
  errorEvent,
  modified,
  refusals,
} from "../testing/parked-source.ts";
import type { QueueFlavour } from "./create-queue.ts";
import { InformerStateError } from "./shared-index-informer.ts";

const flavours: readonly QueueFlavour[] = ["delta", "real", "real-atomic"];

const relistMs = 1600;

test("SI-1: handlers, indexes, transform and error handler can be given in any order before the start, not after", () => {
  const { informer, synced, run, source } = informing();
  const heard: string[] = [];
  const errors: unknown[] = [];
  informer.setWatchErrorHandler((error) => void errors.push(error));
  informer.addEventHandler(hearing(heard));
  informer.setTransform((each) => ({
    ...each,
    metadata: { ...each.metadata, resourceVersion: "T" },
  }));
  informer.addIndexers({ namespace: metaNamespaceIndexFunction });
  synced(5, object("a/x", 1));

  expect(heard).toEqual(["add a/x@T initial"]);
  expect(informer.indexer.indexKeys("namespace", "a")).toEqual(["a/x"]);
  expect(() => informer.setTransform((each) => each)).toThrow(InformerStateError);
  expect(() => informer.setWatchErrorHandler(() => undefined)).toThrow(
    "informer configmaps has already started: set a watch error handler before start()",
  );
  run(() => source.lastWatch.fail(refusals.forbidden()));
});

test("SI-2: a second start, or one after the stop, does nothing but warn", () => {
  const { informer, source, run, warnings } = informing();

  run(() => informer.start());
  run(() => informer.start());
  run(() => informer.stop());
  run(() => informer.start());

  expect(source.requests).toHaveLength(1);
  expect(warnings).toEqual([
    "informer configmaps was started already; an informer runs once, make another one",
    "informer configmaps was stopped already; an informer runs once, make another one",
  ]);
});

test("SI-3, SI-12: a stop ends the stream, the queue and the handlers, and is told once all is ended", async () => {
  const { informer, synced, run, simulation } = informing();
  const heard: string[] = [];
  informer.addEventHandler(hearing(heard));
  const stop = new AbortController();
  const watch = synced(5);
  const running = informing().informer;
  const ended = running.run(stop.signal);
  expect(informer.isStopped).toBe(false);

  watch.send(added(object("a/x", 6)));
  informer.stop();
  run(() => undefined);

  expect(informer.isStopped).toBe(true);
  expect(watch.stops).toBe(1);
  expect(heard).toEqual([]);
  expect(simulation.nextTimerAt).toBeUndefined();
  stop.abort();
  await ended;
  expect(running.isStopped).toBe(true);
});

for (const queue of flavours) {
  test(`${queue}, SI-4: a callback finds the cache, indexes included, at the notified state or newer`, () => {
    const { informer, synced, run } = informing({
      queue,
      indexers: { namespace: metaNamespaceIndexFunction },
    });
    const found: string[] = [];
    const note = (each: TestObject): void => {
      const cached = informer.indexer.byIndex("namespace", "a")[0]?.metadata?.resourceVersion ?? "";
      const notified = each.metadata?.resourceVersion ?? "";
      found.push(`${notified} ${cached >= notified ? "found" : `but cached ${cached}`}`);
    };
    informer.addEventHandler({ onAdd: note, onUpdate: (_old, each) => note(each) });
    const watch = synced(5);

    run(() => watch.send(added(object("a/x", 6)), modified(object("a/x", 7))));

    expect(found).toEqual(["6 found", "7 found"]);
  });

  test(`${queue}, SI-6: a late handler hears of every cached object, flagged initial, then of every later change`, () => {
    const { informer, synced, run } = informing({ queue });
    const early: string[] = [];
    const late: string[] = [];
    informer.addEventHandler(hearing(early));
    const watch = synced(5, object("a/x", 1), object("a/y", 2));
    run(() => watch.send(modified(object("a/x", 6))));

    run(() => void informer.addEventHandler(hearing(late)));
    run(() => watch.send(deleted(object("a/y", 7))));

    expect(late.toSorted()).toEqual(
      ["add a/x@6 initial", "add a/y@2 initial", "delete a/y@7"].toSorted(),
    );
    expect(late.at(-1)).toBe("delete a/y@7");
    expect(early).toContain("update a/x@1 a/x@6");
  });

  test(`${queue}, SI-16, SI-17: a relist tells every listed object as update and every missing one as tombstone; a uid plays no part`, () => {
    const { informer, synced, run, source, simulation } = informing({ queue });
    const heard: string[] = [];
    informer.addEventHandler(hearing(heard));
    const watch = synced(
      5,
      object("a/gone", 1),
      object("a/same", 2),
      object("a/other", 3, { uid: "u1" }),
    );
    heard.length = 0;

    run(() => watch.send(errorEvent(refusals.expired())));
    simulation.advanceBy(relistMs);
    run(() =>
      source.lastList.answer([object("a/same", 2), object("a/other", 8, { uid: "u2" })], 9),
    );

    expect(heard.toSorted()).toEqual([
      "delete †a/gone(a/gone@1)",
      "update a/other@3 a/other@8",
      "update a/same@2 a/same@2",
    ]);
    expect(heard.indexOf("delete †a/gone(a/gone@1)")).toBe(queue === "delta" ? 2 : 0);
    expect(informer.indexer.getByKey("a/other")?.metadata?.uid).toBe("u2");
  });

  test(`${queue}, DF-14, RQ-2: the informer makes its queue so that a list compares with the cache`, () => {
    const types: string[] = [];
    const { informer, synced, simulation } = informing({ queue });
    simulation.trace.subscribe(({ fact }) => {
      if (fact.kind === "queue.enqueued") types.push(fact.type);
    });

    synced(5, object("a/x", 1));

    expect(types).toEqual([queue === "real-atomic" ? "ReplacedAll" : "Replaced"]);
    expect(informer.indexer.lastStoreSyncResourceVersion).toBe(queue === "real-atomic" ? "5" : "");
  });
}

test("SI-5: after the stop handlers and indexes are refused; before it indexes may come late", () => {
  const { informer, synced, run } = informing();
  synced(5, object("a/x", 1));
  informer.addIndexers({ namespace: metaNamespaceIndexFunction });
  expect(informer.indexer.byIndex("namespace", "a").map(printed)).toEqual(["a/x@1"]);

  run(() => informer.stop());

  expect(() => informer.addEventHandler({})).toThrow(
    "informer configmaps has stopped: a handler added now would never be called",
  );
  expect(() => informer.addIndexers({ other: () => [] })).toThrow(InformerStateError);
});

test("SI-7: a removed handler hears nothing more, others do; removing twice or a stranger is ignored", () => {
  const { informer, synced, run } = informing();
  const removed: string[] = [];
  const kept: string[] = [];
  const registration = informer.addEventHandler(hearing(removed));
  informer.addEventHandler(hearing(kept));
  const watch = synced(5);

  watch.send(added(object("a/x", 6)));
  informer.removeEventHandler(registration);
  informer.removeEventHandler(registration);
  informer.removeEventHandler(informing().informer.addEventHandler({}));
  run(() => watch.send(added(object("a/y", 7))));

  expect(removed).toEqual([]);
  expect(kept).toEqual(["add a/x@6", "add a/y@7"]);
  expect(registration.hasSynced).toBe(true);
});

test("SI-8: the waiting removal resolves only once the running callback has ended", async () => {
  const { informer, synced, simulation } = informing();
  let finish: () => void = () => undefined;
  let isEnded = false;
  const registration = informer.addEventHandler({
    onAdd: () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  });
  synced(5, object("a/x", 1));

  const removal = informer.shutDownEventHandler(registration).then(() => {
    isEnded = true;
  });
  await simulation.advanceByAsync(0);
  expect(isEnded).toBe(false);

  finish();
  await simulation.advanceByAsync(0);
  await removal;
  expect(isEnded).toBe(true);
});

test("SI-9: one handler value can be registered several times, each registration by itself", () => {
  const { informer, synced, run } = informing();
  const heard: string[] = [];
  const handler = hearing(heard);
  const first = informer.addEventHandler(handler);
  const second = informer.addEventHandler(handler);
  expect(first).not.toBe(second);
  const watch = synced(5);

  informer.removeEventHandler(first);
  run(() => watch.send(added(object("a/x", 6))));

  expect(heard).toEqual(["add a/x@6"]);
  expect(second).toBeInstanceOf(HandlerRegistration);
});

test("a handler without a name gets one that nobody has", () => {
  const { informer } = informing();

  const names = [{ name: "handler-1" }, {}, { name: "handler-3" }, {}].map(
    (options) => informer.addEventHandler({}, options).name,
  );

  expect(names).toEqual(["handler-1", "handler-2", "handler-3", "handler-4"]);
});

test("SI-10: synced once the first list is in the cache, whether or not handlers ran; a stop before leaves it false", () => {
  const { informer, run, source, simulation } = informing();
  const registration = informer.addEventHandler({ onAdd: () => new Promise(() => undefined) });
  expect(informer.hasSynced).toBe(false);
  run(() => informer.start());
  run(() => source.lastList.answer([object("a/x", 1)], 5));
  expect(informer.hasSynced).toBe(true);
  expect(registration.hasSynced).toBe(false);

  const stopped = informing();
  stopped.run(() => stopped.informer.start());
  stopped.source.lastList.answer([object("a/x", 1)], 5);
  stopped.run(() => stopped.informer.stop());
  expect(stopped.informer.hasSynced).toBe(false);
  expect(simulation.isIdle).toBe(true);
});

test("SI-11: the last version is the Reflector's, empty before the start", () => {
  const { informer, synced, run } = informing();
  expect(informer.lastSyncResourceVersion).toBe("");
  const watch = synced(5);
  expect(informer.lastSyncResourceVersion).toBe("5");

  run(() => watch.send(bookmark(9)));

  expect(informer.lastSyncResourceVersion).toBe("9");
});

test("SI-13: the motor is not handed out, so nobody can run it a second time", () => {
  const { informer, synced } = informing();
  synced(5);

  expect("controller" in informer).toBe(false);
  expect(Object.keys(informer)).toEqual(["name", "resource"]);
});

test("SI-14: the cache is handed out for reading: its type has no writes, its objects are the shared ones", () => {
  const { informer, synced } = informing();
  const item = object("a/x", 1);
  synced(5, item);

  expect(informer.indexer.getByKey("a/x")).toBe(item);
});

test("SI-15: objects of another kind than expected never arrive", () => {
  const { informer, synced, run } = informing({
    expected: { apiVersion: "v1", kind: "ConfigMap" },
  });
  const heard: string[] = [];
  informer.addEventHandler(hearing(heard));
  const watch = synced(5);

  run(() => watch.send(added({ ...object("a/x", 6), kind: "Secret" }), added(object("a/y", 7))));

  expect(heard).toEqual(["add a/y@7"]);
});

test("CT-1, CT-3: synced and last version are those of queue and Reflector, on lanes named after the informer", () => {
  const { informer, synced, simulation } = informing({ name: "mine" });
  const lanes = new Set<string>();
  simulation.trace.subscribe(({ lane }) => void lanes.add(lane));
  informer.addEventHandler({}, { name: "first" });

  synced(5, object("a/x", 1));

  expect(informer.hasSynced).toBe(true);
  expect(informer.lastSyncResourceVersion).toBe("5");
  expect([...lanes]).toEqual(
    expect.arrayContaining(["reflector/mine", "controller/mine", "handler/mine/first"]),
  );
});

test("CT-2: what still waits at the stop is not processed", () => {
  const { informer, synced, run } = informing();
  const watch = synced(5);

  watch.send(added(object("a/x", 6)));
  informer.stop();
  run(() => undefined);

  expect(informer.indexer.size).toBe(0);
});

test("CT-2: an error while processing is reported and the loop goes on", () => {
  const { informer, synced, run } = informing({
    indexers: {
      picky: (each) => {
        if (each.metadata?.name === "bad") throw new Error("cannot");
        return [];
      },
    },
  });
  const watch = synced(5);

  expect(() => run(() => watch.send(added(object("a/bad", 6))))).toThrow(
    /index function "picky" failed/,
  );
  run(() => watch.send(added(object("a/good", 7))));

  expect(informer.indexer.getByKey("a/good")).toBeDefined();
});

test("RQ-14: lanes and facts carry the informer's name, the resource's unless another is given", () => {
  const names = new Set<string>();
  for (const name of [undefined, "mine"]) {
    const { synced, simulation } = informing(name === undefined ? {} : { name });
    simulation.trace.subscribe(({ fact }) => {
      if (fact.kind === "queue.enqueued") names.add(fact.informer);
    });
    synced(5);
  }

  expect([...names]).toEqual(["configmaps", "mine"]);
});

test("await using stops the informer", async () => {
  const { informer, synced } = informing();
  const watch = synced(5);
  {
    await using running = informer;
    expect(running.isStopped).toBe(false);
  }

  expect(informer.isStopped).toBe(true);
  expect(watch.stops).toBe(1);
});

test("DF-10: what of a first list was queued before its transform threw is delivered at once, not when something else comes", () => {
  const heard: string[] = [];
  const { informer, run, source } = informing({
    queue: "delta",
    transform: (each) => {
      if (each.metadata?.name === "bad") throw new Error("cannot");
      return each;
    },
  });
  informer.addEventHandler(hearing(heard));
  run(() => informer.start());

  run(() => source.lastList.answer([object("a/x", 1), object("a/bad", 2), object("a/z", 3)], 5));

  expect(heard).toEqual(["add a/x@1 initial"]);
});
