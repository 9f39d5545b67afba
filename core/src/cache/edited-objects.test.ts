import fc from "fast-check";
import { expect, test } from "vitest";
import { labelIndexFunction } from "./index-functions.ts";
import { Indexer } from "./indexer.ts";

interface Labelled {
  readonly metadata: { readonly name: string; readonly labels: { app: string } };
}

const labelled = (name: string, app: string): Labelled => ({ metadata: { name, labels: { app } } });
const newIndexer = () => new Indexer<Labelled>({ indexers: { app: labelIndexFunction("app") } });
const namesUnder = (store: Indexer<Labelled>, app: string): string[] =>
  store.byIndex("app", app).map(({ metadata }) => metadata.name);

test("the place of an object that was edited in the cache is not given to another one", () => {
  const store = newIndexer();
  const edited = labelled("x", "a");
  store.add(edited);
  edited.metadata.labels.app = "b";
  store.delete(edited);

  store.add(labelled("y", "c"));

  expect(namesUnder(store, "a")).toEqual([]);
  expect(namesUnder(store, "c")).toEqual(["y"]);
});

test("nor is it given away once so many others are gone that all places have new numbers", () => {
  const store = newIndexer();
  const others = Array.from({ length: 1200 }, (_, number) => labelled(`other-${number}`, "o"));
  for (const other of others) store.add(other);
  const edited = labelled("x", "a");
  store.add(edited);
  edited.metadata.labels.app = "b";
  store.update(labelled("x", "c"));
  for (const other of others) store.delete(other);

  store.delete(labelled("x", "c"));
  store.add(labelled("y", "d"));

  expect(namesUnder(store, "a")).toEqual([]);
  expect(namesUnder(store, "d")).toEqual(["y"]);
});

test("an edited object that comes back under its old value is found there once", () => {
  const store = newIndexer();
  const edited = labelled("x", "a");
  store.add(edited);
  edited.metadata.labels.app = "b";
  store.update(labelled("x", "c"));

  store.update(labelled("x", "a"));

  expect(namesUnder(store, "a")).toEqual(["x"]);
});

const name = fc.constantFrom("x", "y", "z");
const app = fc.constantFrom("a", "b", "c");
const step = fc.record({ do: fc.constantFrom("put", "edit", "delete"), name, app });

test("whatever is edited in the cache, no index tells an object twice or one that was never filed there", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const store = newIndexer();
      const filed = new Set<string>();
      for (const { do: what, name, app } of steps) {
        const stored = store.getByKey(name);
        if (what === "edit" && stored !== undefined) stored.metadata.labels.app = app;
        if (what === "delete" && stored !== undefined) {
          store.delete(stored);
          for (const each of ["a", "b", "c"]) filed.delete(`${name} ${each}`);
        }
        if (what === "put") {
          store.update(labelled(name, app));
          filed.add(`${name} ${app}`);
        }
        for (const each of ["a", "b", "c"]) {
          const names = namesUnder(store, each);
          expect(new Set(names).size).toBe(names.length);
          for (const found of names) expect(filed).toContain(`${found} ${each}`);
        }
      }
    }),
  );
});
