import { goTypeText } from "../codec/go/go-text.ts";
import { isPlainObject, listOf, type PlainObject, setMember } from "../codec/json/plain-object.ts";
import type { ObjectSchema } from "../schema/object-schema.ts";
import {
  checkOrder,
  elementKind,
  inServerOrder,
  mergeLists,
  withoutMatching,
  withoutScalars,
} from "./strategic-lists.ts";
import {
  badDirective,
  badFormat,
  badType,
  noMergeKey,
  StrategicPatchError,
} from "./strategic-patch-error.ts";

const directive = "$patch";
const retainKeys = "$retainKeys";
const elementOrder = "$setElementOrder";
const scalarDeletions = "$deleteFromPrimitiveList";

/**
 * Applies a strategic merge patch: like a merge patch, but lists are merged by the keys that the schema names, and
 * `$patch`, `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…` say what merging cannot.
 *
 * @throws StrategicPatchError
 * @see apimachinery pkg/util/strategicpatch/patch.go mergeMap
 */
export function applyStrategicMergePatch(
  original: PlainObject,
  patch: PlainObject,
  schema: ObjectSchema | undefined,
): PlainObject {
  if (Object.hasOwn(patch, directive)) return applyDirective(patch);
  const merged = new Map(Object.entries(retain(original, patch)));
  const rest = new Map(Object.entries(patch).filter(([name]) => name !== retainKeys));
  orderLists(merged, rest, schema);
  for (const [name, value] of rest) {
    const isDeletion = name.startsWith(scalarDeletions);
    const field = isDeletion ? fieldAfter(name, scalarDeletions, "primitive list") : name;
    if (value === null) merged.delete(field);
    else if (merged.has(field) && isSameType(merged.get(field), value))
      merged.set(field, mergeValue(merged.get(field), value, { name: field, schema, isDeletion }));
    else if (!isDeletion) {
      const taken = withoutMarked(withoutNulls(value));
      if (taken === undefined) merged.delete(field);
      else merged.set(field, taken);
    }
  }
  return Object.fromEntries(merged);
}

function applyDirective(patch: PlainObject): PlainObject {
  switch (patch[directive]) {
    case "replace":
      return Object.fromEntries(Object.entries(patch).filter(([name]) => name !== directive));
    case "delete":
      return {};
    default:
      throw badDirective(patch[directive], patch);
  }
}

/** `$retainKeys`: whatever of the original it does not name goes. */
function retain(original: PlainObject, patch: PlainObject): PlainObject {
  if (!Object.hasOwn(patch, retainKeys)) return original;
  const retained = patch[retainKeys];
  if (!Array.isArray(retained)) throw badFormat("retainKeys");
  const kept = new Set<unknown>(retained);
  const isStray = (name: string): boolean =>
    name !== retainKeys &&
    !name.startsWith(scalarDeletions) &&
    !name.startsWith(elementOrder) &&
    patch[name] !== null &&
    !kept.has(name);
  if (Object.keys(patch).some(isStray)) throw badFormat("retainKeys");
  return Object.fromEntries(Object.entries(original).filter(([name]) => kept.has(name)));
}

/** The field of which a directive speaks. */
function fieldAfter(name: string, prefix: string, what: string): string {
  if (!name.startsWith(`${prefix}/`)) throw badFormat(what);
  return name.slice(prefix.length + 1);
}

/** Lists whose order the patch states are merged first, and then put into that order. */
function orderLists(
  merged: Map<string, unknown>,
  rest: Map<string, unknown>,
  schema: ObjectSchema | undefined,
): void {
  for (const [name, order] of [...rest]) {
    if (!name.startsWith(elementOrder)) continue;
    rest.delete(name);
    if (!Array.isArray(order)) throw badType("list", order);
    const field = fieldAfter(name, elementOrder, "setElementOrder list");
    const [original, patched] = [merged, rest].map((members) => {
      const list = members.get(field);
      if (members.has(field) && !Array.isArray(list)) throw badType("list", list);
      return list as readonly unknown[] | undefined;
    });
    const list = listAt(schema, field);
    const mergeKey = list?.patchMergeKey;
    checkOrder(patched ?? [], order, mergeKey);
    if (original === undefined && patched === undefined) continue;
    const both =
      patched === undefined
        ? (original ?? [])
        : original === undefined
          ? listOf(withoutMarked(patched))
          : mergeList(original, patched, { schema: list, isDeletion: false });
    const kind = elementKind(original ?? [], patched ?? []);
    merged.set(
      field,
      inServerOrder(both, order, { original: original ?? [], mergeKey, isOfMaps: kind === "map" }),
    );
    rest.delete(field);
  }
}

