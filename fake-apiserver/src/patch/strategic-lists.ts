import { equalJson, isPlainObject, type PlainObject } from "../codec/plain-object.ts";

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
  for (const item of patch) {
    const at = merged.findIndex((known) => isSame(known, item, mergeKey));
    const known = merged[at];
    if (at < 0) merged.push(item);
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
  const rank = (item: unknown, among: readonly unknown[]): number =>
    among.findIndex((other) => isSame(other, item, mergeKey));
  const isOrdered = (item: unknown): boolean => rank(item, order) >= 0;
  const ordered = sortedBy(list.filter(isOrdered), (item) => rank(item, order));
  const others = sortedBy(
    list.filter((item) => !isOrdered(item)),
    (item) => rank(item, original),
  );
  const result: unknown[] = [];
  while (others.length > 0 && ordered.length > 0) {
    const left = rank(others[0], original);
    const right = rank(ordered[0], original);
    const takesLeft = left >= 0 && right >= 0 && left < right;
    result.push(takesLeft ? others.shift() : ordered.shift());
  }
  return [...result, ...ordered, ...others];
}

/** A list of scalars without those in `deletions`. */
export function withoutScalars(
  list: readonly unknown[],
  deletions: readonly unknown[],
): readonly unknown[] {
  return list.filter((item) => !deletions.includes(item));
}

/** What identifies an element in a list. */
export function keyOf(item: unknown, mergeKey: string | undefined): unknown {
  return mergeKey !== undefined && isPlainObject(item) ? item[mergeKey] : item;
}

function isSame(a: unknown, b: unknown, mergeKey: string | undefined): boolean {
  return equalJson(keyOf(a, mergeKey), keyOf(b, mergeKey));
}

function sortedBy(items: readonly unknown[], rank: (item: unknown) => number): unknown[] {
  return [...items].sort((a, b) => rank(a) - rank(b));
}
