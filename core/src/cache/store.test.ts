import { expect, test } from "vitest";
import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { ExplicitKey, KeyError } from "../api/object-key.ts";
import { notAnObject, object, printed, type TestObject } from "../testing/objects.ts";
import { metaNamespaceIndexFunction } from "./index-functions.ts";
import { Indexer } from "./indexer.ts";
import { TransactionError, TransformError } from "./store.ts";

const indexers = { namespace: metaNamespaceIndexFunction };

test("ST-1: add and update both replace what is there, even by an older object", () => {
  const store = new Indexer<TestObject>();
  store.update(object("a/x", 9));

  store.add(object("a/x", 5));

  expect(store.list().map(printed)).toEqual(["a/x@5"]);
});

test("ST-2: delete goes by key, takes tombstones, and does not mind a missing key", () => {
  const store = new Indexer<TestObject>();
  store.add(object("a/x", 1));
  store.add(object("a/y", 2));

  store.delete(object("a/x", 99, { uid: "another" }));
  store.delete(new DeletedFinalStateUnknown("a/y", undefined));
  store.delete(object("never/there", 3));

  expect(store.size).toBe(0);
});

test("ST-3: get goes by key alone and answers the stored reference", () => {
  const store = new Indexer<TestObject>();
  const stored = object("a/x", 1);
  store.add(stored);

  expect(store.get(object("a/x", 77))).toBe(stored);
  expect(store.get(new ExplicitKey("a/x"))).toBe(stored);
  expect(store.getByKey("a/x")).toBe(stored);
  expect(store.getByKey("a/y")).toBeUndefined();
});

test("ST-4: a list is a snapshot that all share until the next write, and nobody can change it", () => {
  const store = new Indexer<TestObject>();
  const stored = object("a/x", 1);
  store.add(stored);

  const list = store.list();
  const keys = store.listKeys();
  expect(store.list()).toBe(list);
  expect(() => (list as TestObject[]).pop()).toThrow(TypeError);
  keys.pop();
  store.add(object("a/y", 2));

  expect(list).toEqual([stored]);
  expect(list[0]).toBe(stored);
  expect(store.list().map(printed)).toEqual(["a/x@1", "a/y@2"]);
  expect(store.listKeys()).toEqual(["a/x", "a/y"]);
});

test("ST-5: replace is all or nothing, and of equal keys the last one wins", () => {
  const store = new Indexer<TestObject>({ indexers });
  store.add(object("a/old", 1));

  expect(() => store.replace([object("a/x", 2), notAnObject], "3")).toThrow(KeyError);
  expect(store.list().map(printed)).toEqual(["a/old@1"]);
  expect(store.lastStoreSyncResourceVersion).toBe("1");

  store.replace([object("b/x", 4), object("b/x", 5)], "6");
  expect(store.list().map(printed)).toEqual(["b/x@5"]);
  expect(store.lastStoreSyncResourceVersion).toBe("6");
  expect(store.indexKeys("namespace", "a")).toEqual([]);
});

test("ST-6: a resync changes nothing", () => {
  const store = new Indexer<TestObject>();
  store.add(object("a/x", 1));

  store.resync();

  expect(store.list().map(printed)).toEqual(["a/x@1"]);
});

test("ST-7: the transform runs in add, update and replace, after the key was made, and never elsewhere", () => {
  const transformed: string[] = [];
  const store = new Indexer<TestObject>({
    transform: (received) => {
      transformed.push(printed(received));
      if (received.data?.["val"] === "bad") throw new Error("refused");
      return { ...received, metadata: { ...received.metadata, name: "renamed" } };
    },
  });

  store.add(object("a/x", 1));
  store.update(object("a/y", 2));
  store.delete(object("a/y", 3));
  store.transaction({ type: "Add", object: object("a/z", 4) });
  expect(transformed).toEqual(["a/x@1", "a/y@2"]);
  expect(store.listKeys()).toEqual(["a/x", "a/z"]);

  expect(() => store.update(object("a/x", 5, { data: { val: "bad" } }))).toThrow(TransformError);
  expect(() => store.replace([object("a/q", 6, { data: { val: "bad" } })], "7")).toThrow(
    /"a\/q": refused/,
  );
  expect(store.listKeys()).toEqual(["a/x", "a/z"]);
});

