import { isRecord } from "./record.ts";

/**
 * Why a received value cannot be taken for an object: the path of its first flaw and what would be right; undefined when
 * the metadata that an informer and its users rely on has its types. What client-go's typed decoding refuses is refused
 * here; a null stands for an absent value there and here (`labels: null`).
 */
export function shapeFlawOf(object: unknown): string | undefined {
  if (!isRecord(object)) return `expected an object, received ${describe(object)}`;
  const { metadata } = object;
  if (!isRecord(metadata)) return `metadata is ${describe(metadata)}, expected an object`;
  for (const field of textFields) {
    const value = metadata[field];
    if (value !== undefined && value !== null && typeof value !== "string")
      return `metadata.${field} is ${describe(value)}, expected a string`;
  }
  return (
    textMapFlawOf("labels", metadata["labels"]) ??
    textMapFlawOf("annotations", metadata["annotations"]) ??
    listFlawOf("ownerReferences", metadata["ownerReferences"], isRecord, "an object") ??
    listFlawOf("finalizers", metadata["finalizers"], isText, "a string")
  );
}

const textFields = [
  "name",
  "namespace",
  "uid",
  "resourceVersion",
  "generateName",
  "creationTimestamp",
  "deletionTimestamp",
] as const;

function textMapFlawOf(field: string, map: unknown): string | undefined {
  if (map === undefined || map === null) return undefined;
  if (!isRecord(map)) return `metadata.${field} is ${describe(map)}, expected an object`;
  for (const key in map) {
    if (typeof map[key] !== "string")
      return `metadata.${field}[${JSON.stringify(key)}] is ${describe(map[key])}, expected a string`;
  }
  return undefined;
}

function listFlawOf(
  field: string,
  list: unknown,
  isRight: (item: unknown) => boolean,
  expected: string,
): string | undefined {
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list)) return `metadata.${field} is ${describe(list)}, expected a list`;
  const position = list.findIndex((item) => !isRight(item));
  if (position < 0) return undefined;
  return `metadata.${field}[${position}] is ${describe(list[position])}, expected ${expected}`;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