/** Where a value stands that is merged into another. */
interface Place {
  readonly name: string;
  /** Of the object that holds it. */
  readonly schema: ObjectSchema | undefined;
  /** A list of what is to go. */
  readonly isDeletion: boolean;
}

/** Two values of the same type as one. */
function mergeValue(
  original: unknown,
  value: unknown,
  { name, schema, isDeletion }: Place,
): unknown {
  if (isPlainObject(value)) {
    const field = fieldAt(schema, name);
    return field?.patchStrategies?.includes("replace") === true
      ? value
      : applyStrategicMergePatch(original as PlainObject, value, field);
  }
  if (!Array.isArray(value)) return value;
  return mergeList(listOf(original), value, { schema: listAt(schema, name), isDeletion });
}

/** @throws StrategicPatchError where the type has no such field; custom and unknown types have any. */
function fieldAt(schema: ObjectSchema | undefined, name: string): ObjectSchema | undefined {
  if (schema === undefined) return undefined;
  if (schema.type === "map")
    throw new StrategicPatchError(
      "merging an object in json but data type is not struct, instead is: map",
    );
  const field = schema.fields?.get(name)?.schema;
  // What Go holds as bytes has no fields.
  if (field !== undefined || (schema.type !== "any" && schema.fields === undefined)) return field;
  const type = schema.openApiName ?? schema.goType;
  throw new StrategicPatchError(
    `unable to find api field in struct ${type.slice(type.lastIndexOf(".") + 1)} for the json field ${JSON.stringify(name)}`,
  );
}

function listAt(schema: ObjectSchema | undefined, name: string): ObjectSchema | undefined {
  const field = fieldAt(schema, name);
  if (field !== undefined && field.type !== "list")
    throw new StrategicPatchError("expected slice or array type, but got: struct");
  return field;
}

/** How a list is merged. */
interface ListPlace {
  readonly schema: ObjectSchema | undefined;
  readonly isDeletion: boolean;
}

function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  { schema, isDeletion }: ListPlace,
): readonly unknown[] {
  if (!isDeletion && schema?.patchStrategies?.includes("merge") !== true) return patch;
  if (original.length === 0 && patch.length === 0) return original;
  const mergeKey = schema?.patchMergeKey;
  if (elementKind(original, patch) !== "map")
    return isDeletion
      ? withoutScalars(original, patch)
      : mergeLists(original, patch, { mergeKey, isOfMaps: false, mergeItems: (one) => one });
  const elements = schema?.elements;
  if (mergeKey === undefined)
    throw new StrategicPatchError(
      `cannot merge lists without merge key for ${elements?.type === "struct" ? "struct" : goTypeText("")}`,
    );
  const { left, items, replaces } = directed(original, patch as readonly PlainObject[], mergeKey);
  for (const item of items) if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
  return mergeLists(replaces ? items : left, replaces ? [] : items, {
    mergeKey,
    isOfMaps: true,
    mergeItems: (one, item) => applyStrategicMergePatch(one, item, elements),
  });
}

/** What `$patch` in items leaves of a list, and the items without it. */
function directed(
  original: readonly unknown[],
  patch: readonly PlainObject[],
  mergeKey: string,
): {
  readonly left: readonly unknown[];
  readonly items: readonly PlainObject[];
  readonly replaces: boolean;
} {
  const items: PlainObject[] = [];
  const deletions: PlainObject[] = [];
  let replaces = false;
  for (const item of patch) {
    if (!Object.hasOwn(item, directive)) items.push(item);
    else if (item[directive] === "delete") {
      if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
      deletions.push(item);
    } else if (item[directive] === "replace") replaces = true;
    else if (item[directive] === "merge")
      throw new StrategicPatchError("merging lists cannot yet be specified in the patch");
    else throw badDirective(item[directive], item);
  }
  return { left: withoutMatching(original, deletions, mergeKey), items, replaces };
}

/** What is new: null is nothing. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlainObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value))
    if (member !== null) setMember(result, name, withoutNulls(member));
  return result;
}

/** What is new without the objects in which `$patch` stands; undefined for one of these. Other directives stay. */
function withoutMarked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarked).filter((item) => item !== undefined);
  if (!isPlainObject(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const kept = withoutMarked(member);
    if (kept !== undefined) setMember(result, name, kept);
  }
  return result;
}

function isSameType(one: unknown, other: unknown): boolean {
  return one !== null && goTypeText(one) === goTypeText(other);
}
