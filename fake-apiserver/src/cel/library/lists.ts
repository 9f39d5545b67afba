import { spendWork } from "../../codec/work-budget.ts";
import type { Implementation, LibraryTable } from "../check/environment.ts";
import { CelEvaluationError, CelList, type CelValue, Duration, Uint } from "../values/cel-value.ts";
import { equalityText, isEqual } from "../values/equality.ts";
import { asInt, asList } from "./arguments.ts";
import { arithmetic } from "./arithmetic.ts";
import { order } from "./comparison.ts";

const comparable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];
const zeros: Readonly<Record<string, CelValue>> = {
  int: 0n,
  uint: new Uint(0n),
  double: 0,
  duration: new Duration(0n),
};

const isSorted: Implementation = ([list]) => {
  const { items } = asList(list);
  return items.every((item, i) => i === 0 || order(items[i - 1], item) <= 0);
};

function extreme(name: string, isBetter: (order: number) => boolean): Implementation {
  return ([list]) => {
    const [first, ...others] = asList(list).items;
    if (first === undefined) throw new CelEvaluationError(`${name} called on empty list`);
    return others.reduce((best, item) => (isBetter(order(best, item)) ? item : best), first);
  };
}

function sum(type: string): Implementation {
  const add = arithmetic["_+_"]?.find(([id]) =>
    id.startsWith(`add_${type === "int" || type === "uint" ? `${type}64` : type}`),
  )?.[2];
  return ([list], context) =>
    asList(list).items.reduce(
      (total, item) => add?.([total, item], context) ?? total,
      zeros[type] ?? 0n,
    );
}

const indexOf: Implementation = ([list, wanted = null]) =>
  BigInt(asList(list).items.findIndex((item) => isEqual(item, wanted)));
const lastIndexOf: Implementation = ([list, wanted = null]) =>
  BigInt(asList(list).items.findLastIndex((item) => isEqual(item, wanted)));

const slice: Implementation = ([list, start, end]) => {
  const { items } = asList(list);
  const [from, to] = [asInt(start), asInt(end)];
  const refuse = (reason: string): never => {
    throw new CelEvaluationError(`cannot slice(${from}, ${to}), ${reason}`);
  };
  if (from < 0n || to < 0n) return refuse("negative indexes not supported");
  if (from > to) return refuse("start index must be less than or equal to end index");
  if (BigInt(items.length) < to) return refuse(`list is length ${items.length}`);
  return new CelList(items.slice(Number(from), Number(to)));
};

const flatten: Implementation = ([list, depth = 1n], context) => {
  if (asInt(depth) < 0n) throw new CelEvaluationError("level must be non-negative");
  const flat: CelValue[] = [];
  const walk = (items: readonly CelValue[], levels: bigint): void => {
    spendWork(items.length / 5);
    for (const item of items) {
      if (item instanceof CelList && levels > 0n) walk(item.items, levels - 1n);
      else flat.push(item);
      context.charge(0);
    }
  };
  walk(asList(list).items, asInt(depth));
  return new CelList(flat);
};

const rangeMax = 1_000_000n;

const range: Implementation = ([count], context) => {
  const length = asInt(count);
  // So long a list would cost more than any expression may, before it is made.
  if (length > rangeMax) context.charge(Number(length));
  return new CelList(
    Array.from({ length: Number(length < 0n ? 0n : length) }, (_, i) => BigInt(i)),
  );
};

const distinct: Implementation = ([list]) => {
  const seen = new Set<string>();
  const kept = asList(list).items.filter((item) => {
    const text = equalityText(item);
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
  return new CelList(kept);
};

function sortBy(items: readonly CelValue[], keys: readonly CelValue[]): CelList {
  if (items.length !== keys.length) {
    throw new CelEvaluationError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${items.length} and ${keys.length} elements respectively`,
    );
  }
  const places = items.map((_, i) => i).sort((a, b) => order(keys[a], keys[b]));
  return new CelList(places.map((place) => items[place] as CelValue));
}

const sort: Implementation = ([list]) => sortBy(asList(list).items, asList(list).items);
const sortByKeys: Implementation = ([list, keys]) => sortBy(asList(list).items, asList(keys).items);

/** Sets as texts that equal items share, so that large ones are compared in one go. */
function textsOf(list: CelValue | undefined): ReadonlySet<string> {
  return new Set(asList(list).items.map(equalityText));
}

function isWithin(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((text) => whole.has(text));
}

/**
 * Lists, and lists seen as sets.
 *
 * @see kubernetes apiserver/pkg/cel/library/lists.go, cel-go ext/lists.go (version 3), ext/sets.go
 */
export const lists: LibraryTable = {
  isSorted: comparable.map((type) => [
    `list_${type}_is_sorted_bool`,
    `.list(${type}) -> bool`,
    isSorted,
  ]),
  sum: Object.keys(zeros).map((type) => [
    `list_${type}_sum_${type}`,
    `.list(${type}) -> ${type}`,
    sum(type),
  ]),
  max: comparable.map((type) => [
    `list_${type}_max_${type}`,
    `.list(${type}) -> ${type}`,
    extreme("max", (order) => order < 0),
  ]),
  min: comparable.map((type) => [
    `list_${type}_min_${type}`,
    `.list(${type}) -> ${type}`,
    extreme("min", (order) => order > 0),
  ]),
  indexOf: [["list_a_index_of_int", ".list(A) A -> int", indexOf]],
  lastIndexOf: [["list_a_last_index_of_int", ".list(A) A -> int", lastIndexOf]],
  slice: [["list_slice", ".list(T) int int -> list(T)", slice]],
  flatten: [
    ["list_flatten", ".list(list(T)) -> list(T)", flatten],
    ["list_flatten_int", ".list(dyn) int -> list(dyn)", flatten],
  ],
  sort: comparable.map((type) => [`list_${type}_sort`, `.list(${type}) -> list(${type})`, sort]),
  "@sortByAssociatedKeys": comparable.map((type) => [
    `list_${type}_sortByAssociatedKeys`,
    `.list(T) list(${type}) -> list(T)`,
    sortByKeys,
  ]),
  "lists.range": [["lists_range", "int -> list(int)", range]],
  reverse: [
    [
      "list_reverse",
      ".list(T) -> list(T)",
      ([list]) => new CelList([...asList(list).items].reverse()),
    ],
  ],
  distinct: [["list_distinct", ".list(T) -> list(T)", distinct]],
  "sets.contains": [
    [
      "list_sets_contains_list",
      "list(T) list(T) -> bool",
      ([list, part]) => isWithin(textsOf(part), textsOf(list)),
    ],
  ],
  "sets.equivalent": [
    [
      "list_sets_equivalent_list",
      "list(T) list(T) -> bool",
      ([a, b]) => isWithin(textsOf(a), textsOf(b)) && isWithin(textsOf(b), textsOf(a)),
    ],
  ],
  "sets.intersects": [
    [
      "list_sets_intersects_list",
      "list(T) list(T) -> bool",
      ([a, b]) => {
        const others = textsOf(b);
        return [...textsOf(a)].some((text) => others.has(text));
      },
    ],
  ],
};
