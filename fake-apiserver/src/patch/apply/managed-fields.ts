import { type KubernetesObject, StatusError } from "@informerlab/core";
import { timeText } from "../../codec/go/time-text.ts";
import {
  equalJson,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  withValueAt,
} from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { apiVersionOf } from "../../schema/api-version.ts";
import { zeroOf } from "../../schema/typed-value.ts";
import { UnkeyedItemError } from "./compare.ts";
import { emptySet, type FieldSet } from "./field-set.ts";
import { decodeManagers, encodeManagers, type Manager, type Managers } from "./managers.ts";
import { withoutReset, withoutUnowned } from "./owned-fields.ts";
import { ownershipAfterUpdate } from "./ownership-after-update.ts";
import { configurationProblems, objectProblems, problemsText } from "./validate-configuration.ts";

/** What ownership must know of a kind: a resource's own, or that of a subresource. */
export type OwnedKind = Pick<
  ResourceDefinition,
  | "origin"
  | "group"
  | "version"
  | "kind"
  | "schema"
  | "subresources"
  | "resetFields"
  | "apiVersions"
  | "schemaOf"
  | "inVersion"
>;

/** Who writes, when, by which endpoint. */
export interface FieldWrite {
  readonly definition: OwnedKind;
  /** The stored object in this version; undefined on create. */
  readonly live: KubernetesObject | undefined;
  /** The object about to be written, defaulted, before `prepareForUpdate`. */
  readonly updated: KubernetesObject;
  /** `fieldManager` of the request, or the first word of its user agent (at most 128 characters). */
  readonly manager: string;
  /** Empty for the resource itself. */
  readonly subresource: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * `updated` with managedFields that tell who owns which field after a create, update or non-apply patch. A
 * client's own managedFields are taken where they are valid; `[]` and `[{}]` clear them. An object without any
 * stays without until somebody applies.
 *
 * @see structured-merge-diff merge/update.go, apimachinery pkg/util/managedfields
 */
export function trackUpdate(write: FieldWrite): KubernetesObject {
  const { definition, live, updated, subresource } = write;
  const told = managersBefore(write);
  if (live !== undefined && told.size === 0) return withManagedFields(updated, undefined);
  const managers = withKnownVersion(told, definition);
  // Where it cannot be said who owns what, nobody owns anything.
  const isUnreadable =
    (live !== undefined && !hasTypedForm(live, definition)) ||
    !hasTypedForm(updated, definition) ||
    versionGone(managers, definition) !== undefined ||
    undeclaredFields(managers, definition, live) !== undefined;
  if (isUnreadable) return withManagedFields(updated, undefined);
  const filter = ownableBy(definition, subresource);
  const change = {
    before: withoutManagedFields(live ?? emptyObjectOf(definition)),
    schema: definition.schema,
    managers,
    writer: writerOf(write, "Update"),
    filter,
    inVersion: definition.inVersion?.bind(definition),
  };
  try {
    const after = ownershipAfterUpdate(change, withoutManagedFields(updated));
    return withManagedFields(updated, after.managers);
  } catch (error) {
    // A webhook that refuses what is written does not refuse the write.
    const isUntold = error instanceof UnkeyedItemError || error instanceof StatusError;
    if (isUntold) return withManagedFields(updated, undefined);
    throw error;
  }
}

/**
 * Whether an object can be read by its kind's schema. A custom resource's may not where its definition has changed since, or
 * in the part that its endpoint does not write: what is in there is taken back only later. Built-in kinds are read as they come.
 */
export function hasTypedForm(object: KubernetesObject, { origin, schema }: OwnedKind): boolean {
  return origin !== "custom" || objectProblems(object, schema).length === 0;
}

/**
 * A version in which somebody owns fields and to which no object of the kind can be brought any more.
 *
 * @see apiextensions-apiserver pkg/apiserver/conversion/converter.go safeConverterWrapper
 */
export function versionGone(
  managers: Managers,
  { apiVersions }: Pick<OwnedKind, "apiVersions">,
): string | undefined {
  if (apiVersions === undefined) return undefined;
  for (const { apiVersion } of managers.values()) {
    if (!apiVersions.has(apiVersion)) return apiVersion;
  }
  return undefined;
}

/**
 * Without those who own fields of a built-in kind in a version that its group does not serve: what these are in that
 * version, nobody can say.
 *
 * @see apimachinery pkg/util/managedfields/internal/typeconverter.go, structured-merge-diff IsMissingVersionError
 */
export function withKnownVersion(managers: Managers, definition: OwnedKind): Managers {
  if (definition.origin === "custom") return managers;
  const { group, inVersion } = definition;
  const own = apiVersionOf(definition);
  const prefix = group === "" ? "" : `${group}/`;
  const isKnown = ({ apiVersion }: Manager): boolean =>
    apiVersion === own ||
    (apiVersion.lastIndexOf("/") + 1 === prefix.length &&
      apiVersion.startsWith(prefix) &&
      inVersion?.call(definition, apiVersion) !== undefined);
  const known = [...managers].filter(([, manager]) => isKnown(manager));
  return known.length === managers.size ? managers : new Map(known);
}

/**
 * What an object holds that another version, in which somebody owns fields, does not declare: then it cannot be said in that
 * version who owns what.
 *
 * @see structured-merge-diff merge/update.go reconcileManagedFieldsWithSchemaChanges
 */
export function undeclaredFields(
  managers: Managers,
  definition: OwnedKind,
  live: KubernetesObject | undefined,
): string | undefined {
  if (definition.schemaOf === undefined || live === undefined) return undefined;
  const { apiVersion: _, kind: __, metadata: ___, ...content } = live as PlainObject;
  const own = apiVersionOf(definition);
  const others = new Set([...managers.values()].map(({ apiVersion }) => apiVersion));
  for (const apiVersion of others) {
    const schema = apiVersion === own ? undefined : definition.schemaOf(apiVersion);
    const problems = schema === undefined ? [] : configurationProblems(content, schema);
    if (problems.length > 0) return problemsText(problems);
  }
  return undefined;
}

/** The manager of a write, owning nothing yet. */
export function writerOf(
  {
    definition,
    manager,
    subresource,
    now,
  }: Pick<FieldWrite, "definition" | "manager" | "subresource" | "now">,
  operation: "Apply" | "Update",
): Manager {
  const apiVersion = apiVersionOf(definition);
  return {
    name: manager,
    operation,
    apiVersion,
    subresource,
    time: timeText(now),
    fields: emptySet,
  };
}

/**
 * Keeps of a set what a write through an endpoint can own. Of a custom kind that is known in its own version alone: of what
 * other versions name, nothing is left out.
 *
 * @see apiextensions-apiserver pkg/registry/customresource/strategy.go (GetResetFields)
 */
export function ownableBy(
  definition: OwnedKind,
  subresource: string,
): (set: FieldSet, apiVersion: string) => FieldSet {
  const own = apiVersionOf(definition);
  const isCustom = definition.origin === "custom";
  return (set, apiVersion) =>
    withoutUnowned(
      isCustom && apiVersion !== own ? set : withoutReset(set, definition, subresource),
    );
}

/** The object with managedFields for these managers; without any when there are none. */
export function withManagedFields<T extends KubernetesObject>(
  object: T,
  managers: Managers | undefined,
): T {
  const entries = managers === undefined ? [] : encodeManagers(managers);
  if (entries.length === 0) return withValueAt(object, ["metadata", "managedFields"], undefined);
  return { ...object, metadata: { ...object.metadata, managedFields: entries } };
}

/** The object as ownership sees it. */
export function withoutManagedFields(object: KubernetesObject): PlainObject {
  if (object.metadata?.managedFields === undefined) return objectOf(object);
  return objectOf(withValueAt(object, ["metadata", "managedFields"], undefined));
}

/** What a kind's object looks like before anything is set: in it, structs are there and own nothing. */
export function emptyObjectOf(definition: OwnedKind): KubernetesObject {
  if (definition.origin === "custom") return { metadata: {} };
  return zeroOf(definition.schema) as KubernetesObject;
}

function managersBefore({ live, updated, subresource }: FieldWrite): Managers {
  const ofLive = decodeManagers(live?.metadata?.managedFields) ?? new Map();
  // Nobody can set managedFields through a subresource.
  if (subresource !== "") return ofLive;
  const sent = updated.metadata?.managedFields;
  if (isReset(sent)) return new Map();
  const ofUpdated = decodeManagers(sent);
  return ofUpdated === undefined || ofUpdated.size === 0 ? ofLive : ofUpdated;
}

/** `[]` and `[{}]`: an entry without members is what clients send that cannot send an empty list. */
function isReset(managedFields: unknown): boolean {
  if (!Array.isArray(managedFields)) return false;
  const [first] = managedFields;
  return (
    managedFields.length === 0 ||
    (managedFields.length === 1 && isPlainObject(first) && isBlank(first))
  );
}

function isBlank(entry: PlainObject): boolean {
  return Object.values(entry).every(
    (value) => value === undefined || value === null || value === "",
  );
}

/**
 * When nothing but times in managedFields differs between the two, gives the live managedFields back, so that a
 * write that changes nothing is seen as such (no new resourceVersion, no event). Call on the final object.
 *
 * @see apiserver pkg/endpoints/handlers/fieldmanager/equality.go
 */
export function keepTimesOfUnchanged(
  updated: KubernetesObject,
  live: KubernetesObject,
): KubernetesObject {
  const before = listOf(live.metadata?.managedFields);
  const after = listOf(updated.metadata?.managedFields);
  if (before.length !== after.length || before.length === 0) return updated;
  if (!equalJson(timeless(after), timeless(before))) return updated;
  if (!equalJson(comparable(updated), comparable(live))) return updated;
  return withValueAt(updated, ["metadata", "managedFields"], live.metadata?.managedFields);
}

/** Entries without their times. As times decide their order, a writer that passes another one is a change. */
function timeless(entries: readonly unknown[]): readonly PlainObject[] {
  return entries.map((entry) => {
    const { time: _time, ...rest } = objectOf(entry);
    return rest;
  });
}

function comparable(object: KubernetesObject): PlainObject {
  const bare = withValueAt(
    withoutManagedFields(object),
    ["metadata", "resourceVersion"],
    undefined,
  );
  return withValueAt(bare, ["metadata", "generation"], undefined);
}
