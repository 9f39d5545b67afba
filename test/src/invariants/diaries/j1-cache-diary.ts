import { type KubernetesObject, metaNamespaceKey } from "@informerlab/core";
import type { InformerModel } from "../../model/informer-model.ts";
import { revisionOf } from "../../model/revision.ts";
import { sameJson } from "../../model/same-json.ts";
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
      if (problem !== undefined) judge.broken(`${name}: ${problem}`);
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

function problemBefore(live: JudgedInformer): string | undefined {
  return live.indexer.size === 0 ? undefined : "it has not started and its cache is not empty";
}

function problemOf(
  { indexer }: JudgedInformer,
  { content, claimed }: InformerModel,
): string | undefined {
  const objects = indexer.list();
  const keys = indexer.listKeys();
  if (objects.length !== content.size || indexer.size !== content.size) {
    return `the cache lists ${objects.length} objects and counts ${indexer.size}; its facts told of ${content.size}`;
  }
  if (keys.length !== content.size || !keys.every((key) => content.has(key)))
    return `listKeys answers ${keys.join(" ") || "nothing"}, which is not what is stored`;
  for (const [index, object] of objects.entries()) {
    // Both ways to list go through the store in one order; where not, the object itself says its key.
    const inOrder = keys[index] ?? "";
    const isInOrder = indexer.getByKey(inOrder) === object;
    const key = isInOrder ? inOrder : metaNamespaceKey(object);
    const told = content.get(key);
    if (told === undefined) return `the cache holds ${key}, of which no fact has told`;
    if (!isSame(object, told.object)) {
      return `the cache holds ${key}@${object.metadata?.resourceVersion}; its facts told of ${told.revision}`;
    }
    if (!isInOrder && indexer.getByKey(key) !== object)
      return `list and getByKey answer differently for ${key}`;
  }
  if (!Object.is(revisionOf(indexer.lastStoreSyncResourceVersion), claimed)) {
    return `the cache claims version "${indexer.lastStoreSyncResourceVersion}"; its facts told of ${claimed}`;
  }
  return undefined;
}

function syncProblem({ hasSynced }: JudgedInformer, told: InformerModel): string | undefined {
  if (hasSynced === told.hasSynced) return undefined;
  return hasSynced ? "hasSynced without having told so" : "told that it has synced, and denies it";
}

function isSame(live: KubernetesObject, told: KubernetesObject): boolean {
  return live === told || sameJson(live, told);
}
