import fc from "fast-check";
import { expect, test } from "vitest";
import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { KeyError } from "../api/object-key.ts";
import { notAnObject, object, type TestObject } from "../testing/objects.ts";
import { popAll } from "../testing/queue-printing.ts";
import { DeltaFIFO } from "./delta-fifo.ts";
import type { KeyListerGetter } from "./queue.ts";

function knowing(...objects: readonly TestObject[]): KeyListerGetter<TestObject> {
  const byKey = new Map(
    objects.map((each) => [`${each.metadata?.namespace}/${each.metadata?.name}`, each]),
  );
  return { listKeys: () => [...byKey.keys()], getByKey: (key) => byKey.get(key) };
}

function fifo(knownObjects?: KeyListerGetter<TestObject>): DeltaFIFO<TestObject> {
  return new DeltaFIFO<TestObject>({
    emitDeltaTypeReplaced: true,
    ...(knownObjects === undefined ? {} : { knownObjects }),
  });
}

test("DF-1: a key waits exactly once, whatever happens to it", () => {
  const event = fc.record({
    kind: fc.constantFrom("add", "update", "delete", "pop"),
    key: fc.constantFrom("a/x", "a/y", "a/z"),
  });
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const queue = fifo();
      const expected: string[] = [];
      for (const [at, { kind, key }] of events.entries()) {
        if (kind === "pop") {
          queue.pop(() => undefined);
          expected.shift();
        } else {
          if (!expected.includes(key) && kind !== "delete") expected.push(key);
          queue[kind](object(key, at));
        }
        expect(queue.keys()).toEqual(expected);
      }
    }),
  );
});

test("DF-2: a key that waits keeps its place; one that was popped goes to the end", () => {
  const queue = fifo();
  queue.add(object("a/x", 1));
  queue.add(object("a/y", 2));
  queue.update(object("a/x", 3));
  expect(queue.keys()).toEqual(["a/x", "a/y"]);

  queue.pop(() => undefined);
  queue.add(object("a/x", 4));

  expect(queue.keys()).toEqual(["a/y", "a/x"]);
});

test("DF-3: of two adjacent deletes the one that knows more stays; nothing else is merged", () => {
  const queue = fifo(knowing(object("a/x", 1)));
  const tombstone = new DeletedFinalStateUnknown("a/x", object("a/x", 9));

  queue.delete(object("a/x", 2));
  queue.delete(tombstone);
  expect(popAll(queue)).toEqual(["Deleted a/x@2"]);

  queue.delete(tombstone);
  queue.delete(object("a/x", 3));
  expect(popAll(queue)).toEqual(["Deleted a/x@3"]);

  queue.update(object("a/x", 4));
  queue.update(object("a/x", 4));
  expect(popAll(queue)).toEqual(["Updated a/x@4, Updated a/x@4"]);
});

test("DF-4: an update of an unknown object is queued as an update", () => {
  const queue = fifo();

  queue.update(object("a/x", 1));

  expect(popAll(queue)).toEqual(["Updated a/x@1"]);
});

test("DF-5: the delete of something unknown is ignored, but counts as populated", () => {
  const withoutKnown = fifo();
  withoutKnown.delete(object("a/x", 1));
  expect(withoutKnown.length).toBe(0);
  expect(withoutKnown.hasSynced).toBe(true);

  const known = fifo(knowing(object("a/x", 1)));
  known.delete(object("a/y", 2));
  expect(known.length).toBe(0);
  known.delete(object("a/x", 3));
  expect(popAll(known)).toEqual(["Deleted a/x@3"]);
});

test("DF-5: a delete whose lookup fails is queued, one without a key changes nothing", () => {
  const failing = fifo({
    listKeys: () => [],
    getByKey: () => {
      throw new Error("lookup");
    },
  });
  failing.delete(object("a/x", 1));
  expect(popAll(failing)).toEqual(["Deleted a/x@1"]);

  const fresh = fifo();
  expect(() => fresh.delete(notAnObject)).toThrow(KeyError);
  expect(fresh.hasSynced).toBe(false);
});

test("DF-6: a pop hands over all deltas of the head key; the count is lowered before, the flag read earlier still", () => {
  const queue = fifo();
  queue.replace([object("a/x", 1)], "2");
  queue.update(object("a/x", 3));
  const seen: unknown[] = [];

  queue.pop(
    (deltas, isInInitialList) => void seen.push(deltas.length, isInInitialList, queue.hasSynced),
  );

  expect(seen).toEqual([2, true, true]);
});

