import type { ObjectSchema } from "../../schema/object-schema.ts";
import { compareValues } from "./compare.ts";
import { difference, emptySet, type FieldSet, isEmptySet, union } from "./field-set.ts";
import { type Manager, type Managers, managerId } from "./managers.ts";

/** A change of one object's fields by one manager. */
export interface FieldChange {
  readonly before: unknown;
  readonly schema: ObjectSchema;
  readonly managers: Managers;
  /** The manager that writes; its fields do not count. */
  readonly writer: Manager;
  /** Fields that the writer cannot own. */
  readonly filter: (set: FieldSet) => FieldSet;
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
  const { writer, filter } = change;
  const { added, modified, removed } = compareValues(change.before, after, change.schema);
  const taken = filter(union(modified, added));
  const lost = change.managers.size === 0 ? emptySet : union(taken, filter(removed));
  const managers = new Map<string, Manager>();
  for (const [id, manager] of change.managers) {
    const fields = difference(manager.fields, lost);
    if (!isEmptySet(fields)) managers.set(id, { ...manager, fields });
  }
  if (isEmptySet(taken)) return { managers, tookAny: false };
  const id = managerId(writer);
  const own = managers.get(id)?.fields ?? emptySet;
  managers.set(id, { ...writer, fields: union(own, taken) });
  return { managers, tookAny: true };
}
