import { isPlainObject, listOf, type PlainObject, textOf } from "../../codec/json/plain-object.ts";
import { type FieldSet, fromFieldsV1, isEmptySet, union } from "./field-set.ts";
import { writtenFields } from "./written-fields.ts";

/** Who owns fields: one entry of managedFields. */
export interface Manager {
  readonly name: string;
  readonly operation: "Apply" | "Update";
  /** Version in which the fields are named. */
  readonly apiVersion: string;
  /** Empty for the resource itself. */
  readonly subresource: string;
  /** As written; undefined for entries without. */
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** All owners of an object's fields, by {@link managerId}. */
export type Managers = ReadonlyMap<string, Manager>;

/** Update entries beyond this number are merged, the oldest first. */
const updateManagersMax = 10;

/** The manager that takes the oldest entries when there are too many. */
const ancientChanges = "ancient-changes";

/** What tells owners apart: an applier is the same in every version, an updater is not. */
export function managerId(manager: Omit<Manager, "fields" | "time">): string {
  const { name, operation, apiVersion, subresource } = manager;
  return JSON.stringify([name, operation, operation === "Apply" ? "" : apiVersion, subresource]);
}

/** Reads managedFields; undefined when an entry is malformed. */
export function decodeManagers(entries: unknown): Managers | undefined {
  const managers = new Map<string, Manager>();
  for (const entry of listOf(entries)) {
    const manager = decodeManager(entry);
    if (manager === undefined) return undefined;
    managers.set(managerId(manager), manager);
  }
  return managers;
}

function decodeManager(entry: unknown): Manager | undefined {
  if (!isPlainObject(entry)) return undefined;
  const { operation, apiVersion, fieldsType, fieldsV1, time } = entry;
  if (operation !== "Apply" && operation !== "Update") return undefined;
  if (textOf(apiVersion) === "" || fieldsType !== "FieldsV1") return undefined;
  const fields =
    fieldsV1 === undefined || fieldsV1 === null ? fromFieldsV1({}) : fromFieldsV1(fieldsV1);
  if (fields === undefined) return undefined;
  return {
    name: textOf(entry["manager"]),
    operation,
    apiVersion: textOf(apiVersion),
    subresource: textOf(entry["subresource"]),
    time: typeof time === "string" ? time : undefined,
    fields,
  };
}

/** Writes managedFields: appliers first, then by time in seconds, then by name. Owners of nothing are left out. */
export function encodeManagers(managers: Managers): readonly PlainObject[] {
  return [...capped(managers).values()]
    .filter(({ fields }) => !isEmptySet(fields))
    .sort(compareManagers)
    .map(encodeManager);
}

/** Member by member, for every write makes one. */
function encodeManager(manager: Manager): PlainObject {
  const { name, operation, apiVersion, time, fields, subresource } = manager;
  const entry: Record<string, unknown> = { manager: name, operation, apiVersion };
  if (time !== undefined) entry["time"] = time;
  entry["fieldsType"] = "FieldsV1";
  entry["fieldsV1"] = writtenFields(fields);
  if (subresource !== "") entry["subresource"] = subresource;
  return entry;
}

function compareManagers(a: Manager, b: Manager): number {
  return (
    compareTexts(a.operation, b.operation) ||
    compareTexts(a.time ?? "", b.time ?? "") ||
    compareTexts(a.name, b.name) ||
    compareTexts(a.apiVersion, b.apiVersion) ||
    compareTexts(a.subresource, b.subresource)
  );
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * @see apimachinery pkg/util/managedfields/internal/capmanagers.go
 */
function capped(managers: Managers): Managers {
  if (managers.size <= updateManagersMax) return managers;
  const updaters = [...managers.values()]
    .filter(({ operation }) => operation === "Update")
    .sort(compareManagers);
  if (updaters.length <= updateManagersMax) return managers;
  const result = new Map(managers);
  let count = updaters.length;
  for (const oldest of updaters) {
    if (count <= updateManagersMax || oldest.name === ancientChanges) continue;
    const { apiVersion, time } = oldest;
    const bucket = {
      name: ancientChanges,
      operation: "Update",
      apiVersion,
      subresource: "",
      time,
    } as const;
    const id = managerId(bucket);
    const collected = result.get(id);
    result.delete(managerId(oldest));
    result.set(id, { ...bucket, fields: union(oldest.fields, collected?.fields ?? oldest.fields) });
    if (collected !== undefined) count -= 1;
  }
  return result;
}
