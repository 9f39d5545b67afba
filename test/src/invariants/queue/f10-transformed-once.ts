import { metaNamespaceKey } from "@informerlab/core";
import { everyFlavour, type Invariant } from "../invariant.ts";

/** F10: a transform sees what came from the server, never what it made itself. */
export const transformedOnce: Invariant = {
  id: "F10",
  name: "transformed-once",
  title: {
    en: "Unless lists are streamed, a transform is given each received object once: never one that it has made, or that was cached.",
    "zh-CN":
      "除流式列举外，每个收到的对象只交给 transform 一次：绝不是它自己产生的，也绝不是缓存中的。",
  },
  source:
    "client-go tools/cache/delta_fifo.go: transformers run before queueing; kubernetes/kubernetes#115620",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {},
    see: {
      "program.transformed": ({ informer, object }) => {
        // client-go transforms what a streamed list brings once on its way and once more as a list: it must bear that.
        if (judge.world?.informer(informer)?.program.watchList === true) return;
        judge.reached();
        if (object.metadata?.labels?.["trimmed"] !== undefined)
          judge.broken({
            en: `${informer}: ${metaNamespaceKey(object)} was transformed twice`,
            "zh-CN": `${informer}：${metaNamespaceKey(object)} 被交给 transform 两次`,
          });
      },
    },
  }),
};
