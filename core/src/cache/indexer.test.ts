import fc from "fast-check";
import { expect, test } from "vitest";
import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { ExplicitKey, KeyError } from "../api/object-key.ts";
import { notAnObject, object, printed, type TestObject } from "../testing/objects.ts";
import {
  IndexConflictError,
  type Indexers,
  IndexFunctionError,
  labelIndexFunction,
  metaNamespaceIndexFunction,
  UnknownIndexError,
} from "./index-functions.ts";
import { Indexer } from "./indexer.ts";
import { TransactionError, TransformError } from "./store.ts";

const byApp = labelIndexFunction("app");
const indexers: Indexers<TestObject> = { namespace: metaNamespaceIndexFunction, app: byApp };
const tags = (each: TestObject): string[] => each.data?.["tags"]?.split(",") ?? [];

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

test("IX-1: an object is filed under each of its values once, however often they repeat", () => {
  const store = new Indexer<TestObject>({ indexers: { tags } });

  store.add(object("a/x", 1, { data: { tags: "k,l,k" } }));
  store.add(object("a/y", 2));

  expect(store.byIndex("tags", "k").map(printed)).toEqual(["a/x@1"]);
  expect(store.listIndexFunctionValues("tags").sort()).toEqual(["k", "l"]);
});

test("IX-2: a value without objects vanishes", () => {
  const store = new Indexer<TestObject>({ indexers });
  store.add(object("a/x", 1, { labels: { app: "web" } }));
  store.add(object("a/y", 2, { labels: { app: "web" } }));

  store.delete(object("a/x", 3));
  expect(store.listIndexFunctionValues("app")).toEqual(["web"]);

  store.delete(object("a/y", 4));
  expect(store.listIndexFunctionValues("app")).toEqual([]);
});

test("IX-3: a write leaves the old values and joins the new ones", () => {
  const store = new Indexer<TestObject>({ indexers: { tags } });
  store.add(object("a/x", 1, { data: { tags: "a,b" } }));

  store.update(object("a/x", 2, { data: { tags: "b,c" } }));

  expect(store.byIndex("tags", "a")).toEqual([]);
  expect(store.byIndex("tags", "b").map(printed)).toEqual(["a/x@2"]);
  expect(store.byIndex("tags", "c").map(printed)).toEqual(["a/x@2"]);
});

test("IX-4: a lookup by object joins all of its values without repeats; the object need not be stored", () => {
  const store = new Indexer<TestObject>({ indexers: { tags } });
  store.add(object("a/x", 1, { data: { tags: "k,l" } }));
  store.add(object("a/y", 2, { data: { tags: "l" } }));
  store.add(object("a/z", 3, { data: { tags: "m" } }));

  const found = store.index("tags", object("elsewhere", 9, { data: { tags: "k,l" } }));

  expect(found.map(printed).sort()).toEqual(["a/x@1", "a/y@2"]);
});

test("IX-5: an unknown value gives nothing, an unknown index an error that lists the known ones", () => {
  const store = new Indexer<TestObject>({ indexers });

  expect(store.byIndex("app", "nobody")).toEqual([]);
  expect(() => store.byIndex("zone", "a")).toThrow(UnknownIndexError);
  expect(() => store.byIndex("zone", "a")).toThrow(
    'index with name "zone" does not exist; known: namespace, app',
  );
  expect(() => new Indexer().byIndex("zone", "a")).toThrow("this indexer has none");
});

test("IX-6: keys under a value come sorted", () => {
  const store = new Indexer<TestObject>({ indexers });
  for (const key of ["a/z", "a/x", "a/y"]) store.add(object(key, 1));

  expect(store.indexKeys("namespace", "a")).toEqual(["a/x", "a/y", "a/z"]);
  expect(() => store.indexKeys("zone", "a")).toThrow(UnknownIndexError);
});

test("IX-7: the values of an unknown index are none", () => {
  const store = new Indexer<TestObject>({ indexers });
  store.add(object("a/x", 1));

  expect(store.listIndexFunctionValues("namespace")).toEqual(["a"]);
  expect(store.listIndexFunctionValues("zone")).toEqual([]);
});

test("IX-8: the index functions can be read back", () => {
  expect(new Indexer<TestObject>({ indexers }).getIndexers()).toEqual(indexers);
});

test("IX-9: indexes added late file what is there; a name that is taken adds nothing at all", () => {
  const store = new Indexer<TestObject>({ indexers: { app: byApp } });
  store.add(object("a/x", 1, { data: { tags: "k" } }));

  store.addIndexers({ tags });
  expect(store.byIndex("tags", "k").map(printed)).toEqual(["a/x@1"]);

  expect(() => store.addIndexers({ fresh: byApp, app: byApp })).toThrow(IndexConflictError);
  expect(Object.keys(store.getIndexers())).toEqual(["app", "tags"]);
});

