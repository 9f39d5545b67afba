import type { SharedIndexInformer } from "@informerlab/core";
import type { KeptRead } from "../invariants/invariant.ts";

type Cache = SharedIndexInformer["indexer"];

/** Every way to ask a cache for a list. */
function queriesOf(indexer: Cache): readonly (readonly [string, () => unknown[]])[] {
  const byIndex = Object.keys(indexer.getIndexers()).flatMap((name) =>
    indexer
      .listIndexFunctionValues(name)
      .flatMap((value): (readonly [string, () => unknown[]])[] => [
        [`byIndex ${name}=${value}`, () => indexer.byIndex(name, value)],
        [`indexKeys ${name}=${value}`, () => indexer.indexKeys(name, value)],
      ]),
  );
  return [["list", () => indexer.list()], ["listKeys", () => indexer.listKeys()], ...byIndex];
}

/**
 * Asks everything that can be asked, keeps one answer to each question, and does to another what programs do to lists
 * of their own: sorts and empties it.
 */
export function readCarelessly(indexer: Cache): readonly KeptRead[] {
  return queriesOf(indexer).map(([query, ask]) => {
    const held = ask();
    const copy = [...held];
    const spent = ask();
    spent.reverse();
    spent.length = 0;
    return { query, held, copy };
  });
}
