import { expect, test } from "vitest";
import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { object, printed, type TestObject } from "../testing/objects.ts";
import { deletedObject, FilteringResourceEventHandler } from "./event-handler.ts";

function filtering() {
  const heard: string[] = [];
  const filtered: unknown[] = [];
  const handler = new FilteringResourceEventHandler<TestObject>(
    (each) => {
      filtered.push(each);
      const state = deletedObject(each);
      return state?.metadata?.labels?.["app"] === "web";
    },
    {
      onAdd: (each, isInitial) => void heard.push(`add ${printed(each)} ${isInitial}`),
      onUpdate: (old, each) => void heard.push(`update ${printed(old)} ${printed(each)}`),
      onDelete: (each) => void heard.push(`delete ${printed(each)}`),
    },
  );
  return { handler, heard, filtered };
}

const web = (version: number): TestObject => object("a/x", version, { labels: { app: "web" } });
const other = (version: number): TestObject => object("a/x", version);

test("EH-2: what the filter refuses is not heard; what begins to pass is added, what ceases to is deleted as it was", async () => {
  const { handler, heard } = filtering();

  await handler.onAdd(other(1), true);
  await handler.onAdd(web(2), true);
  await handler.onUpdate(web(2), web(3));
  await handler.onUpdate(other(3), web(4));
  await handler.onUpdate(web(4), other(5));
  await handler.onUpdate(other(5), other(6));
  await handler.onDelete(other(7));
  await handler.onDelete(web(8));

  expect(heard).toEqual([
    "add a/x@2 true",
    "update a/x@2 a/x@3",
    "add a/x@4 false",
    "delete a/x@4",
    "delete a/x@8",
  ]);
});

test("EH-2: the filter sees tombstones", async () => {
  const { handler, heard, filtered } = filtering();
  const tombstone = new DeletedFinalStateUnknown("a/x", web(1));

  await handler.onDelete(tombstone);

  expect(filtered).toEqual([tombstone]);
  expect(heard).toEqual(["delete †a/x(a/x@1)"]);
});

test("EH-3: one function gives the object of either kind of deletion, or says that nothing is known", () => {
  expect(deletedObject(web(1))).toEqual(web(1));
  expect(deletedObject(new DeletedFinalStateUnknown("a/x", web(1)))).toEqual(web(1));
  expect(deletedObject(new DeletedFinalStateUnknown<TestObject>("a/x", undefined))).toBeUndefined();
});
