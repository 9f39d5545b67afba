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
              en: `${name}: the list labelled ${revision} brings ${problem.en}`,
              "zh-CN": `${name}：标注版本 ${revision} 的列举带来了 ${problem["zh-CN"]}`,
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
  let count = 0;
  for (const entry of expected.values()) {
    if (!informer.matches(entry.object)) continue;
    count += 1;
    const found = listed.get(entry.key);
    if (found !== entry.revision) {
      return {
        en: `${entry.key}@${found ?? "nothing"}; it was at ${entry.revision}`,
        "zh-CN": `${found === undefined ? `的对象里没有 ${entry.key}` : `${entry.key}@${found}`}，而它当时是版本 ${entry.revision}`,
      };
    }
  }
  if (listed.size === count) return undefined;
  const extra = [...listed.keys()].find((key) => !expected.has(key));
  return { en: `${extra}, which did not exist then`, "zh-CN": `${extra}，而它当时并不存在` };
}
