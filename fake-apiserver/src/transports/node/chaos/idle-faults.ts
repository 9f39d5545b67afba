import type { ChaosRun } from "./outcome.ts";

/** Faults that were drawn, in some run or other, and struck in none: whatever they are, the command was not tested with it. */
export function idleFaults(runs: readonly ChaosRun[]): readonly string[] {
  const struck = new Map<string, number>();
  for (const { hits } of runs) {
    for (const [id, count] of hits) struck.set(id, (struck.get(id) ?? 0) + count);
  }
  return [...struck].filter(([, count]) => count === 0).map(([id]) => id);
}

/** The same in words, with what is missing for faults of watches; undefined where every fault struck. */
export function idleFaultsInWords(runs: readonly ChaosRun[]): string | undefined {
  const ids = idleFaults(runs);
  if (ids.length === 0) return undefined;
  const opensWatch = runs.some(({ requests }) => requests.some(({ verb }) => verb === "watch"));
  const why = opensWatch ? "" : "; the command opens no watch, so nothing can happen to one";
  return `not tested with what was drawn and never struck: ${ids.join(", ")}${why}`;
}
