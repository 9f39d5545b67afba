import { boundInformer, type Invariant, PerName, TouchedNames } from "../invariant.ts";

interface Replace {
  isOpen: boolean;
  readonly listed: Set<string>;
  readonly deleted: Set<string>;
  /** What was known or waited when the list arrived. */
  expected: Set<string>;
}

/** F7: a list deletes every key that was known or queued and that it does not hold, and no other. */
export const replaceDeletes: Invariant = {
  id: "F7",
  name: "replace-deletes",
  title: {
    en: "A list gives one deletion for each key that is cached or queued and missing in it, and no other deletion.",
    "zh-CN": "列举结果会为每个已缓存或在排队、却不在结果中的键产生一次删除，且不产生其他删除。",
  },
  source: "client-go tools/cache/delta_fifo.go Replace; kubernetes/kubernetes#115658, #115620",
  binds: ["delta", "real"],
  exceptThrowing: true,
  watch: (judge) => {
    const replaces = new PerName<Replace>(() => ({
      isOpen: false,
      listed: new Set(),
      deleted: new Set(),
      expected: new Set(),
    }));
    const opened = new TouchedNames(judge);
    const begin = (name: string): void => {
      const bound = boundInformer(judge, replaceDeletes, name);
      if (bound === undefined) return;
      const replace = replaces.of(name);
      replace.isOpen = true;
      replace.listed.clear();
      replace.deleted.clear();
      replace.expected = new Set();
      const { queue } = bound;
      for (const key of queue.keys) {
        if (queue.ofKey(key).at(-1)?.type !== "Deleted") replace.expected.add(key);
      }
      for (const key of bound.content.keys()) {
        if (queue.ofKey(key).length === 0) replace.expected.add(key);
      }
      opened.add(name);
    };
    const end = (name: string): void => {
      const replace = replaces.of(name);
      if (!replace.isOpen) return;
      replace.isOpen = false;
      judge.reached();
      for (const key of replace.expected) {
        if (!replace.listed.has(key) && !replace.deleted.has(key)) {
          judge.broken({
            en: `${name}: the list lacks ${key}, which is cached or queued, and nobody deletes it`,
            "zh-CN": `${name}：${key} 在缓存或队列中，列举结果里却没有它，而没有谁来删除它`,
          });
        }
      }
      for (const key of replace.deleted) {
        if (replace.listed.has(key))
          judge.broken({
            en: `${name}: the list holds ${key} and deletes it`,
            "zh-CN": `${name}：列举结果里有 ${key}，却又把它删除`,
          });
      }
    };
    return {
      on: {
        "reflector.listed": ({ informer }) => begin(informer),
        "reflector.received": ({ informer, isInitialEventsEnd }) => {
          // What came in one go with the end of the list is no part of it.
          end(informer);
          if (isInitialEventsEnd === true) begin(informer);
        },
        "queue.enqueued": ({ informer, type, ref, isTombstone }) => {
          const replace = replaces.of(informer);
          if (!replace.isOpen || ref === undefined) return;
          if (type === "Replaced") replace.listed.add(ref.key);
          if (type === "Deleted") {
            replace.deleted.add(ref.key);
            if (isTombstone !== true)
              judge.broken({
                en: `${informer}: a list deletes ${ref.key} without a tombstone`,
                "zh-CN": `${informer}：列举结果删除了 ${ref.key}，却没有用墓碑`,
              });
          }
        },
      },
      askedStepEnd: () => {
        for (const name of opened.take()) end(name);
      },
    };
  },
};
