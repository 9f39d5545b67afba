import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** The last lines of a log, for a step that failed; none of one that failed before it wrote anything. */
export function tailOf(log: string, lineCount: number): string {
  if (!existsSync(log)) return "";
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  const omitted = lines.length - lineCount;
  if (omitted <= 0) return lines.join("\n");
  return [`… ${omitted} earlier lines in ${basename(log)}`, ...lines.slice(-lineCount)].join("\n");
}
