import fc from "fast-check";
import { expect, test } from "vitest";
import { object, printed, type TestObject } from "../testing/objects.ts";
import {
  IndexConflictError,
  type Indexers,
  IndexFunctionError,
  labelIndexFunction,
  metaNamespaceIndexFunction,
  UnknownIndexError,
} from "./index-functions.ts";
import { Indexer } from "./indexer.ts";
import { StoredObjects } from "./stored-objects.ts";

const byApp = labelIndexFunction("app");

const indexers: Indexers<TestObject> = { namespace: metaNamespaceIndexFunction, app: byApp };

const tags = (each: TestObject): string[] => each.data?.["tags"]?.split(",") ?? [];

test("IX-1: an object is filed under each of its values once, however often they repeat", () => {
  const store = new Indexer<TestObject>({ indexers: { tags } });

  store.add(object("a/x", 1, { data: { tags: "k,l,k" } }));
  store.add(object("a/y", 2));

  expect(store.byIndex("tags", "k").map(printed)).toEqual(["a/x@1"]);
  expect(store.listIndexFunctionValues("tags").sort()).toEqual(["k", "l"]);
});

test("an index by a label files nothing under what every JavaScript object has", () => {
  const store = new Indexer<TestObject>({ indexers: { own: labelIndexFunction("constructor") } });

  store.add(object("a/x", 1, { labels: { app: "web" } }));
  store.add(object("a/y", 2, { labels: JSON.parse('{"constructor":"acme"}') }));

  expect(store.listIndexFunctionValues("own")).toEqual(["acme"]);
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

test("IX-3: what is filed under a value that its function gives no longer is nobody else's to be found under", () => {
  let zone = "a";
  const store = new Indexer<TestObject>({
    indexers: { zone: () => [zone], app: () => ["x"] },
  });
  store.add(object("a/x", 1));
  zone = "b";
  store.delete(object("a/x", 2));
  store.add(object("a/y", 3));

  expect(store.byIndex("zone", "a").map(printed)).toEqual([]);
  expect(store.byIndex("zone", "b").map(printed)).toEqual(["a/y@3"]);
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

test("IX-9: an index whose function throws is not added, and can be added once it is mended", () => {
  const store = new Indexer<TestObject>();
  store.add(object("a/x", 1));
  const picky = (): string[] => {
    throw new Error("cannot");
  };

  expect(() => store.addIndexers({ fresh: () => ["f"], picky })).toThrow(IndexFunctionError);
  expect(store.getIndexers()).toEqual({});
  store.addIndexers({ picky: () => ["p"] });
  expect(store.indexKeys("picky", "p")).toEqual(["a/x"]);
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

test("ST-10: content under their keys takes the place of all there was, version included", () => {
  const store = new Indexer<TestObject>();
  store.bookmark("5");
  const stored = new StoredObjects<TestObject>();
  stored.put("a/x", object("a/x", 6));

  store.replaceKeyed(stored, "");

  expect(store.listKeys()).toEqual(["a/x"]);
  expect(store.lastStoreSyncResourceVersion).toBe("");
});
