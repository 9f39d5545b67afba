import { expect, test } from "vitest";
import { object, type TestObject } from "../testing/objects.ts";
import { labelIndexFunction } from "./index-functions.ts";
import { Indexer } from "./indexer.ts";
import { StoredObjects } from "./stored-objects.ts";

const tags = (each: TestObject): string[] => each.data?.["tags"]?.split(",") ?? [];

test("slots that deletions leave are used again, and given up when most are free; indexes keep what they have", () => {
  const store = new Indexer<TestObject>({ indexers: { app: labelIndexFunction("app"), tags } });
  const each = (number: number, version: number) =>
    object(`a/${number}`, version, {
      labels: { app: `app-${number % 3}` },
      data: { tags: `t${number % 2},t${number % 5}` },
    });
  const put = (from: number, to: number): void => {
    for (let number = from; number < to; number++) store.update(each(number, number));
  };
  const take = (from: number, to: number): void => {
    for (let number = from; number < to; number++) store.delete(each(number, number));
  };
  put(0, 3000);
  take(10, 2990);
  put(2000, 2100);
  take(0, 5);
  put(2050, 2060);

  const kept = [5, 6, 7, 8, 9, ...range(2990, 3000), ...range(2000, 2100)];
  expect(store.list().map(({ metadata }) => metadata?.name)).toEqual(kept.map(String));
  for (const number of [...kept, 0, 500]) {
    expect(store.getByKey(`a/${number}`)?.metadata?.name).toBe(
      kept.includes(number) ? String(number) : undefined,
    );
  }
  expect(store.byIndex("app", "app-1")).toHaveLength(kept.filter((n) => n % 3 === 1).length);
  expect(store.indexKeys("tags", "t3")).toEqual(
    kept
      .filter((n) => n % 5 === 3)
      .map((n) => `a/${n}`)
      .sort(),
  );
  take(0, 3000);
  expect(store.listIndexFunctionValues("app")).toEqual([]);
  expect(store.listIndexFunctionValues("tags")).toEqual([]);
});

test("what was compacted has the same objects in the same order, and no free slot", () => {
  const stored = new StoredObjects<number>();
  for (let number = 0; number < 10; number++) stored.put(`k${number}`, number);
  for (const number of [0, 3, 4, 9]) stored.delete(`k${number}`, stored.slotOf(`k${number}`) ?? -1);
  stored.put("again", 10);

  const newSlots = stored.compact();

  expect(stored.toArray()).toEqual([1, 2, 5, 6, 7, 8, 10]);
  expect([newSlots[1], newSlots[2], newSlots[5], newSlots[9]]).toEqual([0, 1, 2, 6]);
  expect([...stored.entries()].map(({ slot, key }) => [slot, key])).toEqual(
    ["k1", "k2", "k5", "k6", "k7", "k8", "again"].map((key, slot) => [slot, key]),
  );
  expect(stored.freeCount).toBe(0);
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
