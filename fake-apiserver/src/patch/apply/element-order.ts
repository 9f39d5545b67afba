import { isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";

/**
 * Path elements in the order in which `fieldsV1` has them: fields, keys, values, places. Numbers are compared as such, so that
 * port 80 comes before port 443.
 *
 * @see structured-merge-diff fieldpath/element.go Compare, value/value.go
 */
export function inElementOrder(elements: Iterable<string>): readonly string[] {
  const list = [...elements];
  if (list.length < 2) return list;
  if (list.every((element) => element.startsWith("f:"))) return list.sort();
  const read = list.map((element) => ({
    element,
    rank: ranks.indexOf(element[0] ?? ""),
    value: contentOf(element),
  }));
  read.sort((a, b) => a.rank - b.rank || compare(a.value, b.value));
  return read.map(({ element }) => element);
}

const ranks = ["f", "k", "v", "i"];

function contentOf(element: string): unknown {
  const rest = element.slice(2);
  if (element.startsWith("f:")) return rest;
  return element.startsWith("i:") ? Number(rest) : (JSON.parse(rest) as unknown);
}

function compare(a: unknown, b: unknown): number {
  const [kind, other] = [kindOf(a), kindOf(b)];
  if (kind !== other) return kind - other;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : Number(a > b);
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b);
  if (isPlainObject(a) && isPlainObject(b)) return compareLists(sortedEntries(a), sortedEntries(b));
  return Number(a) - Number(b);
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [i, item] of a.entries()) {
    if (i >= b.length) return 1;
    const order = compare(item, b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const sortedEntries = (map: PlainObject): readonly unknown[] =>
  Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();

/** Numbers before texts before booleans, and so on. */
function kindOf(value: unknown): number {
  if (typeof value === "number") return 0;
  if (typeof value === "string") return 1;
  if (typeof value === "boolean") return 2;
  if (Array.isArray(value)) return 3;
  return value === null ? 5 : 4;
}