test("IX-10: an index function that throws is named with the key; the object is stored by then", () => {
  const store = new Indexer<TestObject>({
    indexers: {
      picky: () => {
        throw new Error("cannot");
      },
    },
  });

  expect(() => store.add(object("a/x", 1))).toThrow(IndexFunctionError);
  expect(() => store.add(object("a/x", 2))).toThrow(
    'index function "picky" failed for "a/x": cannot',
  );
  expect(store.getByKey("a/x")).toBeDefined();
  expect(() => store.index("picky", object("a/x", 1))).toThrow(IndexFunctionError);
});

test("IX-10: a write whose index function fails leaves the store's version, and what cannot be unfiled stays stored", () => {
  const store = new Indexer<TestObject>({
    indexers: {
      picky: (each) => {
        if (each.metadata?.labels?.["bad"] !== undefined) throw new Error("cannot");
        return ["fine"];
      },
    },
  });
  const bad = (version: number) => object("a/bad", version, { labels: { bad: "" } });
  store.add(object("a/x", 1));

  expect(() => store.add(bad(2))).toThrow(IndexFunctionError);
  expect(() => store.delete(bad(3))).toThrow(IndexFunctionError);
  expect(() =>
    store.transaction(
      { type: "Update", object: object("a/x", 4) },
      { type: "Delete", object: bad(5) },
      { type: "Delete", object: object("a/x", 6) },
    ),
  ).toThrow(IndexFunctionError);

  expect(store.lastStoreSyncResourceVersion).toBe("1");
  expect(store.list().map(printed)).toEqual(["a/x@4", "a/bad@2"]);
});

test("IX-10: an index whose function failed for a while is whole again once everything was written again", () => {
  let isFailing = false;
  const filedBy = (label: string) => (each: TestObject) => {
    if (isFailing) throw new Error("cannot");
    return [each.metadata?.labels?.[label] ?? ""];
  };
  const store = new Indexer<TestObject>({
    indexers: { zone: filedBy("zone"), app: filedBy("app") },
  });
  const labelled = (name: string, version: number, zone: string) =>
    object(name, version, { labels: { zone, app: "x" } });
  store.add(labelled("a/x", 1, "a"));

  isFailing = true;
  expect(() => store.update(labelled("a/x", 2, "b"))).toThrow(IndexFunctionError);
  expect(() => store.add(labelled("a/y", 3, "b"))).toThrow(IndexFunctionError);
  isFailing = false;

  expect(store.indexKeys("zone", "a")).toEqual([]);
  store.update(labelled("a/x", 2, "b"));
  store.update(labelled("a/y", 3, "b"));
  expect(store.indexKeys("zone", "b")).toEqual(["a/x", "a/y"]);
  expect(store.indexKeys("app", "x")).toEqual(["a/x", "a/y"]);
  expect(store.listIndexFunctionValues("zone")).toEqual(["b"]);
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

test("IX-12: a replace forgets all index content", () => {
  const store = new Indexer<TestObject>({ indexers });
  store.add(object("a/x", 1, { labels: { app: "web" } }));

  store.replace([object("b/y", 2, { labels: { app: "db" } })], "3");

  expect(store.listIndexFunctionValues("app")).toEqual(["db"]);
  expect(store.listIndexFunctionValues("namespace")).toEqual(["b"]);
});

test("IX-13, INV-6: after any writes each index equals a grouping of the content by its function", () => {
  const write = fc.record({
    kind: fc.constantFrom("put", "delete", "replace"),
    key: fc.constantFrom("a/x", "a/y", "b/x", "z"),
    tags: fc.subarray(["k", "l", "m"]),
  });
  fc.assert(
    fc.property(fc.array(write, { maxLength: 30 }), (writes) => {
      const store = new Indexer<TestObject>({ indexers: { ...indexers, tags } });
      for (const [at, { kind, key, tags: names }] of writes.entries()) {
        const each = object(
          key,
          at + 1,
          names.length === 0 ? {} : { data: { tags: names.join(",") } },
        );
        if (kind === "put") store.update(each);
        else if (kind === "delete") store.delete(each);
        else store.replace([each, object("a/x", at + 1)], String(at + 1));
      }
      for (const [name, indexFunction] of Object.entries(store.getIndexers())) {
        const grouped = new Map<string, Set<string>>();
        for (const { key, object: each } of store.entries()) {
          for (const value of indexFunction(each)) {
            grouped.set(value, (grouped.get(value) ?? new Set()).add(key));
          }
        }
        expect(store.listIndexFunctionValues(name).sort()).toEqual([...grouped.keys()].sort());
        for (const [value, keys] of grouped) {
          expect(store.indexKeys(name, value)).toEqual([...keys].sort());
        }
      }
    }),
  );
});
