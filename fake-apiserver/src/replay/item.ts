import type { KubernetesObject } from "@informerlab/core";
import { isPlainObject, listOf, objectOf, type PlainObject } from "../codec/json/plain-object.ts";
import type { Representation } from "../request/read/resource-request.ts";

/** An object as an answer held it: whole, only its metadata, or as the row of a Table. */
export interface Item {
  /** `namespace/name`, or `name`. */
  readonly key: string;
  readonly version: bigint;
  readonly metadata: NonNullable<KubernetesObject["metadata"]>;
  /** The object, with kind and apiVersion, or the row. */
  readonly value: PlainObject;
}

/** A resourceVersion as it can be compared; 0 for what has none. */
export function versionOf(text: unknown): bigint {
  return typeof text === "string" && /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}

/** The newest of them; 0 of none. */
export function newestOf(versions: readonly bigint[]): bigint {
  let newest = 0n;
  for (const version of versions) if (version > newest) newest = version;
  return newest;
}

/** How objects stand in an answer. */
export function formOf({ kind }: PlainObject): Representation {
  if (kind === "Table") return "table";
  return String(kind).startsWith("PartialObjectMetadata") ? "partial" : "object";
}

/** Those of a list or a Table. */
export function itemsOf(list: PlainObject): readonly Item[] {
  if (formOf(list) === "table") return listOf(list["rows"]).flatMap((row) => rowOf(objectOf(row)));
  const kind = String(list["kind"]).replace(/List$/, "");
  return listOf(list["items"])
    .filter(isPlainObject)
    .map((item) => itemOf({ kind, apiVersion: list["apiVersion"], ...item }));
}

/** That of an event; undefined for a bookmark in a Table, which has no row. */
export function itemOfEvent(object: PlainObject): Item | undefined {
  if (formOf(object) !== "table") return itemOf(object);
  return listOf(object["rows"]).flatMap((row) => rowOf(objectOf(row)))[0];
}

function rowOf(row: PlainObject): readonly Item[] {
  return isPlainObject(row["object"]) ? [{ ...itemOf(row["object"]), value: row }] : [];
}

function itemOf(value: PlainObject): Item {
  const metadata = objectOf(value["metadata"]) as Item["metadata"];
  const { name = "", namespace = "", resourceVersion } = metadata;
  const key = namespace === "" ? name : `${namespace}/${name}`;
  return { key, version: versionOf(resourceVersion), metadata, value };
}