test("DF-7: a replace queues the list, then deletes of queued keys, then deletes of known ones", () => {
  const queue = fifo(knowing(object("a/known", 1), object("a/listed", 1)));
  queue.add(object("a/queued", 2));

  queue.replace([object("a/listed", 3)], "4");

  expect(popAll(queue)).toEqual([
    "Added a/queued@2, Deleted †a/queued(a/queued@2)",
    "Replaced a/listed@3",
    "Deleted †a/known(a/known@1)",
  ]);
});

test("DF-7: items are Sync deltas when Replaced is switched off, and are transformed all the same", () => {
  const queue = new DeltaFIFO<TestObject>({
    transformer: (received) => ({
      ...received,
      metadata: { ...received.metadata, resourceVersion: "T" },
    }),
  });

  queue.replace([object("a/x", 1)], "2");

  expect(popAll(queue)).toEqual(["Sync a/x@T *"]);
});

test("DF-7: a tombstone has no object when the lookup fails or finds nothing", () => {
  const queue = fifo({
    listKeys: () => ["a/failing", "a/missing"],
    getByKey: (key) => {
      if (key === "a/failing") throw new Error("lookup");
      return undefined;
    },
  });

  queue.replace([], "1");

  expect(popAll(queue)).toEqual(["Deleted †a/failing() *", "Deleted †a/missing() *"]);
});

test("DF-8: queued keys keep their position, and a tombstone merges into a trailing delete", () => {
  const queue = fifo(knowing(object("a/x", 1), object("a/y", 1)));
  queue.delete(object("a/x", 2));
  queue.update(object("a/y", 3));

  queue.replace([object("a/z", 4), object("a/y", 5)], "6");

  expect(popAll(queue)).toEqual([
    "Deleted a/x@2",
    "Updated a/y@3, Replaced a/y@5",
    "Replaced a/z@4",
  ]);
});

test("DF-9: the first list counts its different keys and the deletions it queued", () => {
  const queue = fifo(knowing(object("a/left", 1)));
  queue.replace([object("a/x", 2), object("a/x", 3), object("a/y", 4)], "5");

  for (let pops = 0; pops < 3; pops++) {
    expect(queue.hasSynced).toBe(false);
    queue.pop(() => undefined);
  }
  expect(queue.hasSynced).toBe(true);
});

test("DF-10: a replace that fails half-way leaves what was queued, queues no deletions and is not the first list", () => {
  const queue = fifo(knowing(object("a/known", 1)));

  expect(() => queue.replace([object("a/x", 2), notAnObject, object("a/y", 3)], "4")).toThrow(
    KeyError,
  );

  expect(queue.keys()).toEqual(["a/x"]);
  expect(queue.hasSynced).toBe(false);
  expect(popAll(queue)).toEqual(["Replaced a/x@2 *"]);
});

test("DF-11: a resync queues each known object, except keys with anything pending, and forgives failing lookups", () => {
  const known = knowing(object("a/x", 1), object("a/y", 1));
  const queue = fifo({
    listKeys: () => [...known.listKeys(), "a/failing"],
    getByKey: (key) => {
      if (key === "a/failing") throw new Error("lookup");
      return known.getByKey(key);
    },
  });
  queue.update(object("a/x", 2));

  queue.resync();

  expect(popAll(queue)).toEqual(["Updated a/x@2", "Sync a/y@1"]);
  const alone = fifo();
  alone.resync();
  expect(alone.length).toBe(0);
});

test("DF-12: order holds within a key only: an update can overtake what came between", () => {
  const queue = fifo();
  queue.add(object("a/x", 1));
  queue.add(object("a/y", 2));
  queue.update(object("a/x", 3));

  expect(popAll(queue)).toEqual(["Added a/x@1, Updated a/x@3", "Added a/y@2"]);
});

test("DF-13: beside the queue contract there are keyOf, isClosed and the transformer, and no way to read items", () => {
  const names = Object.getOwnPropertyNames(DeltaFIFO.prototype);

  expect(names).toEqual(expect.arrayContaining(["keyOf", "isClosed"]));
  for (const gone of ["get", "getByKey", "list", "listKeys", "addIfNotPresent"])
    expect(names).not.toContain(gone);
});

test("pops stay cheap when many keys wait: a popped key leaves no trace behind", () => {
  const queue = fifo();
  for (let at = 0; at < 5000; at++) queue.add(object(`k${at}`, at));
  for (let at = 0; at < 4999; at++) queue.pop(() => undefined);
  queue.add(object("last", 1));

  expect(queue.keys()).toEqual(["k4999", "last"]);
  expect(popAll(queue)).toEqual(["Added k4999@4999", "Added last@1"]);
});
