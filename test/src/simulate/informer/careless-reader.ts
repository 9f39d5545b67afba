import type { SharedIndexInformer } from "@informerlab/core";
import type { KeptRead } from "../../invariants/invariant.ts";

type Cache = SharedIndexInformer["indexer"];

type Query = readonly [question: string, ask: () => readonly unknown[]];

/** Every way to ask a cache for a list. */
function queriesOf(indexer: Cache): readonly Query[] {
  const byIndex = Object.keys(indexer.getIndexers()).flatMap((name) =>
    indexer.listIndexFunctionValues(name).flatMap((value): Query[] => [
      [`byIndex ${name}=${value}`, () => indexer.byIndex(name, value)],
      [`indexKeys ${name}=${value}`, () => indexer.indexKeys(name, value)],
    ]),
  );
  return [["list", () => indexer.list()], ["listKeys", () => indexer.listKeys()], ...byIndex];
}

/**
 * Asks everything that can be asked, keeps one answer to each question, and does to another what programs do to lists
 * of their own: sorts and empties it, unless it is frozen.
 */
export function readCarelessly(indexer: Cache): readonly KeptRead[] {
  return queriesOf(indexer).map(([query, ask]) => {
    const held = ask();
    const copy = [...held];
    const spent = ask();
    if (isOwn(spent)) {
      spent.reverse();
      spent.length = 0;
    }
    return { query, held, copy };
  });
}

function isOwn(list: readonly unknown[]): list is unknown[] {
  return !Object.isFrozen(list);
}
