import type { Document } from "yaml";

/** What a YAML document says, or why it says nothing. */
export type YamlData = { readonly data: unknown } | { readonly problem: string };

/** The data of a document without slips in its syntax. Names may still mean nothing (`*x`), too much, or themselves. */
export function yamlData(document: Document): YamlData {
  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  try {
    JSON.stringify(data);
  } catch {
    return { problem: "an alias stands inside of what it names" };
  }
  return { data };
}
