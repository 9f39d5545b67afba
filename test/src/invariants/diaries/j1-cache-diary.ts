import { type KubernetesObject, metaNamespaceKey } from "@informerlab/core";
import type { InformerModel } from "../../model/informer-model.ts";
import { revisionOf } from "../../model/revision.ts";
import { sameJson } from "../../model/same-json.ts";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import {
  everyFlavour,
  type Invariant,
  type JudgedInformer,
  type JudgedWorld,
} from "../invariant.ts";

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
    const touched: string[] = [];
    const touch = ({ informer }: { readonly informer: string }): void => {
      if (!touched.includes(informer)) touched.push(informer);
    };
    let lives: readonly Live[] | undefined;
    const look = ({ name, live }: Live, told: InformerModel | undefined): void => {
      const problem =
        told === undefined
          ? problemBefore(live)
          : (problemOf(live, told) ?? syncProblem(live, told));
      if (told !== undefined) judge.reached();
      if (problem !== undefined) judge.broken(saidOf(name, problem));
    };
    const lookAll = (atAll: boolean): void => {
      lives ??= livesIn(judge.world);
      for (const one of lives) {
        const told = judge.model.informers.get(one.name);
        if (atAll || touched.includes(one.name) || looksOther(one.live, told)) look(one, told);
      }
      touched.length = 0;
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
            for (const informer of judge.world?.informerNames ?? []) touch({ informer });
        },
      },
      stepEnd: () => lookAll(false),
      end: () => lookAll(true),
    };
  },
};

interface Live {
  readonly name: string;
  readonly live: JudgedInformer;
}

/** Those whose facts must tell everything. */
function livesIn(world: JudgedWorld | undefined): readonly Live[] {
  return [...(world?.informerNames ?? [])].flatMap((name) => {
    const live = world?.informer(name);
    return live === undefined || live.throws ? [] : [{ name, live }];
  });
}

/** The questions that cost nothing. */
function looksOther(
  { indexer, hasSynced }: JudgedInformer,
  told: InformerModel | undefined,
): boolean {
  if (told === undefined) return indexer.size > 0;
  return (
    indexer.size !== told.content.size ||
    hasSynced !== told.hasSynced ||
    !Object.is(revisionOf(indexer.lastStoreSyncResourceVersion), told.claimed)
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
  for (let index = 0; index < objects.length; index++) {
    const object = objects[index] as KubernetesObject;
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
