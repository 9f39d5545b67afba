import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import type { Schema } from "../reference/scenario-sections.ts";
import { alternativesOf, fitting, itemsOf, memberOf } from "./schema-steps.ts";

/** Stands in the text where the cursor is; of Unicode's private use, so that nobody's text has it. */
export const mark = "\uE000";

/** Where a value is or will be. */
interface Place {
  /** What may stand here. */
  readonly schemas: readonly Schema[];
  /** The key under which it stands, its list's for an item. */
  readonly field: string;
  /** The plain values beside it. */
  readonly siblings: Readonly<Record<string, unknown>>;
}

/** Where the cursor is in a scenario. */
export type CursorPlace =
  | (Place & { readonly kind: "value" })
  | (Place & {
      readonly kind: "key";
      /** Keys that the mapping has already. */
      readonly present: readonly string[];
      readonly isFlow: boolean;
      /** A list belongs here, so that the key begins its first item. */
      readonly beginsItem: boolean;
    });

/** Looks for the mark in a document that belongs to a schema; undefined where it is in no key and no value. */
export function cursorPlace(root: unknown, schema: Schema): CursorPlace | undefined {
  return find(root, { schemas: [schema], field: "", siblings: {} });
}

function find(node: unknown, place: Place): CursorPlace | undefined {
  if (isMap(node)) return findInMap(node, place);
  if (isSeq(node)) {
    const schemas = itemsOf(place.schemas);
    for (const item of node.items) {
      const found = find(item, { ...place, schemas });
      if (found !== undefined) return found;
    }
  }
  return isScalar(node) && node.value === mark ? { kind: "value", ...place } : undefined;
}

function findInMap(map: YAMLMap, place: Place): CursorPlace | undefined {
  const siblings = plainMembers(map);
  const keys = map.items.map(({ key }) => (isScalar(key) ? String(key.value) : ""));
  if (keys.includes(mark)) return keyPlace(map, keys, siblings, place);
  const own = fitting(place.schemas, siblings);
  for (const [index, { value }] of map.items.entries()) {
    const field = keys[index] ?? "";
    const found = find(value, { schemas: memberOf(own, field), field, siblings });
    if (found !== undefined) return found;
  }
  return undefined;
}

function keyPlace(
  map: YAMLMap,
  keys: readonly string[],
  siblings: Place["siblings"],
  place: Place,
): CursorPlace {
  const here = fitting(place.schemas, siblings);
  const items = fitting(itemsOf(place.schemas), siblings);
  const beginsItem = !here.some(isMapping) && items.some(isMapping);
  const schemas = beginsItem ? items : here;
  // A word alone on its line was read as a key, and may as well be an item of a list of words.
  if (!schemas.some(isMapping)) {
    return { kind: "value", ...place, schemas: alternativesOf(place.schemas) };
  }
  const present = keys.filter((key) => key !== mark);
  const isFlow = map.flow === true;
  return { kind: "key", schemas, field: place.field, siblings, present, isFlow, beginsItem };
}

function isMapping({ properties, additionalProperties }: Schema): boolean {
  return properties !== undefined || additionalProperties !== undefined;
}

function plainMembers(map: YAMLMap): Record<string, unknown> {
  return Object.fromEntries(
    map.items.flatMap(({ key, value }) =>
      isScalar(key) && isScalar(value) ? [[String(key.value), value.value]] : [],
    ),
  );
}
