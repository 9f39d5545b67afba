import { parseEvents, YAMLException } from "js-yaml";
import type { ParsedJson } from "../json/parse-json.ts";
import { composeJson } from "./compose-json.ts";
import { goSyntaxError } from "./go-syntax-error.ts";
import { indentFlowLines } from "./indent-flow-lines.ts";
import { YamlSyntaxError } from "./yaml-syntax-error.ts";

export { YamlSyntaxError };

/** A YAML text understood. */
export interface ParsedYaml extends ParsedJson {
  /** The same duplicates with the lines at which they are. */
  readonly duplicateLines: readonly { readonly key: string; readonly line: number }[];
}

const noLiterals: ReadonlyMap<string, string> = new Map();

/** Deeper nesting than any real object has; Go stops at 10,000, which would overflow our stack. */
const depthMax = 1_000;

/**
 * Parses the first document of a YAML text into JSON values, by the rules of the real server's library: YAML 1.1 with
 * exceptions. The work is proportional to the text, also where aliases point at aliases.
 *
 * @throws YamlSyntaxError in the words of Go's YAML library, as far as its grammar errors are known.
 */
export function parseYaml(text: string): ParsedYaml {
  if (text.startsWith("...")) throw new YamlSyntaxError("yaml: did not find expected node content");
  const first = firstDocument(text);
  const { source, events } = eventsOf(first);
  const { value, duplicates } = composeJson(source, events);
  const lineOf = lineCounter(source);
  return {
    value,
    // The server makes JSON of it first, and prints its numbers anew.
    literals: noLiterals,
    duplicates: duplicates.map(({ key }) => key),
    duplicateLines: duplicates.map(({ key, position }) => ({ key, line: lineOf(position) })),
  };
}

/** What a text is made of, and the text that this speaks of. */
interface Parsed {
  readonly source: string;
  readonly events: ReturnType<typeof parseEvents>;
}

function eventsOf(text: string): Parsed {
  try {
    return { source: text, events: parseEvents(text, { maxDepth: depthMax }) };
  } catch (cause) {
    const isIndentation =
      cause instanceof YAMLException && cause.reason === "deficient indentation";
    const moved = isIndentation ? indentFlowLines(text) : text;
    if (moved !== text) return eventsOf(moved);
    if (!(cause instanceof YAMLException)) throw cause;
    throw goSyntaxError(cause, text);
  }
}

/** The server reads one document and ignores the rest. */
function firstDocument(text: string): string {
  const start = /^\s*---[^\S\n]*\n/.exec(text)?.[0].length ?? 0;
  const end = /^(?:---|\.\.\.)(\s|$)/m.exec(text.slice(start));
  return end === null ? text : text.slice(0, start + end.index);
}

/** Lines of positions that mostly come in ascending order, each part of the text being counted once. */
function lineCounter(text: string): (position: number) => number {
  let [counted, line] = [0, 1];
  return (position) => {
    if (position < counted) [counted, line] = [0, 1];
    for (; counted < position; counted++) if (text.charCodeAt(counted) === 0x0a) line += 1;
    return line;
  };
}
