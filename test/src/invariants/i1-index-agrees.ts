import { metaNamespaceKey } from "@informerlab/core";
import { everyFlavour, type Invariant, type JudgedIndexer } from "./invariant.ts";

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
    const changed = new Set<string>();
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
      stepEnd: () => {
        if (changed.size === 0) return;
        for (const name of changed) check(name);
        changed.clear();
      },
      end: () => {
        for (const name of judge.model.informers.keys()) check(name);
      },
    };
  },
};

function disagreement(indexer: JudgedIndexer): string | undefined {
  for (const [indexName, indexFunction] of Object.entries(indexer.getIndexers())) {
    const expected = new Map<string, Set<string>>();
    for (const key of indexer.listKeys()) {
      const object = indexer.getByKey(key);
      if (object === undefined) return `key ${key} is listed and cannot be read`;
      for (const value of indexFunction(object)) {
        const keys = expected.get(value) ?? new Set();
        expected.set(value, keys.add(key));
      }
    }
    for (const value of new Set([
      ...expected.keys(),
      ...indexer.listIndexFunctionValues(indexName),
    ])) {
      const actual = indexer.indexKeys(indexName, value);
      const filed = indexer.byIndex(indexName, value);
      if (
        filed.length !== actual.length ||
        filed.some((object) => indexer.getByKey(metaNamespaceKey(object)) !== object)
      )
        return `index ${indexName} answers other objects for ${JSON.stringify(value)} than are stored`;
      const wanted = [...(expected.get(value) ?? [])].sort();
      if (actual.length === 0)
        return `index ${indexName} keeps the empty value ${JSON.stringify(value)}`;
      if (actual.join() !== wanted.join()) {
        return `index ${indexName} files ${actual.join(" ")} under ${JSON.stringify(value)}; stored are ${wanted.join(" ") || "none"}`;
      }
    }
  }
  return undefined;
}
