import { findInPath, PathFailure } from "./find-in-path.ts";
import { JsonPathError, parseJsonPath } from "./parse-json-path.ts";

/** Reads values out of an object: none where the path leads nowhere. */
export type PathReader = (value: unknown) => readonly unknown[];

/** Compiles the path of a printer column or a selectable field; undefined for a text that is none. */
export function compileJsonPath(path: string): PathReader | undefined {
  const lists = parsed(`{${path}}`);
  if (lists === undefined) return undefined;
  return (value) => {
    try {
      // Of several templates the first counts, if all of them lead somewhere.
      const [first = []] = lists.map((list) => findInPath(value, list));
      return first;
    } catch (error) {
      if (error instanceof PathFailure) return [];
      throw error;
    }
  };
}

function parsed(template: string): ReturnType<typeof parseJsonPath> | undefined {
  try {
    return parseJsonPath(template);
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}
