import { type KubernetesObject, metaNamespaceKey } from "@informerlab/core";
import { type LocalizedText, namesText, saidOf } from "../../scenario/localized-text.ts";
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
      if (problem !== undefined) judge.broken(saidOf(name, problem));
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
export function disagreement(indexer: JudgedIndexer): LocalizedText | undefined {
  // In order, as an index lists its keys.
  const stored = new Map<string, KubernetesObject>();
  for (const key of indexer.listKeys().toSorted()) {
    const object = indexer.getByKey(key);
    if (object === undefined)
      return {
        en: `key ${key} is listed and cannot be read`,
        "zh-CN": `listKeys 里有键 ${key}，却读不到对象`,
      };
    stored.set(key, object);
  }
  for (const [indexName, indexFunction] of Object.entries(indexer.getIndexers())) {
    const expected = grouped(stored, indexFunction);
    for (const [value, wanted] of expected) {
      const problem = problemOf(indexer, { indexName, value, wanted, stored });
      if (problem !== undefined) return ofIndex(indexName, problem);
    }
    const listed = indexer.listIndexFunctionValues(indexName);
    for (const value of listed) {
      if (expected.has(value)) continue;
      const problem = problemOf(indexer, { indexName, value, wanted: [], stored });
      if (problem !== undefined) return ofIndex(indexName, problem);
    }
    if (listed.length !== expected.size) {
      const values = namesText(listed);
      return ofIndex(indexName, {
        en: `has ${expected.size} values and lists ${values.en}`,
        "zh-CN": `应有 ${expected.size} 个值，给出的却是：${values["zh-CN"]}`,
      });
    }
  }
  return undefined;
}

function ofIndex(name: string, problem: LocalizedText): LocalizedText {
  return { en: `index ${name} ${problem.en}`, "zh-CN": `索引 ${name} ${problem["zh-CN"]}` };
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
): LocalizedText | undefined {
  const { indexName, value, wanted, stored } = place;
  const actual = indexer.indexKeys(indexName, value);
  if (actual.length === 0)
    return {
      en: `keeps the empty value ${JSON.stringify(value)}`,
      "zh-CN": `还留着空的值 ${JSON.stringify(value)}`,
    };
  if (actual.length !== wanted.length || actual.some((key, place) => key !== wanted[place]))
    return {
      en: `files ${namesText(actual).en} under ${JSON.stringify(value)}; stored are ${namesText(wanted).en}`,
      "zh-CN": `归在 ${JSON.stringify(value)} 之下的是：${namesText(actual)["zh-CN"]}；而存着的是：${namesText(wanted)["zh-CN"]}`,
    };
  const filed = indexer.byIndex(indexName, value);
  const areStored = filed.every((object) => stored.get(metaNamespaceKey(object)) === object);
  return filed.length === actual.length && areStored
    ? undefined
    : {
        en: `answers other objects for ${JSON.stringify(value)} than are stored`,
        "zh-CN": `对 ${JSON.stringify(value)} 给出的不是所存的对象`,
      };
}
