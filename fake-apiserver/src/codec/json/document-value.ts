import type { Document } from "yaml";
import { parseYaml } from "../yaml/parse-yaml.ts";

/**
 * What one document of a text says to kubectl and the server. The library that finds the documents and their errors
 * reads scalars by other rules: `1:30` is ninety for it, and `e1` no text.
 *
 * @throws YamlSyntaxError
 */
export function documentValue(text: string, document: Document.Parsed): unknown {
  const [start, , end] = document.contents?.range ?? [0, 0, 0];
  if (document.contents === null) return null;
  // Columns count, and so does what stands before the first line's content.
  const indent = start - (text.lastIndexOf("\n", start - 1) + 1);
  return parseYaml(" ".repeat(indent) + text.slice(start, end)).value;
}
