import { compileGoRegExp } from "../../regexp/go-regexp.ts";

/** Whether a text has a pattern; one that cannot be read, which no definition accepted now holds, is had by all. */
export function matchesPattern(text: string, pattern: string): boolean {
  const compiled = compileGoRegExp(pattern);
  return "problem" in compiled || compiled.test(text);
}
