import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { object, printed, type TestObject } from "../testing/objects.ts";
import { labelIndexFunction, UnknownIndexError } from "./index-functions.ts";
import { Indexer } from "./indexer.ts";
import { MutationCache, type MutationCacheOptions } from "./mutation-cache.ts";

function caching(options: Partial<MutationCacheOptions<TestObject>> = {}) {
  const simulation = new Simulation();
  const backing = new Indexer<TestObject>();
  const cache = new MutationCache<TestObject>({ backing, clock: simulation.clock, ...options });
  const read = (key: string): string | undefined => {
    const found = cache.getByKey(key);
    return found && printed(found);
  };
  return { simulation, backing, cache, read };
}

test("MC-1: reads answer the newer of cache and own write, by number", () => {
  const { backing, cache, read } = caching();
  backing.add(object("a/x", 9));

  cache.mutation(object("a/x", 10));
  expect(read("a/x")).toBe("a/x@10");
  cache.mutation(object("a/x", 8));
  expect(read("a/x")).toBe("a/x@10");
  expect(cache.newerOf([object("a/x", 9)]).map(printed)).toEqual(["a/x@10"]);
  backing.update(object("a/x", 100));
  expect(read("a/x")).toBe("a/x@100");
});

test("MC-1: what the cache does not have is missing, unless adds are included", () => {
  const without = caching();
  without.cache.mutation(object("a/x", 10));
  expect(without.read("a/x")).toBeUndefined();

  const including = caching({ includeAdds: true });
  including.cache.mutation(object("a/x", 10));
  expect(including.read("a/x")).toBe("a/x@10");
});

test("MC-1: writes are forgotten after their time, and beyond the limit the one unused for longest", () => {
  const { backing, cache, read, simulation } = caching({ sizeMax: 2 });
  for (const key of ["a/x", "a/y", "a/z"]) {
    backing.add(object(key, 1));
    cache.mutation(object(key, 10));
    read("a/x");
  }
  expect([read("a/x"), read("a/y"), read("a/z")]).toEqual(["a/x@10", "a/y@1", "a/z@10"]);

  simulation.advanceBy(300_000);
  expect(read("a/x")).toBe("a/x@1");
});

test("MC-1: a write is forgotten in its time, however often it is read", () => {
  const { backing, cache, read, simulation } = caching();
  backing.add(object("a/x", 1));
  cache.mutation(object("a/x", 10));
  simulation.advanceBy(200_000);
  expect(read("a/x")).toBe("a/x@10");
  simulation.advanceBy(100_000);

  expect(read("a/x")).toBe("a/x@1");
});

test("MC-1: an event drops what it has caught up with", () => {
  const { backing, cache, read } = caching();
  backing.add(object("a/x", 1));
  cache.mutation(object("a/x", 10));

  cache.onAddOrUpdate(object("a/x", 5));
  expect(read("a/x")).toBe("a/x@10");
  cache.onAddOrUpdate(object("a/x", 10));

  expect(read("a/x")).toBe("a/x@1");
});

test("MC-1: after a deletion, writes of the same object or of no newer version are not taken", () => {
  const { cache, read } = caching({ includeAdds: true });
  cache.mutation(object("a/x", 10, { uid: "u1" }));
  cache.onDelete(object("a/x", 11, { uid: "u1" }));
  expect(read("a/x")).toBeUndefined();

  cache.mutation(object("a/x", 12, { uid: "u1" }));
  cache.mutation(object("a/x", 11, { uid: "u2" }));
  expect(read("a/x")).toBeUndefined();
  cache.mutation(object("a/x", 13, { uid: "u2" }));
  expect(read("a/x")).toBe("a/x@13");
});

test("MC-1: a deletion older than the object that took the name does not hide it", () => {
  const { cache, read } = caching({ includeAdds: true });
  cache.mutation(object("a/x", 20, { uid: "u2" }));

  cache.onDelete(object("a/x", 11, { uid: "u1" }));

  expect(read("a/x")).toBe("a/x@20");
});

test("MC-1: a deletion hides one's own later write of the same object: a tombstone's state may be old", () => {
  const { cache, read } = caching({ includeAdds: true });
  cache.mutation(object("a/x", 12, { uid: "u1" }));

  cache.onDelete(object("a/x", 11, { uid: "u1" }));

  expect(read("a/x")).toBeUndefined();
});

test("MC-1: what was made under the name of a former object is read while the cache still has that one", () => {
  const { backing, cache, read } = caching();
  backing.add(object("a/x", 5, { uid: "u1" }));

  cache.mutation(object("a/x", 10, { uid: "u2" }));
  expect(read("a/x")).toBe("a/x@10");

  backing.update(object("a/x", 12, { uid: "u3" }));
  expect(read("a/x")).toBe("a/x@12");
});

test("MC-1: the same version written again is remembered from then on", () => {
  const { backing, cache, read, simulation } = caching();
  backing.add(object("a/x", 1));
  cache.mutation(object("a/x", 10));
  simulation.advanceBy(200_000);
  cache.mutation(object("a/x", 10));

  simulation.advanceBy(200_000);

  expect(read("a/x")).toBe("a/x@10");
});

test("MC-1: what the cache has caught up with when it is read is forgotten, though the cache should go back", () => {
  const { backing, cache, read } = caching();
  cache.mutation(object("a/x", 10));
  backing.add(object("a/x", 10));
  expect(read("a/x")).toBe("a/x@10");

  backing.update(object("a/x", 9));

  expect(read("a/x")).toBe("a/x@9");
});

test("MC-1: under an index value stand the newer states, and one's own adds behind them", () => {
  const indexer = new Indexer<TestObject>({ indexers: { app: labelIndexFunction("app") } });
  const { cache } = caching({ backing: indexer, indexer, includeAdds: true });
  const labelled = (key: string, version: number, app: string): TestObject => {
    const made = object(key, version);
    return { ...made, metadata: { ...made.metadata, labels: { app } } };
  };
  indexer.add(labelled("a/x", 5, "web"));
  cache.mutation(labelled("a/x", 10, "db"));
  cache.mutation(labelled("a/y", 11, "web"));
  cache.mutation(labelled("a/z", 12, "db"));
  cache.mutation(labelled("a/gone", 13, "web"));
  cache.onDelete(labelled("a/gone", 14, "web"));

  expect(cache.byIndex("app", "web").map(printed)).toEqual(["a/x@10", "a/y@11"]);
  expect(cache.byIndex("app", "db").map(printed).sort()).toEqual(["a/x@10", "a/z@12"]);
  expect(() => cache.byIndex("zone", "a")).toThrow(UnknownIndexError);
});

test("without an indexer there is no index to look in, and whoever asks is told", () => {
  expect(() => caching().cache.byIndex("app", "web")).toThrow("give the MutationCache an indexer");
});
