import { expect, test } from "vitest";
import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { Simulation } from "../simulation/simulation.ts";
import { object, printed, type TestObject } from "../testing/objects.ts";
import { ExpirationStore } from "./expiration-store.ts";
import { UndeltaStore } from "./undelta-store.ts";

test("EX-1: an object vanishes when it is read after its time; writing it again renews it", () => {
  const simulation = new Simulation();
  const store = new ExpirationStore<TestObject>(simulation.clock, 1000);
  store.add(object("a/x", 1));
  store.add(object("a/y", 2));
  simulation.advanceBy(600);
  store.update(object("a/y", 3));
  simulation.advanceBy(401);

  expect(store.listKeys()).toEqual(["a/x", "a/y"]);
  expect(store.get(object("a/x", 1))).toBeUndefined();
  expect(store.list().map(printed)).toEqual(["a/y@3"]);
  expect(store.listKeys()).toEqual(["a/y"]);
});

test("EX-1: replace and delete work as in any store, and an object lives to the end of its time", () => {
  const simulation = new Simulation();
  const store = new ExpirationStore<TestObject>(simulation.clock, 1000);
  store.replace([object("a/x", 1), object("a/y", 2)], "9");
  store.delete(new DeletedFinalStateUnknown("a/y", undefined));
  store.bookmark("11");
  simulation.advanceBy(1000);

  expect(store.list().map(printed)).toEqual(["a/x@1"]);
  expect(store.size).toBe(1);
  expect(store.lastStoreSyncResourceVersion).toBe("11");
});

test("UN-1: every write hands the whole content on, reads do not", () => {
  const pushed: string[][] = [];
  const store = new UndeltaStore<TestObject>((objects) => void pushed.push(objects.map(printed)));

  store.add(object("a/x", 1));
  store.update(object("a/x", 2));
  store.list();
  store.getByKey("a/x");
  store.replace([object("a/y", 3)], "4");
  store.delete(object("a/y", 5));
  store.transaction({ type: "Add", object: object("a/z", 6) });

  expect(pushed).toEqual([["a/x@1"], ["a/x@2"], ["a/y@3"], [], ["a/z@6"]]);
});

test("EX-1: a field of an object that is named key is no key", () => {
  const store = new ExpirationStore<TestObject>(new Simulation().clock, 1000);
  const keyed = { ...object("a/x", 1), key: "other" };
  store.add(keyed);

  expect(store.get(keyed)).toBe(keyed);
  store.delete(keyed);
  expect(store.list()).toEqual([]);
});
