import type { NameRule } from "./name-rule.ts";

/** Anything that can be part of a path: RBAC. @see apimachinery pkg/api/validation/path/name.go */
export const pathSegmentName: NameRule = (name) => {
  if (isDots(name)) return [`may not be '${name}'`];
  return ["/", "%"]
    .filter((character) => name.includes(character))
    .map((character) => `may not contain '${character}'`);
};

/** What no part of a path can be as a whole. */
export function isDots(name: string): boolean {
  return name === "." || name === "..";
}
