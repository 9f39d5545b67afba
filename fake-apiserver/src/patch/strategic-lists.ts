import { goKindText, goMapText } from "../codec/go-text.ts";
import { isPlainObject, type PlainObject } from "../codec/plain-object.ts";

/** How {@link mergeLists} merges. */
export interface ListMerge {
  /** The list in the order that counts for elements the patch does not name. */
  readonly original: readonly unknown[];
  /** Undefined for lists of scalars. */
  readonly mergeKey: string | undefined;
  mergeItems(before: PlainObject, item: PlainObject): PlainObject;
}

/** Merges a patch's elements into a list: those with a known key are merged, others are new and come first. */
export function mergeLists(
  list: readonly unknown[],
  patch: readonly unknown[],
  { original, mergeKey, mergeItems }: ListMerge,
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
  return inServerOrder(merged, patch, original, mergeKey);
}

/**
 * A list in which the elements named by `order` keep that order, the others keep that of `original`, and where the two
 * meet an element goes before those that it stood before in `original`.
 *
 * @see apimachinery pkg/util/strategicpatch/patch.go normalizeElementOrder
 */
export function inServerOrder(
  list: readonly unknown[],
  order: readonly unknown[],
  original: readonly unknown[],
  mergeKey: string | undefined,
): readonly unknown[] {
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

/** A list of scalars without those in `deletions`. */
export function withoutScalars(
  list: readonly unknown[],
  deletions: readonly unknown[],
): readonly unknown[] {
  const deleted = new Set(deletions);
  return list.filter((item) => !deleted.has(item));
}

/** What identifies an element in a list. */
export function keyOf(item: unknown, mergeKey: string | undefined): unknown {
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
