import { expect, test } from "vitest";
import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { KeyError } from "../api/object-key.ts";
import { TransformError } from "../cache/store.ts";
import { notAnObject, object, printed, type TestObject } from "../testing/objects.ts";
import { popAll } from "../testing/queue-printing.ts";
import { type Deltas, newestDelta, oldestDelta } from "./delta.ts";
import { DeltaFIFO } from "./delta-fifo.ts";
import { FIFOClosedError, type KeyListerGetter, type Queue, type QueueOptions } from "./queue.ts";
import { RealFIFO } from "./real-fifo.ts";

const nothingKnown: KeyListerGetter<TestObject> = { listKeys: () => [], getByKey: () => undefined };

/** Rules of the contract hold for each queue that an informer can have. */
const flavours: readonly {
  readonly name: string;
  create(
    options?: QueueOptions<TestObject>,
  ): Queue<TestObject> & { keyOf(object: unknown): string };
}[] = [
  {
    name: "delta",
    create: (options) =>
      new DeltaFIFO<TestObject>({
        ...options,
        knownObjects: nothingKnown,
        emitDeltaTypeReplaced: true,
      }),
  },
  {
    name: "real",
    create: (options) => new RealFIFO<TestObject>({ ...options, knownObjects: nothingKnown }),
  },
  {
    name: "real-atomic",
    create: (options) =>
      new RealFIFO<TestObject>({ ...options, atomicEvents: true, emitDeltaTypeBookmark: true }),
  },
];

for (const { name, create } of flavours) {
  test(`${name}, QU-1: takes add, update, delete, replace and resync, and pops what they queued`, () => {
    const queue = create();

    queue.add(object("a/x", 1));
    queue.update(object("a/x", 2));
    queue.delete(object("a/x", 3));
    queue.replace([object("a/y", 4)], "5");
    queue.resync();

    expect(popAll(queue).join("; ")).toContain("Added a/x@1");
    expect(queue.length).toBe(0);
  });

  test(`${name}, QU-2: an empty queue answers empty; a closed one still delivers, then says so`, () => {
    const queue = create();
    expect(queue.pop(() => undefined)).toBe("empty");

    queue.add(object("a/x", 1));
    queue.close();

    expect(queue.isClosed).toBe(true);
    expect(queue.pop(() => undefined)).toBe("popped");
    expect(() => queue.pop(() => undefined)).toThrow(FIFOClosedError);
  });

  test(`${name}, QU-3: producers still work after the close`, () => {
    const queue = create();
    queue.close();

    queue.add(object("a/x", 1));

    expect(popAll(queue)).toEqual(["Added a/x@1"]);
  });

  test(`${name}, QU-4: an add that fails counts as populated all the same`, () => {
    const queue = create();

    expect(() => queue.add(notAnObject)).toThrow(KeyError);

    expect(queue.hasSynced).toBe(true);
  });

  test(`${name}, QU-5: synced once everything of the first list was popped, and for ever`, () => {
    const queue = create();
    expect(queue.hasSynced).toBe(false);

    queue.replace([object("a/x", 1), object("a/y", 2)], "3");
    expect(queue.hasSynced).toBe(false);
    popAll(queue);
    expect(queue.hasSynced).toBe(true);

    queue.replace([object("a/z", 4)], "5");
    expect(queue.hasSynced).toBe(true);
  });

  test(`${name}, QU-6: an event before the first list means synced at once`, () => {
    for (const event of ["add", "update", "delete"] as const) {
      const queue = create();
      queue[event](object("a/x", 1));
      expect(queue.hasSynced).toBe(true);
    }
  });

  test(`${name}, QU-6: an empty first list is synced at once, except where the list itself must be popped`, () => {
    const queue = create();

    queue.replace([], "1");

    expect(queue.hasSynced).toBe(name !== "real-atomic");
    popAll(queue);
    expect(queue.hasSynced).toBe(true);
  });

  test(`${name}, QU-7: what was taken before the sync is flagged initial`, () => {
    const queue = create();
    queue.replace([object("a/x", 1)], "2");
    queue.add(object("a/y", 3));

    const pops = popAll(queue);

    expect(pops[0]).toMatch(/\*$/);
    expect(pops[1]).toBe("Added a/y@3");
  });

  test(`${name}, QU-8: an error of the process reaches the caller of pop, and the item is gone`, () => {
    const queue = create();
    queue.add(object("a/x", 1));

    expect(() =>
      queue.pop(() => {
        throw new Error("process");
      }),
    ).toThrow("process");

    expect(queue.length).toBe(0);
  });

  test(`${name}, QU-9: one pop takes one item, whoever pops`, () => {
    const queue = create();
    queue.add(object("a/x", 1));
    queue.add(object("a/y", 2));
    const taken: string[] = [];

    queue.pop((deltas) => {
      taken.push(printed(deltas[0]?.object));
      queue.pop((inner) => void taken.push(printed(inner[0]?.object)));
    });

    expect(taken).toEqual(["a/x@1", "a/y@2"]);
  });

  test(`${name}, QU-10: the transform runs when an object is queued, not for tombstones, and its error refuses the object`, () => {
    const queue = create({
      transformer: (received) => {
        if (received.data?.["val"] === "bad") throw new Error("refused");
        return { ...received, metadata: { ...received.metadata, resourceVersion: "T" } };
      },
    });

    queue.add(object("a/x", 1));
    queue.update(object("a/y", 2));
    queue.delete(object("a/x", 3));
    queue.delete(new DeletedFinalStateUnknown("a/y", object("a/y", 4)));
    expect(() => queue.add(object("a/z", 5, { data: { val: "bad" } }))).toThrow(TransformError);

    const queued = popAll(queue).join("; ");
    expect(queued).toContain("Added a/x@T");
    expect(queued).toContain("Deleted a/x@T");
    expect(queued).toContain("†a/y(a/y@4)");
    expect(queued).not.toContain("a/z");
  });

  test(`${name}, QU-11: shows its transform`, () => {
    const transformer = (received: TestObject): TestObject => received;

    expect(create({ transformer }).transformer).toBe(transformer);
    expect(create().transformer).toBeUndefined();
  });

  test(`${name}, QU-12: a slow process is nobody's failure: what comes meanwhile waits in order`, () => {
    const queue = create();
    queue.add(object("k0", 1));

    queue.pop(() => {
      for (let at = 1; at <= 11; at++) queue.add(object(`k${at}`, at));
    });

    expect(queue.length).toBe(11);
    expect(popAll(queue)[10]).toBe("Added k11@11");
  });

  test(`${name}, KF-5: a queue unwraps delta lists and tombstones before it asks the key function`, () => {
    const queue = create();
    const deltas: Deltas<TestObject> = [
      { type: "Added", key: "", object: object("a/old", 1), cause: undefined },
      {
        type: "Deleted",
        key: "",
        object: new DeletedFinalStateUnknown("a/new", undefined),
        cause: undefined,
      },
    ];

    expect(queue.keyOf(deltas)).toBe("a/new");
    expect(queue.keyOf(new DeletedFinalStateUnknown("a/t", undefined))).toBe("a/t");
    expect(queue.keyOf(object("a/x", 1))).toBe("a/x");
    expect(() => queue.keyOf([])).toThrow(/0 length Deltas/);
    expect(() => queue.keyOf(notAnObject)).toThrow(KeyError);
  });
}

