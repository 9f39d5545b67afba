import type { InformerModel } from "../../model/informer-model.ts";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { boundInformer, everyFlavour, type Invariant, type JudgedIndexer } from "../invariant.ts";

/** C3: once the chaos is over and nothing is under way, the cache is what the server has. */
export const convergence: Invariant = {
  id: "C3",
  name: "convergence",
  title: {
    en: "When faults have stopped and all is quiet, the cache equals the server's state.",
    "zh-CN": "故障停止、一切平静之后，缓存与服务器的状态一致。",
  },
  source: "client-go informers: eventual consistency of list and watch",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => ({
    on: {},
    end: (isQuiet) => {
      if (!isQuiet || judge.model.log.isUnknown) return;
      for (const { name } of judge.model.informers.values()) {
        const informer = boundInformer(judge, convergence, name);
        if (informer === undefined || informer.isStopped) continue;
        judge.reached();
        const live = judge.world?.informer(name);
        const problem = differenceOf(informer) ?? (live && liveDifference(informer, live.indexer));
        if (problem !== undefined) judge.broken(saidOf(name, problem));
      }
    },
  }),
};

/** The live cache itself, beside the server's newest state: by list, by key and field by field. */
export function liveDifference(
  informer: InformerModel,
  indexer: JudgedIndexer,
): LocalizedText | undefined {
  let expected = 0;
  for (const entry of informer.log.of(informer.resource).current.values()) {
    if (!informer.matches(entry.object)) continue;
    expected += 1;
    const cached = indexer.getByKey(entry.key);
    if (cached === undefined || !informer.isTrue(cached, entry))
      return {
        en: `${entry.key} is at ${entry.revision} on the server, the live cache holds ${cached === undefined ? "nothing" : `another state, ${cached.metadata?.resourceVersion}`}`,
        "zh-CN": `${entry.key} 在服务器上是版本 ${entry.revision}，真实缓存里${cached === undefined ? "却没有它" : `却是另一个状态，版本 ${cached.metadata?.resourceVersion}`}`,
      };
  }
  const listed = indexer.list().length;
  return listed === expected
    ? undefined
    : {
        en: `the live cache lists ${listed} objects, the server ${expected}`,
        "zh-CN": `真实缓存里有 ${listed} 个对象，服务器上有 ${expected} 个`,
      };
}

/** How a cache differs from the server's newest state; undefined when it does not. */
export function differenceOf(informer: InformerModel): LocalizedText | undefined {
  for (const { key, object, revision } of informer.log.of(informer.resource).current.values()) {
    if (!informer.matches(object)) continue;
    const cached = informer.content.get(key);
    if (cached === undefined)
      return {
        en: `${key} exists on the server and is missing in the cache`,
        "zh-CN": `${key} 在服务器上存在，缓存里却没有`,
      };
    if (cached.revision !== revision) {
      return {
        en: `${key} is at ${revision} on the server, the cache holds ${cached.revision}`,
        "zh-CN": `${key} 在服务器上是版本 ${revision}，缓存里却是 ${cached.revision}`,
      };
    }
  }
  for (const key of informer.content.keys()) {
    if (informer.serverState(key, Number.MAX_SAFE_INTEGER) === undefined) {
      return {
        en: `the cache holds ${key}, which is gone from the server: a ghost`,
        "zh-CN": `缓存里还有 ${key}，服务器上却早已没有：成了幽灵`,
      };
    }
  }
  return undefined;
}
