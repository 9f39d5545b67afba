import { type KubernetesObject, metaNamespaceKey } from "@informerlab/core";
import type { InformerModel } from "../model/informer-model.ts";
import { revisionOf } from "../model/revision.ts";
import { sameJson } from "../model/same-json.ts";
import { everyFlavour, type Invariant, type JudgedInformer } from "./invariant.ts";

/** J1: what the cache says of itself is what is in it. With it, every rule about these facts is one about the cache. */
export const cacheDiary: Invariant = {
  id: "J1",
  name: "cache-diary",
  title: {
    en: "After each step the live cache, asked in every way, is what its facts have told.",
    "zh-CN": "每一步之后，以任何方式查询真实缓存，结果都与其事实所述一致。",
  },
  source: "the judge reads the indexer itself: list, keys, by key, version, and hasSynced",
  binds: everyFlavour,
  watch: (judge) => {
    const check = (): void => {
      const { world } = judge;
      if (world === undefined) return;
      for (const name of world.informerNames) {
        const live = world.informer(name);
        if (live === undefined) continue;
        const told = judge.model.informers.get(name);
        const problem =
          told === undefined
            ? problemBefore(live)
            : (problemOf(live, told) ?? syncProblem(live, told));
        if (told !== undefined) judge.reached();
        if (problem !== undefined) judge.broken(`${name}: ${problem}`);
      }
    };
    return { on: {}, stepEnd: check };
  },
};

function problemBefore(live: JudgedInformer): string | undefined {
  return live.indexer.size === 0 ? undefined : "it has not started and its cache is not empty";
}

function problemOf(
  { indexer }: JudgedInformer,
  { content, claimed }: InformerModel,
): string | undefined {
  const objects = indexer.list();
  if (objects.length !== content.size || indexer.size !== content.size) {
    return `the cache lists ${objects.length} objects and counts ${indexer.size}; its facts told of ${content.size}`;
  }
  for (const object of objects) {
    const key = metaNamespaceKey(object);
    const told = content.get(key);
    if (told === undefined) return `the cache holds ${key}, of which no fact has told`;
    if (!isSame(object, told.object)) {
      return `the cache holds ${key}@${object.metadata?.resourceVersion}; its facts told of ${told.revision}`;
    }
    if (indexer.getByKey(key) !== object) return `list and getByKey answer differently for ${key}`;
  }
  if (!Object.is(revisionOf(indexer.lastStoreSyncResourceVersion), claimed)) {
    return `the cache claims version "${indexer.lastStoreSyncResourceVersion}"; its facts told of ${claimed}`;
  }
  const keys = indexer.listKeys();
  return keys.length === content.size && keys.every((key) => content.has(key))
    ? undefined
    : `listKeys answers ${keys.join(" ") || "nothing"}, which is not what is stored`;
}

function syncProblem({ hasSynced }: JudgedInformer, told: InformerModel): string | undefined {
  if (hasSynced === told.hasSynced) return undefined;
  return hasSynced ? "hasSynced without having told so" : "told that it has synced, and denies it";
}

function isSame(live: KubernetesObject, told: KubernetesObject): boolean {
  return live === told || sameJson(live, told);
}
