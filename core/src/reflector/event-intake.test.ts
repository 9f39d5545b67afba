import { expect, test } from "vitest";
import { object, type TestObject } from "../testing/objects.ts";
import { added, bookmark, deleted, modified } from "../testing/parked-source.ts";
import { reflecting } from "../testing/reflecting.ts";

test("RF-22: events of one batch are taken in one after the other, in order", () => {
  const { run, listed, store } = reflecting();
  const watch = listed(5);

  run(() =>
    watch.send(added(object("a/x", 6)), modified(object("a/x", 7)), deleted(object("a/x", 8))),
  );

  expect(store.calls.filter((call) => !call.startsWith("version"))).toEqual([
    "replace @5 []",
    "add a/x@6",
    "update a/x@7",
    "delete a/x@8",
  ]);
});

test("RF-33: foreign kinds, Tables and things without metadata are dropped and move no version", () => {
  const { run, listed, store, reflector } = reflecting();
  const watch = listed(5);

  run(() =>
    watch.send(
      added({ ...object("a/x", 6), kind: "Secret" }),
      added({ ...object("a/x", 7), apiVersion: "v2" }),
      added({ kind: "Table", apiVersion: "meta.k8s.io/v1", metadata: { resourceVersion: "8" } }),
      added({ kind: "ConfigMap" }),
      added(undefined as unknown as TestObject),
    ),
  );

  expect(store.calls).toEqual(["replace @5 []"]);
  expect(reflector.lastSyncResourceVersion).toBe("5");
});

test("RF-34, RF-37: an event that the store refuses is passed over, and its version counts all the same", () => {
  const { run, listed, store, reflector } = reflecting();
  const watch = listed(5);
  store.failsOn = "add";

  run(() => watch.send(added(object("a/x", 6)), modified(object("a/x", 7))));

  expect(store.calls).toEqual([
    "replace @5 []",
    "add a/x@6",
    "version @6",
    "update a/x@7",
    "version @7",
  ]);
  expect(reflector.lastSyncResourceVersion).toBe("7");
});

test("RF-35: a bookmark reaches a store that takes bookmarks, and moves the version", () => {
  const { run, listed, store, reflector } = reflecting();
  const watch = listed(5);

  run(() => watch.send(bookmark(9)));

  expect(store.calls.at(-2)).toBe("bookmark @9");
  expect(reflector.lastSyncResourceVersion).toBe("9");
});

test("RF-36: an event type of the future is passed over, but its version counts and the watch was no short one", () => {
  const { source, run, listed, store, reflector } = reflecting();
  const watch = listed(5);

  run(() => watch.send({ type: "ODD" as "ADDED", object: object("a/x", 6) }));
  run(() => watch.close());

  expect(store.calls).toEqual(["replace @5 []", "version @6"]);
  expect(reflector.lastSyncResourceVersion).toBe("6");
  expect(source.asked.at(-1)).toBe('watch "6"');
});

test("RF-38: after a watch from nowhere, ADDED events move no version until another kind of event came", () => {
  const { run, listed, reflector } = reflecting();
  const watch = listed("0");

  run(() => watch.send(added(object("a/x", 6))));
  expect(reflector.lastSyncResourceVersion).toBe("0");
  run(() => watch.send(modified(object("a/x", 7))));
  expect(reflector.lastSyncResourceVersion).toBe("7");
  run(() => watch.send(added(object("a/y", 8))));
  expect(reflector.lastSyncResourceVersion).toBe("8");
});

test("RF-37, RF-38: a store hears only of versions that count; an event type of the future does not end the wait for them", () => {
  const { run, listed, store, reflector } = reflecting();
  const watch = listed("0");

  run(() => watch.send(added(object("a/x", 6))));
  run(() => watch.send({ type: "ODD" as "ADDED", object: object("a/x", 7) }));
  run(() => watch.send(added(object("a/y", 8))));
  expect(store.calls).toEqual(["replace @0 []", "add a/x@6", "add a/y@8"]);
  expect(reflector.lastSyncResourceVersion).toBe("0");

  run(() => watch.send(bookmark(9)));
  expect(store.calls.slice(3)).toEqual(["bookmark @9", "version @9"]);
});

test("RF-39: after a deletion the version is the one that the deleted object carries", () => {
  const { run, listed, reflector } = reflecting();
  const watch = listed(5, object("a/x", 3));

  run(() => watch.send(deleted(object("a/x", 9))));

  expect(reflector.lastSyncResourceVersion).toBe("9");
});

test("RF-40: versions are never compared: a stale event moves the last one backwards", () => {
  const { run, listed, reflector } = reflecting();
  const watch = listed(50);

  run(() => watch.send(modified(object("a/x", 7))));

  expect(reflector.lastSyncResourceVersion).toBe("7");
});
