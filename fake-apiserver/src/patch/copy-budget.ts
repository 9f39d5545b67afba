import { isPlainObject } from "../codec/json/plain-object.ts";
import { JsonPatchError } from "./json-patch-error.ts";

/** What `copy` operations of one patch may copy in all, in characters of JSON: the real server's limit. */
const copiedCharactersMax = 3 * 1024 * 1024;

/** Items of lists that insertions and removals of one patch may push aside in all: about a tenth of a second of work. */
const movedItemsMax = 200_000_000;

/**
 * Limits the work of one JSON patch, whose operations can make a document grow, or be pushed about, out of proportion
 * to the length of the patch.
 */
export class CopyBudget {
  #characters = copiedCharactersMax;
  #items = movedItemsMax;

  /** A value was copied. @throws JsonPatchError when that was too much */
  copied(value: unknown): void {
    this.#characters -= lengthOf(value, this.#characters);
    if (this.#characters < 0) throw new JsonPatchError("copies more than 3 MiB");
  }

  /** An item of a list was put in or taken out before so many others. @throws JsonPatchError when that was too much */
  moved(items: number): void {
    this.#items -= items;
    if (this.#items < 0) throw new JsonPatchError("moves more items than a request may");
  }
}

/** About the length of a value's JSON; looks no further once it is above `lengthMax`. */
function lengthOf(value: unknown, lengthMax: number): number {
  if (typeof value === "string") return value.length + 2;
  if (Array.isArray(value)) {
    let length = 2;
    for (const item of value) {
      length += lengthOf(item, lengthMax - length) + 1;
      if (length > lengthMax) return length;
    }
    return length;
  }
  if (!isPlainObject(value)) return 4;
  let length = 2;
  for (const [key, item] of Object.entries(value)) {
    length += key.length + 4 + lengthOf(item, lengthMax - length);
    if (length > lengthMax) return length;
  }
  return length;
}
