import { JsonSyntaxError, parseJsonBytes } from "./parse-json.ts";

/** What JSON says, or in Go's words why it says nothing. */
export type ReadJson = { readonly value: unknown } | { readonly problem: string };

/** Reads JSON as Go does. @param bytes one character each */
export function readJson(bytes: string): ReadJson {
  try {
    return { value: parseJsonBytes(bytes).value };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { problem: error.message };
    throw error;
  }
}
