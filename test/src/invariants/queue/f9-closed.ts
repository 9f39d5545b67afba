import type { KubernetesObject } from "@informerlab/core";
import { everyFlavour, type Invariant, TouchedNames } from "../invariant.ts";

/** F9: the cache of an informer that was stopped stays as it was. */
export const closed: Invariant = {
  id: "F9",
  name: "closed",
  title: {
    en: "Once an informer was stopped, nothing enters its queue and its cache stays as it was.",
    "zh-CN": "informer 停止之后，任何东西都不再进入其队列，其缓存保持原样。",
  },
  source: "client-go tools/cache/delta_fifo.go Close; tools/cache/controller.go Run",
  binds: everyFlavour,
  watch: (judge) => {
    const held = new Map<string, readonly KubernetesObject[]>();
    const stopped = new TouchedNames(judge);
    return {
      on: {
        "queue.enqueued": ({ informer, ref }) => {
          if (held.has(informer))
            judge.broken({
              en: `${informer}: ${ref?.key ?? "something"} entered the queue after the stop`,
              "zh-CN": `${informer}：停止之后，${ref?.key ?? "某项内容"} 仍进入了队列`,
            });
        },
      },
      see: {
        "program.stopped": ({ informer }) => stopped.add(informer),
      },
      // Stopped from within a transform, the queue takes in the object that it was called for.
      askedStepEnd: () => {
        for (const informer of stopped.take()) {
          const live = judge.world?.informer(informer);
          if (live === undefined) continue;
          judge.reached();
          held.set(informer, [...live.indexer.list()]);
        }
      },
      end: () => {
        for (const [informer, before] of held) {
          const now = judge.world?.informer(informer)?.indexer.list() ?? [];
          const isSame = now.length === before.length && now.every((one, at) => one === before[at]);
          if (!isSame)
            judge.broken({
              en: `${informer}: its cache has changed since it was stopped`,
              "zh-CN": `${informer}：停止之后，它的缓存变了`,
            });
        }
      },
    };
  },
};
