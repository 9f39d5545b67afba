import { goKindText, goMapText } from "../codec/go/go-text.ts";
import { equalJson, isPlainObject, type PlainObject } from "../codec/json/plain-object.ts";
import { badType, noMergeKey, StrategicPatchError } from "./strategic-patch-error.ts";

/** What tells the elements of a list apart. */
interface Elements {
  /** Undefined for lists that have none. */
  readonly mergeKey: string | undefined;
  readonly isOfMaps: boolean;
}

/** How {@link mergeLists} merges. */
interface ListMerge extends Elements {
  mergeItems(before: PlainObject, item: PlainObject): PlainObject;
}

/** Merges a patch's elements into a list: those with a known key are merged, others are new and come first. */
export function mergeLists(
  list: readonly unknown[],
  patch: readonly unknown[],
  { mergeKey, isOfMaps, mergeItems }: ListMerge,
): readonly unknown[] {
  const merged = [...list];
  const places = ranksOf(list, mergeKey);
  for (const item of patch) {
    const identity = identityOf(item, mergeKey);
    const at = places.get(identity);
    const known = at === undefined ? undefined : merged[at];
    if (at === undefined) places.set(identity, merged.push(item) - 1);
    else if (isPlainObject(known) && isPlainObject(item)) merged[at] = mergeItems(known, item);
  }
  return inServerOrder(merged, patch, { original: list, mergeKey, isOfMaps });
}

/**
 * A list in which the elements named by `order` keep that order, the others keep that of `original`, and where the two
 * meet an element goes before those that it stood before in `original`.
 *
 * @throws StrategicPatchError where an element, or a place in an order, has not what tells it from others
 * @see apimachinery pkg/util/strategicpatch/patch.go normalizeElementOrder
 */
export function inServerOrder(
  list: readonly unknown[],
  order: readonly unknown[],
  { original, mergeKey, isOfMaps }: Elements & { readonly original: readonly unknown[] },
): readonly unknown[] {
  if (isOfMaps || mergeKey !== undefined) requireKeys([list, order, original], mergeKey ?? "");
  const inOrder = ranksOf(order, mergeKey);
  const inOriginal = ranksOf(original, mergeKey);
  const ranked = list.map((item): Ranked => {
    const identity = identityOf(item, mergeKey);
    return { item, stated: inOrder.get(identity), before: inOriginal.get(identity) ?? -1 };
  });
  const stated = ranked.filter((one) => one.stated !== undefined);
  stated.sort((a, b) => (a.stated ?? 0) - (b.stated ?? 0));
  const others = ranked.filter((one) => one.stated === undefined);
  others.sort((a, b) => a.before - b.before);
  const result: unknown[] = [];
  let left = 0;
  let right = 0;
  while (left < others.length && right < stated.length) {
    const other = others[left] as Ranked;
    const next = stated[right] as Ranked;
    const takesOther = other.before >= 0 && next.before >= 0 && other.before < next.before;
    if (takesOther) left += 1;
    else right += 1;
    result.push((takesOther ? other : next).item);
  }
  const rest = [...stated.slice(right), ...others.slice(left)];
  return [...result, ...rest.map(({ item }) => item)];
}

interface Ranked {
  readonly item: unknown;
  /** Its place in the stated order. */
  readonly stated: number | undefined;
  /** Its place in the list that there was; -1 for none. */
  readonly before: number;
}

function requireKeys(lists: readonly (readonly unknown[])[], mergeKey: string): void {
  for (const item of lists.flat()) {
    if (!isPlainObject(item)) throw badType("map", item);
    if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
  }
}

/** What a patch sets must be in the order that it states. @throws StrategicPatchError */
export function checkOrder(
  patched: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string | undefined,
): void {
  if (patched.length === 0 || order.length === 0) return;
  if (mergeKey !== undefined) for (const item of patched) requireMap(item);
  const kept = patched.filter((item) => !isPlainObject(item) || item["$patch"] !== "delete");
  let next = 0;
  let place = 0;
  while (next < kept.length && place < order.length) {
    const item = kept[next];
    if (isPlainObject(item) && Object.hasOwn(item, "$patch")) {
      next += 1;
      continue;
    }
    if (mergeKey !== undefined) requireKeys([[item], [order[place]]], mergeKey);
    if (equalJson(keyOf(item, mergeKey), keyOf(order[place], mergeKey))) next += 1;
    place += 1;
  }
  if (next === kept.length) return;
  throw new StrategicPatchError(
    `The order in patch list:\n${goMapText(patched)}\n doesn't match $setElementOrder list:\n${goMapText(order)}\n`,
  );
}

function requireMap(item: unknown): void {
  if (!isPlainObject(item)) throw badType("map", item);
}

/** The kind of all elements of two lists. @throws StrategicPatchError where they have none, or several */
export function elementKind(one: readonly unknown[], other: readonly unknown[]): string {
  const kinds = new Set([...one, ...other].map(goKindText));
  const [kind] = kinds;
  if (kind === undefined) throw new StrategicPatchError("no elements in any of the given slices");
  if (kind === "slice")
    throw new StrategicPatchError("lists of lists are not supported", "unprocessable");
  if (kinds.size > 1)
    throw new StrategicPatchError(
      `list element types are not identical: ${goMapText([one, other])}`,
    );
  return kind;
}

/** A list of scalars without those in `deletions`. */
export function withoutScalars(
  list: readonly unknown[],
  deletions: readonly unknown[],
): readonly unknown[] {
  const deleted = new Set(deletions);
  return list.filter((item) => !deleted.has(item));
}

/** A list without the elements that have the key of one that is to go. */
export function withoutMatching(
  list: readonly unknown[],
  deletions: readonly PlainObject[],
  mergeKey: string,
): readonly unknown[] {
  if (deletions.length === 0) return list;
  const deleted = new Set(deletions.map((deletion) => deletion[mergeKey]));
  return list.filter(
    (item) =>
      !isPlainObject(item) || !Object.hasOwn(item, mergeKey) || !deleted.has(item[mergeKey]),
  );
}

/** What identifies an element in a list. */
function keyOf(item: unknown, mergeKey: string | undefined): unknown {
  return mergeKey !== undefined && isPlainObject(item) ? item[mergeKey] : item;
}

/** Where each element stands; of equal ones the first counts. */
function ranksOf(items: readonly unknown[], mergeKey: string | undefined): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const identity = identityOf(item, mergeKey);
    if (!ranks.has(identity)) ranks.set(identity, index);
  }
  return ranks;
}

function identityOf(item: unknown, mergeKey: string | undefined): string {
  const key = keyOf(item, mergeKey);
  return `${goKindText(key)} ${goMapText(key)}`;
}
