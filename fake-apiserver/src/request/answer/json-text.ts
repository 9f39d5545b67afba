import { printJson } from "@informerlab/core";

const special = /[<>&\u2028\u2029]/;
const specials = /[<>&\u2028\u2029]/g;

/** JSON in one line as the real server writes it: what HTML or JavaScript could mistake is escaped. */
export function toJsonLine(value: unknown): string {
  const text = printJson(value);
  return `${special.test(text) ? text.replace(specials, escaped) : text}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
