import { readFile } from "node:fs/promises";
import { LineCounter, parseAllDocuments } from "yaml";
import { documentValue } from "../../../codec/json/document-value.ts";
import { fileProblem, UsageError } from "./usage-error.ts";

/** One document of a file and where it begins. */
export interface LoadedDocument {
  readonly value: unknown;
  /** `pods.yaml:12` */
  readonly where: string;
}

/**
 * Reads the YAML documents (or the one JSON document) of a file; empty ones are left out. Version 1.1 is what kubectl
 * reads; there `on`, `yes` and `no` are truth values, even as names of members.
 *
 * @throws UsageError naming file, line and what is wrong.
 */
export async function loadYaml(
  path: string,
  version: "1.1" | "1.2",
): Promise<readonly LoadedDocument[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${fileProblem(error)}`);
  });
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version,
    lineCounter: lines,
    prettyErrors: false,
  });
  if (!Array.isArray(documents)) return [];
  const loaded: LoadedDocument[] = [];
  for (const document of documents) {
    const [problem] = document.errors;
    if (problem !== undefined) {
      const { line, col } = lines.linePos(problem.pos[0]);
      throw new UsageError(`${path}:${line}:${col}: ${problem.message}`);
    }
    const value: unknown = version === "1.1" ? documentValue(text, document) : document.toJS();
    if (value === null || value === undefined) continue;
    const start = document.contents?.range?.[0] ?? document.range[0];
    loaded.push({ value, where: `${path}:${lines.linePos(start).line}` });
  }
  return loaded;
}
