import type { Implementation, LibraryTable } from "../check/environment.ts";
import {
  CelEvaluationError,
  CelList,
  type CelMap,
  type CelValue,
  keyText,
  Optional,
} from "../values/cel-value.ts";
import { asList, asMap, asOptional } from "./arguments.ts";
import { isZero } from "./comparison.ts";

const value: Implementation = ([optional]) => {
  const found = asOptional(optional).value;
  if (found === undefined) throw new CelEvaluationError("optional.none() dereference");
  return found;
};

const unwrap: Implementation = ([list]) => {
  const values = asList(list).items.flatMap((item): readonly CelValue[] => {
    if (!(item instanceof Optional))
      throw new CelEvaluationError(`value ${String(item)} is not optional`);
    return item.value === undefined ? [] : [item.value];
  });
  return new CelList(values);
};

/** Adds to the map that a macro gathers in; nothing else can see it before the macro is done. */
function insert(map: CelMap, members: Iterable<readonly [CelValue, CelValue]>): CelMap {
  const entries = map.entries as Map<string, readonly [CelValue, CelValue]>;
  for (const [key, member] of members) {
    const text = keyText(key);
    if (text === undefined || entries.has(text))
      throw new CelEvaluationError(`insert failed: key ${String(key)} already exists`);
    entries.set(text, [key, member]);
  }
  return map;
}

/**
 * Values that may be missing, and what macros gather maps with.
 *
 * @see cel-go cel/library.go, ext/comprehensions.go
 */
export const optionals: LibraryTable = {
  "optional.of": [["optional_of", "V -> optional(V)", ([it = null]) => new Optional(it)]],
  "optional.ofNonZeroValue": [
    [
      "optional_ofNonZeroValue",
      "V -> optional(V)",
      ([it = null]) => new Optional(isZero(it) ? undefined : it),
    ],
  ],
  "optional.none": [["optional_none", "-> optional(V)", () => new Optional(undefined)]],
  value: [["optional_value", ".optional(V) -> V", value]],
  hasValue: [
    [
      "optional_hasValue",
      ".optional(V) -> bool",
      ([optional]) => asOptional(optional).value !== undefined,
    ],
  ],
  or: [["optional_or_optional", ".optional(V) optional(V) -> optional(V)"]],
  orValue: [["optional_orValue_value", ".optional(V) V -> V"]],
  "_?._": [["select_optional_field", "dyn string -> optional(V)"]],
  "_[?_]": [
    ["list_optindex_optional_int", "list(V) int -> optional(V)"],
    ["optional_list_optindex_optional_int", "optional(list(V)) int -> optional(V)"],
    ["map_optindex_optional_value", "map(K,V) K -> optional(V)"],
    ["optional_map_optindex_optional_value", "optional(map(K,V)) K -> optional(V)"],
  ],
  "_[_]": [
    ["optional_list_index_int", "optional(list(V)) int -> optional(V)"],
    ["optional_map_index_value", "optional(map(K,V)) K -> optional(V)"],
  ],
  first: [
    ["list_first", ".list(V) -> optional(V)", ([list]) => new Optional(asList(list).items[0])],
  ],
  last: [
    ["list_last", ".list(V) -> optional(V)", ([list]) => new Optional(asList(list).items.at(-1))],
  ],
  "optional.unwrap": [["optional_unwrap", "list(optional(V)) -> list(V)", unwrap]],
  unwrapOpt: [["optional_unwrapOpt", ".list(optional(V)) -> list(V)", unwrap]],
  "cel.@mapInsert": [
    [
      "@mapInsert_map_key_value",
      "map(K,V) K V -> map(K,V)",
      ([map, key = null, member = null]) => insert(asMap(map), [[key, member]]),
    ],
    [
      "@mapInsert_map_map",
      "map(K,V) map(K,V) -> map(K,V)",
      ([map, more]) => insert(asMap(map), asMap(more).entries.values()),
    ],
  ],
};
