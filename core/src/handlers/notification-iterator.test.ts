import { expect, test } from "vitest";
import { object, type TestObject } from "../testing/objects.ts";
import type { ResourceEventHandler } from "./event-handler.ts";
import { NotificationIterator } from "./notification-iterator.ts";

function iterating() {
  const forgotten: string[] = [];
  let handler: ResourceEventHandler<TestObject> = {};
  const iterator = new NotificationIterator<TestObject>(
    (registered) => {
      handler = registered;
      return () => void forgotten.push("registration");
    },
    ["signal", "stop"].map((name) => () => () => void forgotten.push(name)),
  );
  return { iterator, forgotten, add: () => handler.onAdd?.(object("a/x", 1), false) };
}

test("a callback whose notification nobody takes any more returns: else its handler would never be done", async () => {
  const { iterator, add } = iterating();
  const returned = add();

  await iterator.return();

  await expect(returned).resolves.toBeUndefined();
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
});

test("an iteration that is over listens to nothing, and is over once", async () => {
  const { iterator, forgotten } = iterating();

  await iterator.return();
  await iterator.return();

  expect(forgotten).toEqual(["registration", "signal", "stop"]);
});
