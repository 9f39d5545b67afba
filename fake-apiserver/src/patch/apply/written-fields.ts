import type { PlainObject } from "../../codec/json/plain-object.ts";
import { type FieldSet, toFieldsV1 } from "./field-set.ts";

/** A set, and how `fieldsV1` writes it. */
interface Written {
  readonly set: FieldSet;
  readonly fields: PlainObject;
}

/** Of sets with more paths nothing is remembered. */
const pathsMax = 256;
const rememberedMax = 16;

/** The newest first. */
let remembered: readonly Written[] = [];

/**
 * The set as `fieldsV1` writes it. What one program writes of one kind has nearly always the same fields, so that objects
 * share what says so: it is most of what an object of few fields is made of.
 */
export function writtenFields(set: FieldSet): PlainObject {
  const known = remembered.find((one) => isSame(one.set, set));
  if (known !== undefined) return known.fields;
  const fields = toFieldsV1(set);
  if (pathsWithin(set, pathsMax) >= 0) {
    remembered = [{ set, fields }, ...remembered.slice(0, rememberedMax - 1)];
  }
  return fields;
}

function isSame(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.isMember !== b.isMember || a.children.size !== b.children.size) return false;
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other === undefined || !isSame(child, other)) return false;
  }
  return true;
}

/** What is left of so many paths; negative when there are more. */
function pathsWithin(set: FieldSet, max: number): number {
  let left = max - 1;
  for (const child of set.children.values()) {
    if (left < 0) return left;
    left = pathsWithin(child, left);
  }
  return left;
}