test("KF-5: RealFIFO also unwraps a single delta", () => {
  const queue = new RealFIFO<TestObject>({ knownObjects: nothingKnown });

  expect(queue.keyOf({ type: "Added", key: "", object: object("a/x", 1), cause: undefined })).toBe(
    "a/x",
  );
});

test("DL-1, DL-2, DL-3: a delta says what happened and to which object; an inferred deletion holds a tombstone", () => {
  const known = new Map([["a/gone", object("a/gone", 1)]]);
  const queue = new DeltaFIFO<TestObject>({
    knownObjects: { listKeys: () => [...known.keys()], getByKey: (key) => known.get(key) },
    emitDeltaTypeReplaced: true,
  });
  queue.delete(object("a/gone", 5));
  queue.replace([], "6");

  expect(popAll(queue)).toEqual(["Deleted a/gone@5"]);

  queue.replace([], "7");
  expect(popAll(queue)).toEqual(["Deleted †a/gone(a/gone@1)"]);
});

test("DL-4: the oldest delta comes first", () => {
  const queue = new DeltaFIFO<TestObject>();
  queue.add(object("a/x", 1));
  queue.update(object("a/x", 2));
  let deltas: Deltas<TestObject> = [];

  queue.pop((popped) => {
    deltas = popped;
  });

  expect(oldestDelta(deltas)?.type).toBe("Added");
  expect(newestDelta(deltas)?.type).toBe("Updated");
  expect(oldestDelta([])).toBeUndefined();
  expect(newestDelta([])).toBeUndefined();
});
