import { expect, test } from "vitest";
import { object, type TestObject } from "../testing/objects.ts";
import { CoalescingBuffer } from "./coalescing-buffer.ts";
import type { Notification } from "./notification.ts";

const x = (version: number): TestObject => object("a/x", version);
const add = (version: number, isInInitialList = false): Notification<TestObject> => ({
  type: "add",
  object: x(version),
  isInInitialList,
});
const update = (from: number, to: number): Notification<TestObject> => ({
  type: "update",
  oldObject: x(from),
  object: x(to),
});
const gone = (version: number): Notification<TestObject> => ({
  type: "delete",
  object: x(version),
});

/** What a handler hears that comes when all have been pushed. */
function heardOf(...notifications: readonly Notification<TestObject>[]): string[] {
  const buffer = new CoalescingBuffer<TestObject>({ length: 1 });
  for (const notification of notifications) buffer.push(notification, undefined);
  const heard: string[] = [];
  for (let entry = buffer.shift(); entry !== undefined; entry = buffer.shift()) {
    const { notification, initialAdds } = entry;
    const old =
      notification.type === "update"
        ? `${notification.oldObject.metadata?.resourceVersion} → `
        : "";
    const version = (notification.object as TestObject).metadata?.resourceVersion;
    heard.push(`${notification.type} ${old}${version}${initialAdds > 0 ? ", initial" : ""}`);
  }
  return heard;
}

test("an update that a deletion swallowed is nobody's old state: gone and back begins at what the handler knows", () => {
  expect(heardOf(update(2, 6), gone(7), add(8))).toEqual(["update 2 → 8"]);
  expect(heardOf(update(2, 6), gone(7), add(8), update(8, 9), gone(10), add(11))).toEqual([
    "update 2 → 11",
  ]);
  expect(heardOf(add(6), gone(7), add(8))).toEqual(["add 6", "update 6 → 8"]);
});

test("of an object that went before anything of it waited, gone and back begins at its deletion", () => {
  expect(heardOf(gone(7), add(8))).toEqual(["update 7 → 8"]);
});

test("an add of the first list is merged like any other, and what it went into stands for it", () => {
  expect(heardOf(gone(7), add(8, true))).toEqual(["update 7 → 8, initial"]);
  expect(heardOf(update(2, 6), gone(7), add(8, true), gone(9))).toEqual(["delete 9, initial"]);
});
