import { printJson } from "@informerlab/core";

const special = /[<>&\u2028\u2029]/;
const specials = /[<>&\u2028\u2029]/g;

/** JSON as the real server writes it: characters that HTML or JavaScript could mistake are escaped. */
export function toJsonText(value: unknown, options: { readonly isPretty?: boolean } = {}): string {
  const text = printJson(value, options.isPretty === true ? { indent: 2 } : {});
  return special.test(text) ? text.replace(specials, escaped) : text;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
