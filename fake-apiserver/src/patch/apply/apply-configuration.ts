import { compareValues } from "./compare.ts";
import { difference, emptySet, type FieldSet, intersection, isEmptySet } from "./field-set.ts";
import { type Manager, type Managers, managerId } from "./managers.ts";
import { mergeValues } from "./merge.ts";
import { type FieldChange, touchedByVersion } from "./ownership-after-update.ts";
import { prune } from "./prune.ts";
import { toFieldSet } from "./to-field-set.ts";

/** What others own of what a change touches, by manager. */
export type Conflicts = ReadonlyMap<string, FieldSet>;

/** The outcome of an apply. */
export type Applied =
  | { readonly kind: "conflicts"; readonly conflicts: Conflicts }
  | { readonly kind: "applied"; readonly value: unknown; readonly managers: Managers };

/**
 * Merges an applied configuration: what it says is set, what it said before and says no more is removed unless
 * somebody else owns it.
 *
 * @see structured-merge-diff merge/update.go Apply
 */
export function applyConfiguration(
  change: FieldChange,
  configuration: unknown,
  force: boolean,
): Applied {
  const { before, schema, writer, filter } = change;
  const id = managerId(writer);
  const earlier = change.managers.get(id);
  // Everything that the configuration speaks of keeps its parents alive, also what nobody can own, such as the name.
  const named = toFieldSet(configuration, schema);
  const owners = new Map(change.managers).set(id, { ...writer, fields: named });
  const merged = mergeValues(before, configuration, schema);
  const value = prune(merged, { change, last: earlier, owners });
  const { added, modified, removed } = compareValues(before, value, schema);
  const touchedIn = touchedByVersion(change, value);
  const conflicts = new Map<string, FieldSet>();
  for (const [other, manager] of owners) {
    if (other === id) continue;
    const conflict = intersection(manager.fields, touchedIn(manager.apiVersion).set);
    if (!isEmptySet(conflict)) conflicts.set(other, conflict);
  }
  if (!force && conflicts.size > 0) return { kind: "conflicts", conflicts };
  const managers = new Map<string, Manager>();
  // Whoever changes nothing by it has applied at no time.
  const isSame = isEmptySet(added) && isEmptySet(modified) && isEmptySet(removed);
  if (isSame) owners.set(id, { ...writer, time: earlier?.time, fields: named });
  for (const [other, manager] of owners) {
    const fields =
      other === id
        ? filter(named, writer.apiVersion)
        : difference(
            difference(manager.fields, conflicts.get(other) ?? emptySet),
            touchedIn(manager.apiVersion).gone,
          );
    if (!isEmptySet(fields)) managers.set(other, { ...manager, fields });
  }
  return { kind: "applied", value, managers };
}
