import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixtureFolder } from "./fixture.ts";

const path = join(fixtureFolder, "known-differences.json");

/**
 * Steps whose answers differ from the real server's, with the reason: scenario → step → reason. A reason that begins
 * with "varies:" names a step that no two servers answer alike; it is not compared.
 */
export type KnownDifferences = Record<string, Record<string, string>>;

/** Reads the list. */
export function readKnownDifferences(): KnownDifferences {
  return JSON.parse(readFileSync(path, "utf8")) as KnownDifferences;
}

/** Writes the list, sorted. */
export function writeKnownDifferences(known: KnownDifferences): void {
  const scenarios = Object.entries(known)
    .filter(([, steps]) => Object.keys(steps).length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(scenarios), undefined, 2)}\n`);
}

/** Whether a reason says that the step is not compared at all. */
export function isVarying(reason: string | undefined): boolean {
  return reason?.startsWith("varies:") ?? false;
}
