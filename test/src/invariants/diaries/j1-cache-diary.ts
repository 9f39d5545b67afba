import { type KubernetesObject, metaNamespaceKey } from "@informerlab/core";
import type { InformerModel } from "../../model/informer-model.ts";
import { revisionOf } from "../../model/revision.ts";
import { sameJson } from "../../model/same-json.ts";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant, type JudgedInformer } from "../invariant.ts";

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
    // A thorough look costs as much as everything else of a step: it is taken where something was told of the informer,
    // and where the cheap questions, asked after each step, are answered otherwise than told.
    const touched = new Set<string>();
    const touch = ({ informer }: { readonly informer: string }): void => void touched.add(informer);
    const look = (name: string, live: JudgedInformer): void => {
      const told = judge.model.informers.get(name);
      const problem =
        told === undefined
          ? problemBefore(live)
          : (problemOf(live, told) ?? syncProblem(live, told));
      if (told !== undefined) judge.reached();
      if (problem !== undefined) judge.broken(saidOf(name, problem));
    };
    const lookAll = (isSuspect: (name: string, live: JudgedInformer) => boolean): void => {
      const { world } = judge;
      if (world === undefined) return;
      for (const name of world.informerNames) {
        const live = world.informer(name);
        if (live !== undefined && !live.throws && isSuspect(name, live)) look(name, live);
      }
      if (touched.size > 0) touched.clear();
    };
    return {
      on: {
        "informer.started": touch,
        "informer.synced": touch,
        "informer.stopped": touch,
        "queue.popped": touch,
        "store.changed": touch,
        "store.replaced": touch,
        "store.bookmarked": touch,
        "handler.called": touch,
        "reflector.moved": touch,
        "actor.acted": ({ action }) => {
          if (action === "read")
            for (const name of judge.world?.informerNames ?? []) touched.add(name);
        },
      },
      stepEnd: () =>
        lookAll(
          (name, live) => touched.has(name) || looksOther(live, judge.model.informers.get(name)),
        ),
      end: () => lookAll(() => true),
    };
  },
};

/** The questions that cost nothing. */
function looksOther(live: JudgedInformer, told: InformerModel | undefined): boolean {
  if (told === undefined) return live.indexer.size > 0;
  return (
    live.indexer.size !== told.content.size ||
    live.hasSynced !== told.hasSynced ||
    !Object.is(revisionOf(live.indexer.lastStoreSyncResourceVersion), told.claimed)
  );
}

function problemBefore(live: JudgedInformer): LocalizedText | undefined {
  return live.indexer.size === 0
    ? undefined
    : { en: "it has not started and its cache is not empty", "zh-CN": "还没启动，缓存却不是空的" };
}

function problemOf(
  { indexer }: JudgedInformer,
  { content, claimed }: InformerModel,
): LocalizedText | undefined {
  const objects = indexer.list();
  const keys = indexer.listKeys();
  if (objects.length !== content.size || indexer.size !== content.size) {
    return {
      en: `the cache lists ${objects.length} objects and counts ${indexer.size}; its facts told of ${content.size}`,
      "zh-CN": `缓存给出 ${objects.length} 个对象，计数为 ${indexer.size}，而事实所述有 ${content.size} 个`,
    };
  }
  if (keys.length !== content.size || !keys.every((key) => content.has(key)))
    return {
      en: `listKeys answers ${keys.join(" ") || "nothing"}, which is not what is stored`,
      "zh-CN": `listKeys 的回答${keys.length === 0 ? "为空" : `是 ${keys.join(" ")}`}，与所存的不符`,
    };
  for (const [index, object] of objects.entries()) {
    // Both ways to list go through the store in one order; where not, the object itself says its key.
    const inOrder = keys[index] ?? "";
    const isInOrder = indexer.getByKey(inOrder) === object;
    const key = isInOrder ? inOrder : metaNamespaceKey(object);
    const told = content.get(key);
    if (told === undefined)
      return {
        en: `the cache holds ${key}, of which no fact has told`,
        "zh-CN": `缓存里有 ${key}，而没有任何事实提到过它`,
      };
    if (!isSame(object, told.object)) {
      return {
        en: `the cache holds ${key}@${object.metadata?.resourceVersion}; its facts told of ${told.revision}`,
        "zh-CN": `缓存里是 ${key}@${object.metadata?.resourceVersion}，而事实所述是版本 ${told.revision}`,
      };
    }
    if (!isInOrder && indexer.getByKey(key) !== object)
      return {
        en: `list and getByKey answer differently for ${key}`,
        "zh-CN": `对 ${key}，list 与 getByKey 的回答不一致`,
      };
  }
  if (!Object.is(revisionOf(indexer.lastStoreSyncResourceVersion), claimed)) {
    return {
      en: `the cache claims version "${indexer.lastStoreSyncResourceVersion}"; its facts told of ${claimed}`,
      "zh-CN": `缓存声称的版本是“${indexer.lastStoreSyncResourceVersion}”，而事实所述是 ${claimed}`,
    };
  }
  return undefined;
}

function syncProblem(
  { hasSynced }: JudgedInformer,
  told: InformerModel,
): LocalizedText | undefined {
  if (hasSynced === told.hasSynced) return undefined;
  return hasSynced
    ? { en: "hasSynced without having told so", "zh-CN": "hasSynced 为真，却没有宣布过" }
    : { en: "told that it has synced, and denies it", "zh-CN": "宣布过已同步，hasSynced 却为假" };
}

function isSame(live: KubernetesObject, told: KubernetesObject): boolean {
  return live === told || sameJson(live, told);
}
