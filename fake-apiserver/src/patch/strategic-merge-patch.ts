import { goKindText, goMapText, goTypeText } from "../codec/go-text.ts";
import {
  equalJson,
  isPlainObject,
  listOf,
  type PlainObject,
  setMember,
} from "../codec/plain-object.ts";
import type { ObjectSchema } from "../schema/object-schema.ts";
import { inServerOrder, keyOf, mergeLists, withoutScalars } from "./strategic-lists.ts";

/** A strategic merge patch that cannot be applied. `isClientError`: the patch itself is malformed. */
export class StrategicPatchError extends Error {
  override readonly name = "StrategicPatchError";
  readonly isClientError: boolean;

  constructor(message: string, isClientError = false) {
    super(message);
    this.isClientError = isClientError;
  }
}

const directive = "$patch";
const retainKeys = "$retainKeys";
const elementOrder = "$setElementOrder";
const elementOrderPrefix = `${elementOrder}/`;
const deletionPrefix = "$deleteFromPrimitiveList/";

/**
 * Applies a strategic merge patch: like a merge patch, but lists are merged by the keys that the schema names, and
 * `$patch`, `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…` say what merging cannot.
 *
 * @throws StrategicPatchError
 * @see apimachinery pkg/util/strategicpatch/patch.go
 */
export function applyStrategicMergePatch(
  original: PlainObject,
  patch: PlainObject,
  schema: ObjectSchema | undefined,
): PlainObject {
  if (Object.hasOwn(patch, directive)) return applyDirective(patch);
  const retained = retain(original, patch);
  const merged = new Map(Object.entries(retained));
  const rest = new Map(Object.entries(patch).filter(([name]) => name !== retainKeys));
  orderLists(merged, rest, schema);
  for (const [name, value] of rest) {
    if (name.startsWith(deletionPrefix)) {
      const field = name.slice(deletionPrefix.length);
      if (merged.has(field))
        merged.set(field, withoutScalars(listOf(merged.get(field)), listOf(value)));
    } else if (value === null) merged.delete(name);
    else {
      refuseOpaque(schema, name, merged.get(name), value);
      merged.set(name, mergeField(merged.get(name), value, fieldOf(schema, name)));
    }
  }
  return Object.fromEntries(merged);
}

/** What Go holds as bytes has no fields to merge. */
function refuseOpaque(
  schema: ObjectSchema | undefined,
  name: string,
  original: unknown,
  value: unknown,
): void {
  const isMerged =
    typeof original === "object" && original !== null && isSameShape(original, value);
  if (schema?.type !== "any" || !isMerged) return;
  const struct = schema.goType.slice(schema.goType.lastIndexOf(".") + 1);
  throw new StrategicPatchError(
    `unable to find api field in struct ${struct} for the json field ${JSON.stringify(name)}`,
  );
}

/** How a value's field is merged. */
interface FieldMerge {
  readonly name: string;
  readonly schema: ObjectSchema | undefined;
}

function fieldOf(schema: ObjectSchema | undefined, name: string): FieldMerge {
  return { name, schema: schema?.fields?.get(name)?.schema ?? schema?.elements };
}

function applyDirective(patch: PlainObject): PlainObject {
  switch (patch[directive]) {
    case "replace":
      return Object.fromEntries(Object.entries(patch).filter(([name]) => name !== directive));
    case "delete":
      return {};
    default:
      throw new StrategicPatchError(
        `unknown patch type: ${String(patch[directive])} in map: ${goMapText(patch)}`,
      );
  }
}

/** `$retainKeys`: whatever of the original it does not name goes. */
function retain(original: PlainObject, patch: PlainObject): PlainObject {
  if (!Object.hasOwn(patch, retainKeys)) return original;
  const retained = patch[retainKeys];
  if (!Array.isArray(retained)) {
    throw new StrategicPatchError("invalid patch format of retainKeys", true);
  }
  const kept = new Set<unknown>(retained);
  const stray = Object.keys(patch).find(
    (name) =>
      name !== retainKeys && !name.startsWith("$") && patch[name] !== null && !kept.has(name),
  );
  if (stray !== undefined)
    throw new StrategicPatchError("invalid patch format of retainKeys", true);
  return Object.fromEntries(Object.entries(original).filter(([name]) => kept.has(name)));
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
    if (!Array.isArray(order))
      throw new StrategicPatchError(
        `expected a []interface {}, but received a ${goTypeText(order)}`,
      );
    if (!name.includes("/"))
      throw new StrategicPatchError("invalid patch format of setElementOrder list", true);
    const field = name.slice(name.indexOf("/") + 1);
    const original = listOf(merged.get(field));
    const patched = rest.get(field);
    if (patched === undefined && !merged.has(field)) continue;
    const { schema: listSchema } = fieldOf(schema, field);
    if (Array.isArray(patched)) checkOrder(patched, order, mergeKeyOf(listSchema));
    const list = Array.isArray(patched)
      ? mergeList(original, patched, { name: field, schema: listSchema })
      : original;
    merged.set(field, inServerOrder(list, order, original, mergeKeyOf(listSchema)));
    rest.delete(field);
  }
}

