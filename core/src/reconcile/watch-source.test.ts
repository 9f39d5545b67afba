import { expect, test } from "vitest";
import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { enqueueMapped, enqueueObject, enqueueOwner } from "./watch-source.ts";

const owned = (
  ...owners: [kind: string, name: string, controller: boolean][]
): KubernetesObject => ({
  metadata: {
    namespace: "default",
    name: "pod",
    ownerReferences: owners.map(([kind, name, controller]) => ({
      apiVersion: "apps/v1",
      kind,
      name,
      uid: name,
      controller,
    })),
  },
});

function recorder(): { keys: string[]; add(key: string): void } {
  const keys: string[] = [];
  return { keys, add: (key) => void keys.push(key) };
}

test("every add, update and deletion enqueues the object's key, tombstones by their key", () => {
  const queue = recorder();
  const handler = enqueueObject(queue);
  const object = { metadata: { namespace: "default", name: "a" } };
  handler.onAdd(object);
  handler.onUpdate(object, { metadata: { name: "b" } });
  handler.onDelete(object);
  handler.onDelete(new DeletedFinalStateUnknown("default/gone", undefined));

  expect(queue.keys).toEqual(["default/a", "b", "default/a", "default/gone"]);
});

test("owners of the right kind and group are enqueued, the controlling one by default", () => {
  const queue = recorder();
  const object = owned(
    ["ReplicaSet", "rs", true],
    ["ReplicaSet", "other", false],
    ["Job", "job", true],
  );
  enqueueOwner(queue, { kind: "ReplicaSet", group: "apps" }).onAdd(object);
  enqueueOwner(queue, { kind: "ReplicaSet", group: "apps", onlyController: false }).onAdd(object);
  enqueueOwner(queue, { kind: "ReplicaSet" }).onAdd(object);
  enqueueOwner(queue, { kind: "Job", group: "apps", isClusterScoped: true }).onAdd(object);

  expect(queue.keys).toEqual(["default/rs", "default/rs", "default/other", "job"]);
});

test("an update enqueues the owners before and after it, each once", () => {
  const queue = recorder();
  const handler = enqueueOwner(queue, { kind: "ReplicaSet", group: "apps" });
  handler.onUpdate(owned(["ReplicaSet", "old", true]), owned(["ReplicaSet", "new", true]));
  handler.onUpdate(owned(["ReplicaSet", "same", true]), owned(["ReplicaSet", "same", true]));

  expect(queue.keys).toEqual(["default/old", "default/new", "default/same"]);
});

test("a mapped deletion uses the last state known, and says nothing without one", () => {
  const queue = recorder();
  const handler = enqueueMapped(queue, (object) => [`mapped/${object.metadata?.name}`]);
  handler.onDelete(new DeletedFinalStateUnknown("a", { metadata: { name: "a" } }));
  handler.onDelete(new DeletedFinalStateUnknown("b", undefined));
  handler.onDelete({ metadata: { name: "c" } });

  expect(queue.keys).toEqual(["mapped/a", "mapped/c"]);
});

test("owners written as null or without a namespace are none, or plain names", () => {
  const queue = recorder();
  const handler = enqueueOwner(queue, { kind: "ReplicaSet", group: "apps" });
  const bare = { namespace: null, name: "pod", ownerReferences: null };
  handler.onAdd({ metadata: bare } as unknown as KubernetesObject);
  const object = owned(["ReplicaSet", "rs", true]);
  for (const namespace of [null, ""])
    handler.onAdd({ metadata: { ...object.metadata, namespace } } as KubernetesObject);

  expect(queue.keys).toEqual(["rs", "rs"]);
});
