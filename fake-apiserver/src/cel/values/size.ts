import { CelList, CelMap, type CelValue, ForeignValue, Optional } from "./cel-value.ts";

/** How many letters, bytes, items or members a value has; 1 for all that has no size. */
export function sizeOf(value: CelValue): number {
  if (typeof value === "string") return lengthOf(value);
  if (value instanceof CelList) return value.length;
  if (value instanceof CelMap) return value.entries.size;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Optional) return value.value === undefined ? 1 : sizeOf(value.value);
  return value instanceof ForeignValue ? value.size : 1;
}

/** Code points of a text. */
export function lengthOf(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xdc00 && code < 0xe000) {
      const before = text.charCodeAt(i - 1);
      if (before >= 0xd800 && before < 0xdc00) count--;
    }
  }
  return count;
}
