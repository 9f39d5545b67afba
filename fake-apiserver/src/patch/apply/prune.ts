import type { KubernetesObject } from "@informerlab/core";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import {
  difference,
  emptySet,
  type FieldSet,
  intersection,
  isEmptySet,
  union,
} from "./field-set.ts";
import type { Manager, Managers } from "./managers.ts";
import type { FieldChange } from "./ownership-after-update.ts";
import { removeFields, withNamedFields } from "./remove-fields.ts";
import { toFieldSet } from "./to-field-set.ts";

/** What decides what goes. */
export interface Pruning {
  readonly change: FieldChange;
  /** The applier as it was before, in the version that it applied then. */
  readonly last: Manager | undefined;
  readonly owners: Managers;
}

/** An object in a version of its kind. */
interface Versioned {
  readonly value: unknown;
  readonly version: string;
  readonly schema: ObjectSchema;
}

/**
 * Removes what the applier owned and nobody owns any more. Owners name fields in versions of their own, and there they are
 * looked for: an object that comes back from there may look another way than before.
 *
 * @see structured-merge-diff merge/update.go prune
 */
export function prune(merged: unknown, { change, last, owners }: Pruning): unknown {
  if (last === undefined || isEmptySet(last.fields)) return merged;
  const { writer, schema } = change;
  const whole = inVersion(
    { value: merged, version: writer.apiVersion, schema },
    last.apiVersion,
    change,
  );
  const bare = removeFields(whole.value, withNamedFields(last.fields, whole.schema), whole.schema);
  const kept = withOwned(whole, { ...whole, value: bare }, owners, change);
  const known = inVersion(kept, last.apiVersion, change);
  const dangling = intersection(
    difference(namedFieldsOf(whole), namedFieldsOf(known)),
    withNamedFields(last.fields, whole.schema),
  );
  const rest = { ...whole, value: removeFields(whole.value, dangling, whole.schema) };
  return inVersion(rest, writer.apiVersion, change).value;
}

/** What was taken away and is owned comes back, version by version. */
function withOwned(
  merged: Versioned,
  pruned: Versioned,
  owners: Managers,
  change: FieldChange,
): Versioned {
  // First in the version of both: without what is owned there it may not be possible to bring them to another one.
  const owned = new Map<string, FieldSet>([[merged.version, emptySet]]);
  for (const { apiVersion, fields } of owners.values())
    owned.set(apiVersion, union(owned.get(apiVersion) ?? emptySet, fields));
  let [whole, kept] = [merged, pruned];
  for (const [version, fields] of owned) {
    whole = inVersion(whole, version, change);
    kept = inVersion(kept, version, change);
    const staying = union(namedFieldsOf(kept), withNamedFields(fields, whole.schema));
    const going = difference(namedFieldsOf(whole), staying);
    kept = { ...whole, value: removeFields(whole.value, going, whole.schema) };
  }
  return kept;
}

function namedFieldsOf({ value, schema }: Versioned): FieldSet {
  return withNamedFields(toFieldSet(value ?? {}, schema), schema);
}

/** The object in another version; where all versions mean the same it stays as it is. */
function inVersion(one: Versioned, version: string, change: FieldChange): Versioned {
  if (one.version === version) return one;
  const { writer, schema } = change;
  const viewOf = (apiVersion: string) =>
    apiVersion === writer.apiVersion ? undefined : change.inVersion?.(apiVersion);
  const object = one.value as KubernetesObject;
  const own = viewOf(one.version)?.back(object) ?? object;
  const view = viewOf(version);
  return { value: view?.convert(own) ?? own, version, schema: view?.schema ?? schema };
}
