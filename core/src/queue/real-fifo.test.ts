import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyError } from "../api/object-key.ts";
import { TransformError } from "../cache/store.ts";
import { AssertionError } from "../environment/assert.ts";
import { notAnObject, object, type TestObject } from "../testing/objects.ts";
import { popAll, printedDelta } from "../testing/queue-printing.ts";
import type { KeyListerGetter } from "./queue.ts";
import { RealFIFO, type RealFIFOOptions } from "./real-fifo.ts";

function knowing(...objects: readonly TestObject[]): KeyListerGetter<TestObject> {
  const byKey = new Map(
    objects.map((each) => [`${each.metadata?.namespace}/${each.metadata?.name}`, each]),
  );
  return { listKeys: () => [...byKey.keys()], getByKey: (key) => byKey.get(key) };
}

function real(...known: readonly TestObject[]): RealFIFO<TestObject> {
  return new RealFIFO<TestObject>({ knownObjects: knowing(...known) });
}

function atomic(options: RealFIFOOptions<TestObject> = {}): RealFIFO<TestObject> {
  return new RealFIFO<TestObject>({ atomicEvents: true, emitDeltaTypeBookmark: true, ...options });
}

const refuseBad = (received: TestObject): TestObject => {
  if (received.data?.["val"] === "bad") throw new Error("refused");
  return {
    ...received,
    metadata: { ...received.metadata, resourceVersion: `T${received.metadata?.resourceVersion}` },
  };
};

/** The batches of a queue, `s:` for single ones. */
function popBatches(queue: RealFIFO<TestObject>): string[] {
  const batches: string[] = [];
  while (queue.length > 0) {
    queue.popBatch(
      (deltas) => void batches.push(deltas.map(printedDelta).join(", ")),
      (deltas) => void batches.push(`s: ${deltas.map(printedDelta).join(", ")}`),
    );
  }
  return batches;
}

test("RQ-1: everything comes out as it came in, repeats and unknown deletes included", () => {
  const event = fc.record({
    kind: fc.constantFrom("add", "update", "delete"),
    key: fc.constantFrom("a/x", "a/y"),
  });
  const names = { add: "Added", update: "Updated", delete: "Deleted" };
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const queue = real();
      for (const [at, { kind, key }] of events.entries()) queue[kind](object(key, at));

      expect(popAll(queue)).toEqual(
        events.map(({ kind, key }, at) => `${names[kind]} ${key}@${at}`),
      );
    }),
  );
});

test("RQ-2: options that contradict each other are refused", () => {
  expect(() => new RealFIFO()).toThrow(AssertionError);
  expect(() => new RealFIFO({ atomicEvents: true, knownObjects: knowing() })).toThrow(
    AssertionError,
  );
  expect(() => new RealFIFO({ knownObjects: knowing(), emitDeltaTypeBookmark: true })).toThrow(
    AssertionError,
  );
});

test("RQ-3: adds, updates and deletes are checked for a key, then transformed", () => {
  const queue = new RealFIFO<TestObject>({ knownObjects: knowing(), transformer: refuseBad });

  for (const kind of ["add", "update", "delete"] as const) {
    queue[kind](object("a/x", 1));
    expect(() => queue[kind](notAnObject)).toThrow(KeyError);
    expect(() => queue[kind](object("a/x", 2, { data: { val: "bad" } }))).toThrow(TransformError);
  }

  expect(popAll(queue)).toEqual(["Added a/x@T1", "Updated a/x@T1", "Deleted a/x@T1"]);
});

test("RQ-4: synced is not seen true while the last initial item is processed, even if that fails", () => {
  const queue = real();
  queue.replace([object("a/x", 1)], "2");
  let isSyncedInside: boolean | undefined;

  expect(() =>
    queue.pop(() => {
      isSyncedInside = queue.hasSynced;
      throw new Error("process");
    }),
  ).toThrow("process");

  expect(isSyncedInside).toBe(false);
  expect(queue.hasSynced).toBe(true);
});

test("RQ-5: a replace queues deletes of queued keys, of known keys, then the list", () => {
  const queue = real(object("a/known", 1), object("a/listed", 1));
  queue.add(object("a/queued", 2));
  queue.delete(object("a/deleted", 3));

  queue.replace([object("a/listed", 4)], "5");

  expect(popAll(queue).slice(2)).toEqual([
    "Deleted †a/queued(a/queued@2)",
    "Deleted †a/known(a/known@1)",
    "Replaced a/listed@4",
  ]);
});

test("RQ-5: a list with something that has no key changes nothing", () => {
  const queue = real(object("a/known", 1));

  expect(() => queue.replace([object("a/x", 2), notAnObject], "3")).toThrow(KeyError);

  expect(queue.length).toBe(0);
});

