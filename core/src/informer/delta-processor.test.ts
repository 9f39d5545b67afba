import { expect, test } from "vitest";
import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { metaNamespaceIndexFunction } from "../cache/index-functions.ts";
import { Indexer } from "../cache/indexer.ts";
import type { Delta, ObjectDelta } from "../queue/delta.ts";
import { Simulation } from "../simulation/simulation.ts";
import { object, printed, type TestObject } from "../testing/objects.ts";
import { DeltaProcessor } from "./delta-processor.ts";

function processing() {
  const indexer = new Indexer<TestObject>({ indexers: { namespace: metaNamespaceIndexFunction } });
  const told: string[] = [];
  const processor = new DeltaProcessor<TestObject>({
    informer: "configmaps",
    resource: "configmaps",
    indexer,
    trace: new Simulation().trace,
    notify: (notification) => {
      const state = indexer.listKeys().sort().join(",");
      const initial = notification.type === "add" && notification.isInInitialList ? " initial" : "";
      const old = notification.type === "update" ? `${printed(notification.oldObject)} ` : "";
      told.push(`${notification.type} ${old}${printed(notification.object)}${initial} | ${state}`);
    },
  });
  return { indexer, told, processor };
}

const delta = (type: ObjectDelta["type"], key: string, version: number): Delta<TestObject> => ({
  type,
  key,
  object: object(key, version),
  cause: undefined,
});

test("PD-1: presence in the indexer decides between add and update, not the type of the delta", () => {
  const { processor, told } = processing();

  processor.process([delta("Updated", "a/x", 1)], true);
  processor.process([delta("Added", "a/x", 2)], false);
  processor.process([delta("Replaced", "a/x", 3)], false);
  processor.process([delta("Sync", "a/x", 3)], false);

  expect(told).toEqual([
    "add a/x@1 initial | a/x",
    "update a/x@1 a/x@2 | a/x",
    "update a/x@2 a/x@3 | a/x",
    "update a/x@3 a/x@3 | a/x",
  ]);
});

test("PD-2: a deletion is told even of something that was not there, tombstones as they are", () => {
  const { processor, told } = processing();
  processor.process([delta("Added", "a/x", 1)], false);

  processor.process([delta("Deleted", "a/x", 2)], false);
  const tombstone = new DeletedFinalStateUnknown<TestObject>("a/gone", undefined);
  processor.process(
    [{ type: "Deleted", key: "a/gone", object: tombstone, cause: undefined }],
    false,
  );

  expect(told.slice(1)).toEqual(["delete a/x@2 | ", "delete †a/gone() | "]);
});

test("PD-3: a batch writes everything, then tells in order", () => {
  const { processor, told, indexer } = processing();
  processor.process([delta("Added", "a/y", 1)], false);
  told.length = 0;

  processor.processBatch(
    [delta("Added", "a/x", 2), delta("Deleted", "a/y", 3), delta("Updated", "a/z", 4)],
    false,
  );

  expect(told).toEqual(["add a/x@2 | a/x,a/z", "delete a/y@3 | a/x,a/z", "add a/z@4 | a/x,a/z"]);
  expect(indexer.lastStoreSyncResourceVersion).toBe("4");
});

test("PD-4: SyncAll tells every stored object as its own update and writes nothing", () => {
  const { processor, told, indexer } = processing();
  processor.process([delta("Added", "a/x", 1), delta("Added", "a/y", 2)], false);
  told.length = 0;

  processor.process(
    [{ type: "SyncAll", key: "", object: { resourceVersion: "", objects: [] }, cause: undefined }],
    false,
  );

  expect(told.toSorted()).toEqual(["update a/x@1 a/x@1 | a/x,a/y", "update a/y@2 a/y@2 | a/x,a/y"]);
  expect(indexer.lastStoreSyncResourceVersion).toBe("2");
});

test("PD-5: a bookmark moves the version of the store and tells nobody", () => {
  const { processor, told, indexer } = processing();

  processor.process(
    [
      {
        type: "Bookmark",
        key: "",
        object: { resourceVersion: "9", objects: [] },
        cause: undefined,
      },
    ],
    false,
  );

  expect(indexer.lastStoreSyncResourceVersion).toBe("9");
  expect(told).toEqual([]);
});

test("PD-6: a whole list is swapped in one step; then deletions are told, then the list in its order", () => {
  const { processor, told, indexer } = processing();
  processor.process([delta("Added", "a/gone", 1), delta("Added", "a/stays", 2)], false);
  told.length = 0;

  const objects = [object("a/stays", 5), object("a/new", 4)];
  processor.process(
    [{ type: "ReplacedAll", key: "", object: { resourceVersion: "7", objects }, cause: undefined }],
    false,
  );

  expect(told).toEqual([
    "delete †a/gone(a/gone@1) | a/new,a/stays",
    "update a/stays@2 a/stays@5 | a/new,a/stays",
    "add a/new@4 | a/new,a/stays",
  ]);
  expect(indexer.lastStoreSyncResourceVersion).toBe("7");
});

