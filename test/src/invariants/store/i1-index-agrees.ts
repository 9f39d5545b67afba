import { type KubernetesObject, metaNamespaceKey } from "@informerlab/core";
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
      const live = judge.world?.informer(name);
      if (live === undefined || live.throws) return;
      const problem = disagreement(live.indexer);
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

/** How the indexes of a cache differ from what it stores. */
export function disagreement(indexer: JudgedIndexer): string | undefined {
  const stored = new Map<string, KubernetesObject>();
  for (const key of indexer.listKeys()) {
    const object = indexer.getByKey(key);
    if (object === undefined) return `key ${key} is listed and cannot be read`;
    stored.set(key, object);
  }
  for (const [indexName, indexFunction] of Object.entries(indexer.getIndexers())) {
    const expected = grouped(stored, indexFunction);
    for (const [value, wanted] of expected) {
      const problem = problemOf(indexer, { indexName, value, wanted, stored });
      if (problem !== undefined) return `index ${indexName} ${problem}`;
    }
    const listed = indexer.listIndexFunctionValues(indexName);
    for (const value of listed) {
      if (expected.has(value)) continue;
      const problem = problemOf(indexer, { indexName, value, wanted: [], stored });
      if (problem !== undefined) return `index ${indexName} ${problem}`;
    }
    if (listed.length !== expected.size)
      return `index ${indexName} has ${expected.size} values and lists ${listed.join(" ") || "none"}`;
  }
  return undefined;
}

function grouped(
  stored: ReadonlyMap<string, KubernetesObject>,
  indexFunction: (object: KubernetesObject) => readonly string[],
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, object] of stored) {
    for (const value of indexFunction(object)) {
      const keys = groups.get(value);
      if (keys === undefined) groups.set(value, [key]);
      // The same value twice files an object once.
      else if (keys.at(-1) !== key) keys.push(key);
    }
  }
  return groups;
}

function problemOf(
  indexer: JudgedIndexer,
  place: {
    readonly indexName: string;
    readonly value: string;
    readonly wanted: readonly string[];
    readonly stored: ReadonlyMap<string, KubernetesObject>;
  },
): string | undefined {
  const { indexName, value, wanted, stored } = place;
  const actual = indexer.indexKeys(indexName, value);
  if (actual.length === 0) return `keeps the empty value ${JSON.stringify(value)}`;
  if (!isSorted(actual, wanted))
    return `files ${actual.join(" ")} under ${JSON.stringify(value)}; stored are ${wanted.join(" ") || "none"}`;
  const filed = indexer.byIndex(indexName, value);
  const areStored = filed.every((object) => stored.get(metaNamespaceKey(object)) === object);
  return filed.length === actual.length && areStored
    ? undefined
    : `answers other objects for ${JSON.stringify(value)} than are stored`;
}

/** These keys, sorted. */
function isSorted(keys: readonly string[], wanted: readonly string[]): boolean {
  if (keys.length !== wanted.length) return false;
  if (wanted.length === 1) return keys[0] === wanted[0];
  return wanted.toSorted().every((key, index) => key === keys[index]);
}
