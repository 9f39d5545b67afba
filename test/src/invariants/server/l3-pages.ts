import type { InformerModel } from "../../model/informer-model.ts";
import { revisionOf } from "../../model/revision.ts";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import { type Invariant, PerName, TouchedNames } from "../invariant.ts";

/** L1, L3 as a client sees it: what a list brings, all pages together, is one state of the server. */
export const pages: Invariant = {
  id: "L3",
  name: "pages",
  title: {
    en: "A list as it reaches the queue, all pages together, is exactly the state at its revision.",
    "zh-CN": "到达队列的列举结果（所有分页合在一起）恰是其版本时刻的状态。",
  },
  source: "Kubernetes API concepts: retrieving large result sets in chunks",
  binds: ["server"],
  exceptThrowing: true,
  watch: (judge) => {
    const lists = new PerName(() => ({
      isOpen: false,
      revision: Number.NaN,
      keys: new Map<string, number>(),
    }));
    const opened = new TouchedNames(judge);
    return {
      on: {
        "reflector.listed": ({ informer, resourceVersion }) => {
          const list = lists.of(informer);
          list.revision = revisionOf(resourceVersion);
          list.keys.clear();
          list.isOpen = true;
          opened.add(informer);
        },
        "queue.enqueued": ({ informer, type, ref, refs }) => {
          if (type !== "Replaced" && type !== "ReplacedAll") return;
          const { isOpen, keys } = lists.of(informer);
          if (!isOpen) return;
          for (const one of refs ?? (ref === undefined ? [] : [ref]))
            keys.set(one.key, revisionOf(one.resourceVersion));
        },
      },
      askedStepEnd: () => {
        for (const name of opened.take()) {
          const informer = judge.model.informers.get(name);
          const list = lists.of(name);
          const { revision, keys } = list;
          list.isOpen = false;
          if (informer === undefined || judge.model.log.isUnknown) continue;
          judge.reached();
          const problem = differenceOf(informer, revision, keys);
          if (problem !== undefined) {
            judge.broken({
              en: `${name}: the list labelled ${revision} ${problem.en}`,
              "zh-CN": `${name}：标注版本 ${revision} 的列举${problem["zh-CN"]}`,
            });
          }
        }
      },
    };
  },
};

function differenceOf(
  informer: InformerModel,
  revision: number,
  listed: ReadonlyMap<string, number>,
): LocalizedText | undefined {
  const expected = informer.log.of(informer.resource).snapshot(revision);
  const wanted = new Set<string>();
  for (const entry of expected.values()) {
    if (!informer.matches(entry.object)) continue;
    wanted.add(entry.key);
    const found = listed.get(entry.key);
    if (found === undefined) {
      return {
        en: `lacks ${entry.key}, which was at ${entry.revision}`,
        "zh-CN": `缺少 ${entry.key}，而它当时是版本 ${entry.revision}`,
      };
    }
    if (found !== entry.revision) {
      return {
        en: `brings ${entry.key}@${found}; it was at ${entry.revision}`,
        "zh-CN": `带来了 ${entry.key}@${found}，而它当时是版本 ${entry.revision}`,
      };
    }
  }
  const extra = [...listed.keys()].find((key) => !wanted.has(key));
  if (extra === undefined) return undefined;
  return expected.has(extra)
    ? { en: `brings ${extra}, which was not asked for`, "zh-CN": `带来了并未请求的 ${extra}` }
    : {
        en: `brings ${extra}, which did not exist then`,
        "zh-CN": `带来了 ${extra}，而它当时并不存在`,
      };
}