test("PD-7: an error of the indexer stops the deltas that are left of that pop", () => {
  const { processor, told, indexer } = processing();
  indexer.addIndexers({
    picky: (each) => {
      if (each.metadata?.name === "bad") throw new Error("cannot");
      return [];
    },
  });

  expect(() =>
    processor.process(
      [delta("Added", "a/x", 1), delta("Added", "a/bad", 2), delta("Added", "a/z", 3)],
      false,
    ),
  ).toThrow(/index function "picky" failed for "a\/bad"/);

  expect(told).toEqual(["add a/x@1 | a/x"]);
  expect(indexer.getByKey("a/z")).toBeUndefined();
});

const picky = {
  picky: (each: TestObject) => {
    if (each.metadata?.name === "bad") throw new Error("cannot");
    return [];
  },
};

test("PD-3: an index function that fails on one object costs the others of its batch nothing", () => {
  const { processor, told, indexer } = processing();
  processor.process([delta("Added", "a/x", 1)], false);
  indexer.addIndexers(picky);

  expect(() =>
    processor.processBatch(
      [delta("Deleted", "a/x", 2), delta("Added", "a/bad", 3), delta("Added", "a/z", 4)],
      false,
    ),
  ).toThrow(/index function "picky" failed for "a\/bad"/);

  expect(told.slice(1)).toEqual(["delete a/x@2 | a/bad,a/z", "add a/z@4 | a/bad,a/z"]);
  expect(indexer.lastStoreSyncResourceVersion).toBe("1");
});

test("PD-6: handlers hear of a list although an index function fails on it: else they would never learn what is gone", () => {
  const { processor, told, indexer } = processing();
  processor.process([delta("Added", "a/x", 1)], false);
  indexer.addIndexers(picky);
  const list = { resourceVersion: "9", objects: [object("a/bad", 2), object("a/y", 3)] };

  expect(() =>
    processor.process([{ type: "ReplacedAll", key: "", object: list, cause: undefined }], false),
  ).toThrow(/index function "picky" failed for "a\/bad"/);

  expect(told.slice(1)).toEqual([
    "delete †a/x(a/x@1) | a/bad,a/y",
    "add a/bad@2 | a/bad,a/y",
    "add a/y@3 | a/bad,a/y",
  ]);
});

const writeInOnePop = {
  "a pop of its own": (processor: DeltaProcessor<TestObject>, each: Delta<TestObject>) =>
    processor.process([each], false),
  "a batch": (processor: DeltaProcessor<TestObject>, each: Delta<TestObject>) =>
    processor.processBatch([each], false),
};

const listed = (version: number): Delta<TestObject> => ({
  type: "ReplacedAll",
  key: "",
  object: { resourceVersion: "9", objects: [object("a/bad", version)] },
  cause: undefined,
});
const resynced: Delta<TestObject> = {
  type: "SyncAll",
  key: "",
  object: { resourceVersion: "", objects: [] },
  cause: undefined,
};

test.each(
  Object.entries(writeInOnePop).flatMap(([where, write]) => [
    { where, write, before: [1], lost: [2, 3], next: delta("Replaced", "a/bad", 3) },
    { where, write, before: [1], lost: [2, 3], next: listed(3) },
    { where, write, before: [1], lost: [2, 3], next: resynced },
    { where, write, before: [], lost: [3], next: delta("Replaced", "a/bad", 3) },
    { where, write, before: [], lost: [3], next: listed(3) },
    { where, write, before: [], lost: [3], next: resynced },
  ]),
)(
  "IX-10: what $where lost to an index function is news with the next $next.type, from @$before on",
  ({ write, before, lost, next }) => {
    const { processor, told, indexer } = processing();
    let isPicky = false;
    indexer.addIndexers({ picky: (each) => (isPicky ? picky.picky(each) : []) });
    for (const version of before) write(processor, delta("Added", "a/bad", version));
    isPicky = true;
    for (const version of lost)
      expect(() => write(processor, delta("Updated", "a/bad", version))).toThrow("cannot");
    isPicky = false;
    told.length = 0;

    processor.process([next], false);
    processor.process([resynced], false);

    expect(told).toEqual([
      before.length > 0 ? "update a/bad@1 a/bad@3 | a/bad" : "add a/bad@3 | a/bad",
      "update a/bad@3 a/bad@3 | a/bad",
    ]);
  },
);