/** What a patch sets must be in the order that it states. */
function checkOrder(
  patched: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string | undefined,
): void {
  if (patched.length === 0 || order.length === 0) return;
  const kept = patched.filter((item) => !isPlainObject(item) || item[directive] !== "delete");
  let next = 0;
  for (const place of order) {
    if (next === kept.length) return;
    requireMergeKey(place, mergeKey);
    requireMergeKey(kept[next], mergeKey);
    if (equalJson(keyOf(place, mergeKey), keyOf(kept[next], mergeKey))) next += 1;
  }
  if (next === kept.length) return;
  throw new StrategicPatchError(
    `The order in patch list:\n${goMapText(patched)}\n doesn't match $setElementOrder list:\n${goMapText(order)}\n`,
  );
}

function requireMergeKey(item: unknown, mergeKey: string | undefined): void {
  if (mergeKey === undefined || !isPlainObject(item) || Object.hasOwn(item, mergeKey)) return;
  throw new StrategicPatchError(
    `map: ${goMapText(item)} does not contain declared merge key: ${mergeKey}`,
  );
}

function mergeField(original: unknown, value: unknown, field: FieldMerge): unknown {
  if (original === undefined || original === null || !isSameShape(original, value))
    return withoutDirectives(value);
  const strategies = field.schema?.patchStrategies ?? [];
  if (isPlainObject(value)) {
    if (strategies.includes("replace")) return value;
    return applyStrategicMergePatch(original as PlainObject, value, field.schema);
  }
  if (!Array.isArray(value)) return value;
  return strategies.includes("merge") ? mergeList(listOf(original), value, field) : value;
}

function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  { name, schema }: FieldMerge,
): readonly unknown[] {
  const both = [...original, ...patch];
  const isOfObjects = both.some(isPlainObject);
  const mergeKey = mergeKeyOf(schema);
  if (isOfObjects && mergeKey === undefined) {
    throw new StrategicPatchError(
      `cannot merge lists without merge key for ${schema?.goType ?? name}`,
    );
  }
  if (!(schema?.patchStrategies ?? []).includes("merge")) return patch;
  if (new Set(both.map(goKindText)).size > 1) {
    throw new StrategicPatchError(
      `list element types are not identical: ${goMapText([original, patch])}`,
    );
  }
  const { items, replaces, deletions } = splitDirectives(patch);
  if (replaces) return items;
  const before = new Set(original);
  const deleted = new Set(deletions.map((deletion) => keyOf(deletion, mergeKey)));
  const kept = original.filter((item) => !deleted.has(keyOf(item, mergeKey)));
  for (const item of items) requireMergeKey(item, mergeKey);
  return mergeLists(kept, items, {
    original,
    mergeKey,
    mergeItems: (one, item) => applyStrategicMergePatch(one, item, schema?.elements),
  }).map((item) => (before.has(item) ? item : withoutDirectives(item)));
}

/** Elements that are directives, and the others. */
function splitDirectives(patch: readonly unknown[]): {
  readonly items: readonly unknown[];
  readonly deletions: readonly PlainObject[];
  readonly replaces: boolean;
} {
  const items: unknown[] = [];
  const deletions: PlainObject[] = [];
  let replaces = false;
  for (const item of patch) {
    if (!isPlainObject(item) || !Object.hasOwn(item, directive)) items.push(item);
    else if (item[directive] === "delete") deletions.push(item);
    else if (item[directive] === "replace") replaces = true;
    else if (item[directive] === "merge") {
      throw new StrategicPatchError("merging lists cannot yet be specified in the patch");
    } else
      throw new StrategicPatchError(
        `unknown patch type: ${String(item[directive])} in map: ${goMapText(item)}`,
      );
  }
  return { items, deletions, replaces };
}

/** What is new has nothing to direct: directives and nulls in it are dropped. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value
      .filter(
        (item) =>
          !(isPlainObject(item) && (item[directive] === "delete" || item[directive] === "replace")),
      )
      .map(withoutDirectives);
  }
  if (!isPlainObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const isDirective =
      name === directive ||
      name === retainKeys ||
      name.startsWith(elementOrderPrefix) ||
      name.startsWith(deletionPrefix);
    if (!isDirective && member !== null) setMember(result, name, withoutDirectives(member));
  }
  return result;
}

function mergeKeyOf(schema: ObjectSchema | undefined): string | undefined {
  return schema?.patchMergeKey;
}

function isSameShape(a: unknown, b: unknown): boolean {
  return Array.isArray(a) === Array.isArray(b) && isPlainObject(a) === isPlainObject(b);
}
