import {
  difference,
  emptySet,
  type FieldSet,
  intersection,
  isEmptySet,
  setOf,
} from "./field-set.ts";
import { decodeManagers, encodeManagers, type Manager } from "./managers.ts";

/** Where a version of a kind keeps its replicas, as elements of managedFields: `["f:spec", "f:replicas"]`. */
export type ReplicasPathOf = (apiVersion: string) => readonly string[] | undefined;

/** An object whose Scale was written. */
export interface ScaledOwners {
  /** The object's managedFields before. */
  readonly managedFields: unknown;
  /** Those of its Scale now. */
  readonly ofScale: unknown;
  /** Undefined for a version that has no scale; its owners are kept. */
  readonly pathOf: ReplicasPathOf;
  /** The version through which it was written. */
  readonly apiVersion: string;
}

const scaleVersion = "autoscaling/v1";
const replicasOfScale = setOf([["f:spec", "f:replicas"]]);

/**
 * The managedFields of the Scale of an object: whoever owns the object's replicas owns those of its Scale.
 *
 * @see apimachinery pkg/util/managedfields/scalehandler.go ToSubresource
 */
export function ownersOfScale(managedFields: unknown, pathOf: ReplicasPathOf): readonly object[] {
  const owners = new Map<string, Manager>();
  for (const [id, manager] of decodeManagers(managedFields) ?? []) {
    const path = pathOf(manager.apiVersion);
    if (path === undefined || !owns(manager.fields, setOf([path]))) continue;
    owners.set(id, { ...manager, apiVersion: scaleVersion, fields: replicasOfScale });
  }
  return encodeManagers(owners);
}

/**
 * The managedFields of an object whose Scale was written: what its Scale's owners say of the replicas, and all else as
 * it was. A new owner has no time, and an updater that kept the replicas owns them in an entry of its own, as on the
 * real server.
 *
 * @see apimachinery pkg/util/managedfields/scalehandler.go ToParent
 */
export function ownersOfScaled(input: ScaledOwners): readonly object[] {
  const { pathOf, apiVersion } = input;
  const scaled = new Map(decodeManagers(input.ofScale) ?? []);
  const owners = new Map<string, Manager>();
  for (const [id, manager] of decodeManagers(input.managedFields) ?? []) {
    const path = pathOf(manager.apiVersion);
    const replicas = path === undefined ? emptySet : setOf([path]);
    const isKept = !owns(manager.fields, replicas) || scaled.delete(id);
    const fields = isKept ? manager.fields : difference(manager.fields, replicas);
    owners.set(id, { ...manager, fields });
  }
  const path = pathOf(apiVersion);
  for (const [id, manager] of scaled) {
    if (path === undefined || !owns(manager.fields, replicasOfScale)) continue;
    owners.set(id, { ...manager, apiVersion, time: undefined, fields: setOf([path]) });
  }
  return encodeManagers(owners);
}

function owns(fields: FieldSet, wanted: FieldSet): boolean {
  return !isEmptySet(intersection(fields, wanted));
}
