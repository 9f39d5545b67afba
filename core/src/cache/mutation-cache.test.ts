import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { object, printed, type TestObject } from "../testing/objects.ts";
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
  backing.update(object("a/x", 100));
  expect(read("a/x")).toBe("a/x@100");
  expect(cache.newerOf([object("a/x", 9)]).map(printed)).toEqual(["a/x@10"]);
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
