import type { KubernetesObject } from "@informerlab/core";
import { isPlainObject, type PlainObject, setMember } from "../codec/json/plain-object.ts";
import type { ObjectSchema } from "./object-schema.ts";

/**
 * The value with the members of its structs as Go declares them and those of its maps by their keys, which is how the
 * real server writes them, whoever set them.
 *
 * @returns the value itself where it is so already.
 */
export function inFieldOrder(value: unknown, schema: ObjectSchema): unknown {
  switch (schema.type) {
    case "struct":
      return isPlainObject(value) ? orderedStruct(value, schema) : value;
    case "map":
      return isPlainObject(value) ? orderedMap(value, schema) : value;
    case "list":
      return Array.isArray(value) ? orderedList(value, schema) : value;
    default:
      return value;
  }
}

/** An object in that order. */
export function objectInFieldOrder(object: object, schema: ObjectSchema): KubernetesObject {
  return inFieldOrder(object, schema) as KubernetesObject;
}

function orderedStruct(value: PlainObject, schema: ObjectSchema): PlainObject {
  const { fields } = schema;
  if (fields === undefined) return value;
  const places = placesOf(schema);
  let result: Record<string, unknown> = value;
  let last = -1;
  let isOrdered = true;
  for (const name of Object.keys(value)) {
    const member = value[name];
    const known = places.get(name);
    const place = known?.place ?? places.size;
    if (place < last) isOrdered = false;
    last = place;
    const ordered = known?.schema === undefined ? member : inFieldOrder(member, known.schema);
    if (ordered === member) continue;
    if (result === value) result = { ...value };
    result[name] = ordered;
  }
  if (isOrdered) return result;
  const sorted: Record<string, unknown> = {};
  for (const name of fields.keys()) if (name in result) sorted[name] = result[name];
  return Object.assign(sorted, result);
}

/** Where a field stands, and its schema where members of it can be out of order. */
interface Place {
  readonly place: number;
  readonly schema: ObjectSchema | undefined;
}

const knownPlaces = new WeakMap<ObjectSchema, ReadonlyMap<string, Place>>();

function placesOf(schema: ObjectSchema): ReadonlyMap<string, Place> {
  let places = knownPlaces.get(schema);
  if (places === undefined) {
    places = new Map(
      [...(schema.fields?.values() ?? [])].map(({ name, schema: own }, place) => [
        name,
        { place, schema: canBeDisordered(name, own) ? own : undefined },
      ]),
    );
    knownPlaces.set(schema, places);
  }
  return places;
}

/** Owners are written in order by whoever writes them. */
function canBeDisordered(name: string, { type }: ObjectSchema): boolean {
  return name !== "managedFields" && (type === "struct" || type === "map" || type === "list");
}

function orderedMap(value: PlainObject, { elements }: ObjectSchema): PlainObject {
  if (isScalar(elements) && isSorted(value)) return value;
  const names = Object.keys(value);
  const isOrdered = names.every((name, index) => index === 0 || (names[index - 1] ?? "") < name);
  const members = names.map((name): [string, unknown] => [
    name,
    elements === undefined ? value[name] : inFieldOrder(value[name], elements),
  ]);
  if (isOrdered && members.every(([name, member]) => member === value[name])) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of members.sort(([a], [b]) => (a < b ? -1 : 1)))
    setMember(result, name, member);
  return result;
}

/** Nothing in such a value can be out of order. */
function isScalar(schema: ObjectSchema | undefined): boolean {
  return schema === undefined || schema.type === "string" || schema.type === "bytes";
}

function isSorted(value: PlainObject): boolean {
  let before = "";
  for (const name of Object.keys(value)) {
    if (name < before) return false;
    before = name;
  }
  return true;
}

function orderedList(items: readonly unknown[], { elements }: ObjectSchema): readonly unknown[] {
  if (elements === undefined || elements.type === "string") return items;
  const ordered = items.map((item) => inFieldOrder(item, elements));
  return ordered.every((item, index) => item === items[index]) ? items : ordered;
}
