import { isPlainObject, listOf, objectOf, setMember } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { itemElement } from "./path-element.ts";
import { type Shape, shapeOf } from "./shape.ts";

/**
 * Merges an applied configuration into the live object: what the configuration says counts, the rest stays.
 *
 * @returns undefined when nothing is left.
 * @see structured-merge-diff typed/merge.go
 */
export function mergeValues(live: unknown, applied: unknown, schema: ObjectSchema): unknown {
  if (live === undefined && applied === undefined) return undefined;
  const shape = shapeOf(schema, applied ?? live);
  if (shape.kind === "leaf" || (isEmpty(live, shape) && isEmpty(applied, shape))) {
    return applied === undefined ? live : applied;
  }
  return shape.kind === "map"
    ? mergeMembers(live, applied, shape)
    : mergeItems(live, applied, shape);
}

function isEmpty(value: unknown, shape: Shape): boolean {
  return shape.kind === "list"
    ? listOf(value).length === 0
    : !isPlainObject(value) || Object.keys(value).length === 0;
}

function mergeMembers(live: unknown, applied: unknown, shape: Shape & { kind: "map" }): unknown {
  const left = objectOf(live);
  const right = objectOf(applied);
  const merged: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const schema = shape.member(name);
    const value =
      schema === undefined
        ? (right[name] ?? left[name])
        : mergeValues(left[name], right[name], schema);
    if (value !== undefined) setMember(merged, name, value);
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/**
 * Items in the order of the configuration, with those that only the live object has where they stood among the
 * others. An item that both have moves to where the configuration wants it.
 */
function mergeItems(live: unknown, applied: unknown, shape: Shape & { kind: "list" }): unknown {
  const items = listOf(live);
  const left = indexed(items, shape.schema);
  const right = indexed(listOf(applied), shape.schema);
  const result = mergedOrder(left.order, right.order).flatMap(({ element, liveAt }) => {
    const own = liveAt === undefined ? left.items.get(element) : items[liveAt];
    const value = mergeValues(own, right.items.get(element), shape.elements);
    return value === undefined ? [] : [value];
  });
  return result.length === 0 ? undefined : result;
}

/** An item of a merged list; `liveAt` for one that only the live list has. */
interface Placed {
  readonly element: string;
  readonly liveAt?: number;
}

function mergedOrder(left: readonly string[], right: readonly string[]): readonly Placed[] {
  const isApplied = new Set(right);
  const isLive = new Set(left);
  const shared = right.filter((element) => isLive.has(element));
  const placed: Placed[] = [];
  let [l, s] = [0, 0];
  for (const wanted of right) {
    l = placeLiveOnly(left, l, placed, { isApplied, wanted, nextShared: shared[s] });
    if (left[l] === wanted) l += 1;
    if (shared[s] === wanted) s += 1;
    placed.push({ element: wanted });
  }
  for (; l < left.length; l += 1) {
    const element = left[l];
    if (element !== undefined && !isApplied.has(element)) placed.push({ element, liveAt: l });
  }
  return placed;
}

/** Takes the live list's own items that stand before the wanted one; shared items out of order are passed over. */
function placeLiveOnly(
  left: readonly string[],
  start: number,
  placed: Placed[],
  {
    isApplied,
    wanted,
    nextShared,
  }: {
    readonly isApplied: ReadonlySet<string>;
    readonly wanted: string;
    readonly nextShared: string | undefined;
  },
): number {
  let l = start;
  for (; l < left.length; l += 1) {
    const element = left[l];
    if (element === undefined || element === wanted) break;
    if (!isApplied.has(element)) placed.push({ element, liveAt: l });
    else if (nextShared === undefined || element === nextShared) break;
  }
  return l;
}

function indexed(
  list: readonly unknown[],
  schema: ObjectSchema,
): { readonly order: readonly string[]; readonly items: ReadonlyMap<string, unknown> } {
  const order = list.map((item, index) => itemElement(item, schema) ?? `i:${index}`);
  const items = new Map<string, unknown>();
  order.forEach((element, index) => {
    if (!items.has(element)) items.set(element, list[index]);
  });
  return { order, items };
}
