import type { KubernetesObject } from "@informerlab/core";
import type { VersionView } from "../../kinds/resource-definition.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { type Comparison, compareValues } from "./compare.ts";
import { difference, emptySet, type FieldSet, isEmptySet, union } from "./field-set.ts";
import { type Manager, type Managers, managerId } from "./managers.ts";

/** A change of one object's fields by one manager. */
export interface FieldChange {
  readonly before: unknown;
  readonly schema: ObjectSchema;
  readonly managers: Managers;
  /** The manager that writes; its fields do not count. */
  readonly writer: Manager;
  /** The set, named in a version, without fields that the writer cannot own. */
  readonly filter: (set: FieldSet, apiVersion: string) => FieldSet;
  /** Another version of the object, in which fields may be named. */
  readonly inVersion?: ((apiVersion: string) => VersionView | undefined) | undefined;
}

/** What a write set and what it took away, of what can be owned. */
export interface Touched {
  readonly set: FieldSet;
  readonly gone: FieldSet;
}

/** What a write touched, as a version names it: it is compared there, where that is another one. */
export function touchedByVersion(
  { before, schema, writer, filter, inVersion }: FieldChange,
  after: unknown,
): (apiVersion: string) => Touched {
  const known = new Map<string, Touched>();
  const own = compareValues(before, after, schema);
  const seenFrom = (apiVersion: string): Comparison => {
    const view = apiVersion === writer.apiVersion ? undefined : inVersion?.(apiVersion);
    if (view === undefined) return own;
    const shown = (value: unknown): unknown => view.convert(value as KubernetesObject);
    return compareValues(shown(before), shown(after), view.schema);
  };
  return (apiVersion) => {
    let touched = known.get(apiVersion);
    if (touched === undefined) {
      const { added, modified, removed } = seenFrom(apiVersion);
      touched = {
        set: filter(union(modified, added), apiVersion),
        gone: filter(removed, apiVersion),
      };
      known.set(apiVersion, touched);
    }
    return touched;
  };
}

/**
 * Ownership after a write that was not an apply: the writer owns what it changed, and nobody else does any more.
 *
 * @see structured-merge-diff merge/update.go, managedfields/internal/managedfieldsupdater.go
 */
export function ownershipAfterUpdate(
  change: FieldChange,
  after: unknown,
): { readonly managers: Managers; readonly tookAny: boolean } {
  const { writer } = change;
  const touchedIn = touchedByVersion(change, after);
  const { set: taken } = touchedIn(writer.apiVersion);
  const managers = new Map<string, Manager>();
  for (const [id, manager] of change.managers) {
    const { set, gone } = touchedIn(manager.apiVersion);
    const fields = difference(difference(manager.fields, set), gone);
    if (!isEmptySet(fields)) managers.set(id, { ...manager, fields });
  }
  if (isEmptySet(taken)) return { managers, tookAny: false };
  const id = managerId(writer);
  const own = managers.get(id)?.fields ?? emptySet;
  managers.set(id, { ...writer, fields: union(own, taken) });
  return { managers, tookAny: true };
}
