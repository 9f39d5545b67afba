import { fromUtf8 } from "../bytes/base64.ts";
import { JsonSyntaxError, parseJson, parseJsonBytes } from "./parse-json.ts";

/** What JSON says, or in Go's words why it says nothing. */
export type ReadJson = { readonly value: unknown } | { readonly problem: string };

/** Reads JSON as Go does. @param bytes one a letter */
export function readJson(bytes: string): ReadJson {
  try {
    // Mistakes are told by the byte, and texts are UTF-8.
    parseJsonBytes(bytes);
    return {
      value: parseJson(fromUtf8(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))).value,
    };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { problem: error.message };
    throw error;
  }
}
