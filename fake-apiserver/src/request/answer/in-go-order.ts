import type { KubernetesObject, ObjectMeta } from "@informerlab/core";
import { isPlainObject } from "../../codec/json/plain-object.ts";
import { sortedWithin } from "../../schema/map-order.ts";

/** Members of `metav1.ObjectMeta` in the order of the Go struct, which is the order on the wire. */
const metadataOrder: readonly (keyof ObjectMeta)[] = [
  "name",
  "generateName",
  "namespace",
  "selfLink",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
];

/**
 * The object with kind, apiVersion and metadata first, as the real server writes built-in kinds. A missing
 * resourceVersion gets its place, empty, when the object is about to be stored.
 */
export function inGoOrder<T extends KubernetesObject>(object: T, isStored: boolean): T {
  const { kind, apiVersion, metadata = {} } = object;
  const ordered: Record<string, unknown> = {};
  for (const name of metadataOrder) {
    const value = metadata[name];
    if (value !== undefined) ordered[name] = value;
    else if (name === "resourceVersion" && isStored) ordered[name] = "";
  }
  // Where the three are first already, a copy has them first.
  if (standsFirst(object)) return { ...object, metadata: ordered };
  const { kind: _kind, apiVersion: _apiVersion, metadata: _metadata, ...rest } = object;
  return { kind, apiVersion, metadata: ordered, ...rest } as unknown as T;
}

const firstMembers = ["kind", "apiVersion", "metadata"] as const;

function standsFirst(object: KubernetesObject): boolean {
  let place = 0;
  for (const name in object) {
    if (name !== firstMembers[place]) return false;
    place += 1;
    if (place === firstMembers.length) return true;
  }
  return false;
}

const entryOrders: Readonly<Record<string, readonly string[]>> = {
  ownerReferences: ["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"],
  managedFields: [
    "manager",
    "operation",
    "apiVersion",
    "time",
    "fieldsType",
    "fieldsV1",
    "subresource",
  ],
};

/** The object with metadata as the Go types have it, where it was kept by name. */
export function withTypedMetadata(object: KubernetesObject): KubernetesObject {
  const [first] = Object.keys(object.metadata ?? {});
  if (first === undefined || first === metadataOrder[0]) return object;
  const ordered = inGoOrder(object, false);
  const metadata: Record<string, unknown> = { ...ordered.metadata };
  for (const [name, order] of Object.entries(entryOrders)) {
    const entries = metadata[name];
    if (Array.isArray(entries)) metadata[name] = entries.map((entry) => inOrderOf(entry, order));
  }
  return { ...ordered, metadata };
}

function inOrderOf(entry: unknown, order: readonly string[]): unknown {
  if (!isPlainObject(entry)) return entry;
  const ordered: Record<string, unknown> = {};
  for (const name of order) if (entry[name] !== undefined) ordered[name] = entry[name];
  return ordered;
}

/**
 * The object with all its members by name, as the real server writes custom resources, which are maps for it. A missing
 * resourceVersion gets its place, empty, when the object is about to be stored.
 */
export function inNameOrder<T extends KubernetesObject>(object: T, isStored: boolean): T {
  const { metadata = {} } = object;
  const hasPlace = !isStored || metadata.resourceVersion !== undefined;
  const placed = hasPlace ? object : { ...object, metadata: { ...metadata, resourceVersion: "" } };
  return sortedWithin(placed) as T;
}