test("RQ-6: a transform that fails half-way leaves tombstones and earlier items queued, and no first list", () => {
  const queue = new RealFIFO<TestObject>({
    knownObjects: knowing(object("a/known", 1)),
    transformer: refuseBad,
  });

  const bad = object("a/y", 3, { data: { val: "bad" } });
  expect(() => queue.replace([object("a/x", 2), bad, object("a/z", 4)], "5")).toThrow(
    TransformError,
  );

  expect(queue.hasSynced).toBe(false);
  expect(popAll(queue)).toEqual(["Deleted †a/known(a/known@1) *", "Replaced a/x@T2 *"]);
});

test("RQ-7: the first list counts everything that waits by then", () => {
  const queue = real(object("a/known", 1));
  queue.replace([object("a/x", 2)], "3");

  queue.pop(() => undefined);
  expect(queue.hasSynced).toBe(false);
  queue.pop(() => undefined);
  expect(queue.hasSynced).toBe(true);
});

test("RQ-8: with atomic events a list is one delta; one object refused refuses the list", () => {
  const queue = atomic({ transformer: refuseBad });
  queue.add(object("a/w", 1));

  queue.replace([object("a/x", 2), object("a/y", 3)], "4");
  expect(popAll(queue)).toEqual(["Added a/w@T1", "ReplacedAll@4 [a/x@T2 a/y@T3]"]);

  const bad = object("a/z", 5, { data: { val: "bad" } });
  expect(() => queue.replace([object("a/x", 5), bad], "6")).toThrow(TransformError);
  expect(queue.length).toBe(0);
});

test("RQ-9: a resync queues known objects that do not wait, or one SyncAll with atomic events", () => {
  const queue = real(object("a/x", 1), object("a/y", 1));
  queue.update(object("a/x", 2));
  queue.resync();
  expect(popAll(queue)).toEqual(["Updated a/x@2", "Sync a/y@1"]);

  const whole = atomic();
  whole.resync();
  whole.resync();
  expect(popAll(whole).map((pop) => pop.split("@")[0])).toEqual(["SyncAll", "SyncAll"]);
});

test("RQ-10: bookmarks are queued only when asked for, untransformed, and populate nothing", () => {
  const queue = atomic({ transformer: refuseBad });
  queue.bookmark("7");
  expect(queue.hasSynced).toBe(false);
  expect(popAll(queue)).toEqual(["Bookmark@7 [] *"]);

  const without = real();
  without.bookmark("7");
  expect(without.length).toBe(0);
});

test("RQ-11: a batch ends before a key it has already, and at whole-store deltas, which come alone", () => {
  const queue = atomic();
  queue.add(object("a/x", 1));
  queue.add(object("a/y", 2));
  queue.update(object("a/x", 3));
  queue.bookmark("4");
  queue.add(object("a/z", 5));

  expect(popBatches(queue)).toEqual([
    "Added a/x@1, Added a/y@2",
    "s: Updated a/x@3",
    "s: Bookmark@4 []",
    "s: Added a/z@5",
  ]);
});

test("RQ-11: a batch holds at most 1,000 deltas", () => {
  const queue = atomic();
  for (let at = 0; at < 1001; at++) queue.add(object(`k${at}`, at));
  const lengths: number[] = [];

  while (queue.length > 0) {
    queue.popBatch(
      (deltas) => void lengths.push(deltas.length),
      (deltas) => void lengths.push(deltas.length),
    );
  }

  expect(lengths).toEqual([1000, 1]);
});

test("RQ-11: a batch never mixes the first list with what came later", () => {
  const queue = real();
  queue.replace([object("a/x", 1), object("a/y", 2)], "3");
  queue.add(object("a/z", 4));

  expect(popBatches(queue)).toEqual(["Replaced a/x@1, Replaced a/y@2", "s: Added a/z@4"]);
});

test("RQ-11: an item that lost its key in the transform ends its batch", () => {
  const queue = new RealFIFO<TestObject>({
    atomicEvents: true,
    transformer: (received) => (received.metadata?.name === "y" ? notAnObject : received),
  });
  for (const key of ["a/x", "a/y", "a/z"]) queue.add(object(key, 1));
  const lengths: number[] = [];

  while (queue.length > 0) {
    queue.popBatch(
      (deltas) => void lengths.push(deltas.length),
      (deltas) => void lengths.push(deltas.length),
    );
  }

  expect(lengths).toEqual([2, 1]);
});

test("RQ-12: after a batch the count falls by its length, once it was processed", () => {
  const queue = real();
  queue.replace([object("a/x", 1), object("a/y", 2)], "3");
  let isSyncedInside: boolean | undefined;

  queue.popBatch(
    () => {
      isSyncedInside = queue.hasSynced;
    },
    () => undefined,
  );

  expect(isSyncedInside).toBe(false);
  expect(queue.hasSynced).toBe(true);
});

test("RQ-13: a process may queue more while it runs: nothing is locked", () => {
  const queue = atomic();
  queue.add(object("a/x", 1));

  queue.pop(() => queue.update(object("a/x", 2)));

  expect(popAll(queue)).toEqual(["Updated a/x@2"]);
});
