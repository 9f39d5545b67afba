import { metaNamespaceKey } from "@informerlab/core";
import { everyFlavour, type Invariant, type JudgedIndexer, TouchedNames } from "../invariant.ts";

/** I1: every index is the grouping of the stored objects by its function, whenever somebody may look. */
export const indexAgrees: Invariant = {
  id: "I1",
  name: "index-agrees",
  title: {
    en: "Every index lists exactly the stored objects that its function files under each value.",
    "zh-CN": "每个索引所列的，正是其函数归入各个值的已存对象。",
  },
  source: "client-go tools/cache/thread_safe_store.go; kubernetes/kubernetes#84959",
  binds: everyFlavour,
  watch: (judge) => {
    const indexed = new Set<string>();
    const changed = new TouchedNames(judge);
    const check = (name: string): void => {
      if (!indexed.has(name)) return;
      const indexer = judge.world?.informer(name)?.indexer;
      if (indexer === undefined) return;
      const problem = disagreement(indexer);
      judge.reached();
      if (problem !== undefined) judge.broken(`${name}: ${problem}`);
    };
    return {
      on: {
        "informer.started": ({ informer, indexes }) => {
          if (indexes.length > 0) indexed.add(informer);
        },
        "store.changed": ({ informer }) => changed.add(informer),
        "store.replaced": ({ informer }) => changed.add(informer),
        "actor.acted": ({ action }) => {
          if (action === "add-index")
            for (const name of judge.world?.informerNames ?? []) {
              indexed.add(name);
              changed.add(name);
            }
        },
      },
      askedStepEnd: () => {
        for (const name of changed.take()) check(name);
      },
      end: () => {
        for (const name of judge.model.informers.keys()) check(name);
      },
    };
  },
};

function disagreement(indexer: JudgedIndexer): string | undefined {
  for (const [indexName, indexFunction] of Object.entries(indexer.getIndexers())) {
    const expected = new Map<string, string[]>();
    for (const key of indexer.listKeys()) {
      const object = indexer.getByKey(key);
      if (object === undefined) return `key ${key} is listed and cannot be read`;
      for (const value of new Set(indexFunction(object))) {
        const keys = expected.get(value);
        if (keys === undefined) expected.set(value, [key]);
        else keys.push(key);
      }
    }
    const values = new Set([...expected.keys(), ...indexer.listIndexFunctionValues(indexName)]);
    for (const value of values) {
      const problem = problemOf(indexer, { indexName, value, wanted: expected.get(value) ?? [] });
      if (problem !== undefined) return `index ${indexName} ${problem}`;
    }
  }
  return undefined;
}

function problemOf(
  indexer: JudgedIndexer,
  place: { readonly indexName: string; readonly value: string; readonly wanted: readonly string[] },
): string | undefined {
  const { indexName, value, wanted } = place;
  const actual = indexer.indexKeys(indexName, value);
  if (actual.length === 0) return `keeps the empty value ${JSON.stringify(value)}`;
  if (actual.join() !== wanted.toSorted().join())
    return `files ${actual.join(" ")} under ${JSON.stringify(value)}; stored are ${wanted.join(" ") || "none"}`;
  const filed = indexer.byIndex(indexName, value);
  const areStored = filed.every((object) => indexer.getByKey(metaNamespaceKey(object)) === object);
  return filed.length === actual.length && areStored
    ? undefined
    : `answers other objects for ${JSON.stringify(value)} than are stored`;
}
