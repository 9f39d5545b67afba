import { readFileSync } from "node:fs";
import { basename } from "node:path";

/** The last lines of a log, for a step that failed. */
export function tailOf(log: string, lineCount: number): string {
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  const omitted = lines.length - lineCount;
  if (omitted <= 0) return lines.join("\n");
  return [`… ${omitted} earlier lines in ${basename(log)}`, ...lines.slice(-lineCount)].join("\n");
}
