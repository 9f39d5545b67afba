import { expect, test } from "vitest";
import { KeyError } from "../api/object-key.ts";
import { notAnObject, object, printed, type TestObject } from "../testing/objects.ts";
import { FIFO } from "./fifo.ts";
import { FIFOClosedError } from "./queue.ts";

function popAll(queue: FIFO<TestObject>): string[] {
  const popped: string[] = [];
  while (queue.length > 0)
    queue.pop((each, isInitial) => void popped.push(printed(each) + (isInitial ? " *" : "")));
  return popped;
}

test("QU-13: holds the newest object of each key in the order of first coming, without the deleted ones", () => {
  const queue = new FIFO<TestObject>();
  queue.add(object("a/x", 1));
  queue.add(object("a/y", 2));
  queue.update(object("a/x", 3));
  queue.add(object("a/z", 4));
  queue.delete(object("a/y", 5));

  expect(popAll(queue)).toEqual(["a/x@3", "a/z@4"]);
});

test("QU-13: a replace sets content and order anew, and refuses a list it cannot key", () => {
  const queue = new FIFO<TestObject>();
  queue.replace([object("a/y", 1), object("a/x", 2)]);
  expect(queue.hasSynced).toBe(false);
  expect(() => queue.replace([notAnObject])).toThrow(KeyError);

  expect(popAll(queue)).toEqual(["a/y@1 *", "a/x@2 *"]);
  expect(queue.hasSynced).toBe(true);
});

test("QU-13: what was deleted keeps its place, and counts for the first list when that is reached", () => {
  const queue = new FIFO<TestObject>();
  queue.replace([object("a/x", 1), object("a/y", 2)]);
  queue.delete(object("a/x", 3));
  expect(popAll(queue)).toEqual(["a/y@2 *"]);
  expect(queue.hasSynced).toBe(true);

  queue.add(object("a/x", 4));
  queue.add(object("a/y", 5));
  queue.delete(object("a/x", 6));
  queue.add(object("a/x", 7));
  expect(popAll(queue)).toEqual(["a/x@7", "a/y@5"]);
});

test("QU-13: a first list of which everything was deleted is synced with the next pop", () => {
  const queue = new FIFO<TestObject>();
  queue.replace([object("a/x", 1)]);
  queue.delete(object("a/x", 2));
  expect(queue.hasSynced).toBe(false);

  expect(queue.pop(() => undefined)).toBe("empty");
  expect(queue.hasSynced).toBe(true);
});

test("QU-13: a closed queue delivers what it has and then says so", () => {
  const queue = new FIFO<TestObject>();
  queue.add(object("a/x", 1));
  queue.close();

  expect(popAll(queue)).toEqual(["a/x@1"]);
  expect(() => queue.pop(() => undefined)).toThrow(FIFOClosedError);
  expect(new FIFO().pop(() => undefined)).toBe("empty");
});
