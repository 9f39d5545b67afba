import { parseDocument, type YAMLError } from "yaml";
import type { ParsedJson } from "./parse-json.ts";

/** A text that is no YAML. */
export class YamlSyntaxError extends Error {
  override readonly name = "YamlSyntaxError";
}

/** A YAML text understood. */
export interface ParsedYaml extends ParsedJson {
  /** The same duplicates with the lines at which they are. */
  readonly duplicateLines: readonly { readonly key: string; readonly line: number }[];
}

/**
 * Parses the first document of a YAML 1.1 text, in which unquoted `yes` and `y` are booleans, into JSON values.
 *
 * @throws YamlSyntaxError in the words of Go's YAML library, as far as its grammar errors are known.
 */
export function parseYaml(text: string): ParsedYaml {
  const first = firstDocument(text);
  const document = parseDocument(first, {
    version: "1.1",
    uniqueKeys: false,
    merge: true,
    logLevel: "silent",
    maxAliasCount: 1_000,
  } as Parameters<typeof parseDocument>[1]);
  const [error] = document.errors;
  if (error !== undefined) throw new YamlSyntaxError(goText(error, first));
  try {
    const duplicateLines = duplicatesOf(first);
    return {
      value: jsonValue(document.toJS({ maxAliasCount: 1_000 })),
      duplicates: duplicateLines.map(({ key }) => key),
      duplicateLines,
    };
  } catch (cause) {
    throw new YamlSyntaxError(`yaml: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** The server reads one document and ignores the rest. */
function firstDocument(text: string): string {
  const start = text.replace(/^\s*---[^\n]*\n/, "");
  const end = /^---(\s|$)/m.exec(start);
  return end === null ? start : start.slice(0, end.index);
}

/** YAML keys may be of any type and dates are values of their own: JSON knows neither. */
function jsonValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonValue);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), jsonValue(item)]));
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonValue(item)]));
  }
  return value;
}

/** Members that a mapping has twice. */
function duplicatesOf(text: string): ParsedYaml["duplicateLines"] {
  const { errors } = parseDocument(text, { version: "1.1", uniqueKeys: true, logLevel: "silent" });
  return errors
    .filter((error) => error.code === "DUPLICATE_KEY")
    .map(({ pos: [start] }) => ({
      key: keyAt(text, start),
      line: text.slice(0, start).split("\n").length,
    }));
}

function keyAt(text: string, position: number): string {
  return /^["']?([^"':\s]+)/.exec(text.slice(position))?.[1] ?? "";
}

const goTexts: Readonly<Record<string, string>> = {
  BAD_INDENT: "did not find expected key",
  MISSING_CHAR: "did not find expected ',' or ']'",
  TAB_AS_INDENT: "found character that cannot start any token",
  BAD_ALIAS: "unknown anchor referenced",
  BLOCK_AS_IMPLICIT_KEY: "mapping values are not allowed in this context",
  UNEXPECTED_TOKEN: "did not find expected node content",
};

function goText(error: YAMLError, text: string): string {
  const line = text.slice(0, error.pos[0]).split("\n").length;
  // Flow lists and maps that never end are a missing character for the library only at the very end.
  if (error.code === "BAD_INDENT" && error.message.startsWith("Flow"))
    return `yaml: line ${line}: ${goTexts["MISSING_CHAR"]}`;
  const words =
    goTexts[error.code] ?? error.message.split("\n")[0] ?? "could not find expected ':'";
  return `yaml: line ${line}: ${words}`;
}