test("ST-8: the store's version is that of the last write, not the largest seen", () => {
  const store = new Indexer<TestObject>();
  const versions = [store.lastStoreSyncResourceVersion];
  const note = (write: () => void): void => {
    write();
    versions.push(store.lastStoreSyncResourceVersion);
  };

  note(() => store.add(object("a/x", 9)));
  note(() => store.update(object("a/x", 5)));
  note(() => store.delete(object("absent", 7)));
  note(() => store.delete(new DeletedFinalStateUnknown("a/x", object("a/x", 8))));
  note(() => store.delete(new ExplicitKey("a/x")));
  note(() => store.bookmark("12"));
  note(() => store.replace([], ""));
  note(() => store.add(object("a/x", "")));

  expect(versions).toEqual(["", "9", "5", "7", "7", "7", "12", "", ""]);
});

test("ST-9: a transaction takes the version of its last element, if that has one", () => {
  const store = new Indexer<TestObject>();

  store.transaction(
    { type: "Add", object: object("a/x", 9) },
    { type: "Update", object: object("a/y", 4) },
  );
  expect(store.lastStoreSyncResourceVersion).toBe("4");

  store.transaction(
    { type: "Add", object: object("a/z", 11) },
    { type: "Delete", object: new DeletedFinalStateUnknown("a/x", undefined) },
  );
  expect(store.lastStoreSyncResourceVersion).toBe("4");
});

test("ST-10: a store that does not claim a version answers the empty text", () => {
  const store = new Indexer<TestObject>({ claimsResourceVersion: false });

  store.replace([object("a/x", 1)], "5");

  expect(store.lastStoreSyncResourceVersion).toBe("");
});

test("ST-11: a transaction applies every write that has a key, in order, and says which ones failed", () => {
  const store = new Indexer<TestObject>();
  store.transaction();

  const write = (): void =>
    store.transaction(
      { type: "Add", object: object("a/x", 1) },
      { type: "Update", object: notAnObject },
      { type: "Delete", object: object("a/x", 2) },
      { type: "Add", object: object("a/x", 3) },
    );

  expect(write).toThrow(TransactionError);
  expect(store.list().map(printed)).toEqual(["a/x@3"]);
  try {
    write();
  } catch (error) {
    expect(error).toMatchObject({
      successfulIndices: [0, 2, 3],
      total: 4,
      causes: [expect.any(KeyError)],
    });
  }
});

test("ST-12: an index function that reads the store during a replace sees the state before or after, never between", () => {
  const seen = new Set<number>();
  const store: Indexer<TestObject> = new Indexer<TestObject>({
    indexers: {
      spy: () => {
        seen.add(store.size);
        return [];
      },
    },
  });

  store.replace([object("a", 1), object("b", 2), object("c", 3)], "4");

  expect([...seen]).toEqual([3]);
});

test("ST-13: deleting by key without an object leaves the store's version alone", () => {
  const store = new Indexer<TestObject>();
  store.add(object("a/x", 5));

  store.deleteKeyed("a/x", undefined);

  expect(store.size).toBe(0);
  expect(store.lastStoreSyncResourceVersion).toBe("5");
});

test("ST-8: a tombstone that is stored, not deleted, stays as it is and leaves the version alone", () => {
  const store = new Indexer<TestObject>();
  const tombstone = new DeletedFinalStateUnknown("a/y", undefined) as unknown as TestObject;
  store.add(object("a/x", 1));

  store.add(tombstone);
  store.transaction(
    { type: "Add", object: object("a/z", 2) },
    { type: "Update", object: tombstone },
  );

  expect(store.lastStoreSyncResourceVersion).toBe("1");
  expect(store.getByKey("a/y")).toBe(tombstone);
});
