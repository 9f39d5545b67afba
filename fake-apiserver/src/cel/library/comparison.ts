import type { Implementation, LibraryTable } from "../check/environment.ts";
import { CelEvaluationError, CelList, CelMap, type CelValue } from "../values/cel-value.ts";
import { compare, isEqual } from "../values/equality.ts";
import { asList, asMap } from "./arguments.ts";

const pairs: readonly (readonly [id: string, types: string])[] = [
  ["bool", "bool bool"],
  ["int64", "int int"],
  ["int64_double", "int double"],
  ["int64_uint64", "int uint"],
  ["uint64", "uint uint"],
  ["uint64_double", "uint double"],
  ["uint64_int64", "uint int"],
  ["double", "double double"],
  ["double_int64", "double int"],
  ["double_uint64", "double uint"],
  ["string", "string string"],
  ["bytes", "bytes bytes"],
  ["timestamp", "timestamp timestamp"],
  ["duration", "duration duration"],
];

/** The order of two values that have one. */
export function order(a: CelValue | undefined, b: CelValue | undefined): number {
  const result = compare(a ?? null, b ?? null);
  if (result === undefined) throw new CelEvaluationError("no such overload");
  if (Number.isNaN(result)) throw new CelEvaluationError("NaN values cannot be ordered");
  return result;
}

function comparisons(name: string, holds: (order: number) => boolean): LibraryTable[string] {
  const run: Implementation = ([a, b]) => holds(order(a, b));
  return pairs.map(([id, types]) => [`${name}_${id}`, `${types} -> bool`, run]);
}

/** Whether a list holds an item. */
export function includes(list: CelList, item: CelValue): boolean {
  return list.items.some((each) => isEqual(each, item));
}

/** Order, equality, membership; equality is worked out by the evaluator. */
export const comparison: LibraryTable = {
  "_<_": comparisons("less", (order) => order < 0),
  "_<=_": comparisons("less_equals", (order) => order <= 0),
  "_>_": comparisons("greater", (order) => order > 0),
  "_>=_": comparisons("greater_equals", (order) => order >= 0),
  "_==_": [["equals", "A A -> bool"]],
  "_!=_": [["not_equals", "A A -> bool"]],
  "@in": [
    ["in_list", "A list(A) -> bool", ([item, list]) => includes(asList(list), item ?? null)],
    ["in_map", "A map(A,B) -> bool", ([key, map]) => asMap(map).get(key ?? null) !== undefined],
  ],
};

/** Whether a value is empty or zero, for `optional.ofNonZeroValue`. */
export function isZero(value: CelValue): boolean {
  if (value === null || value === "" || value === false) return true;
  if (value instanceof CelList) return value.length === 0;
  if (value instanceof CelMap) return value.entries.size === 0;
  if (value instanceof Uint8Array) return value.length === 0;
  if (typeof value === "object" && "nanos" in value) return value.nanos === 0n;
  return compare(value, 0n) === 0;
}
