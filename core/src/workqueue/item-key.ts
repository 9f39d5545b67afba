/** Anything that can wait in a work queue. */
export type WorkItem = NonNullable<unknown>;

/** Tells items apart: two items with the same key are the same item (WQ-12). */
export type ItemKey<T extends WorkItem> = (item: T) => string;

/**
 * What an item is known by: its key, or itself when it is a primitive value.
 *
 * @throws TypeError for an object without a key function: two equal objects would be two items.
 */
export function itemKey<T extends WorkItem>(item: T, keyOf: ItemKey<T> | undefined): unknown {
  if (keyOf !== undefined) return keyOf(item);
  if (typeof item === "object" || typeof item === "function") {
    throw new TypeError(
      `work items are compared by value: give the option keyOf for items that are objects, or add strings such as "namespace/name"`,
    );
  }
  return item;
}
