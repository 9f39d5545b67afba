import {
  everyFlavour,
  handlerName,
  type Invariant,
  Newcomers,
  PerName,
  TouchedNames,
} from "../invariant.ts";

/** N19: what a list brings unchanged is told, too, until a resync was due for the first time. */
export const relistTold: Invariant = {
  id: "N19",
  name: "relist-told",
  title: {
    en: "Before the first tick of an informer's resyncs, and always where there are none, every handler hears also of what a list brought unchanged.",
    "zh-CN":
      "在 informer 首次重新同步之前（没有重新同步时则始终如此），列举带来的未变化对象也会通知每个事件处理器。",
  },
  source:
    "client-go tools/cache/shared_informer.go distribute: listenersMap, syncing from the start",
  binds: everyFlavour,
  watch: (judge) => {
    const ticked = new Set<string>();
    const handlers = new PerName(() => new Set<string>());
    /** Of each informer the keys that came unchanged in the step at hand. */
    const unchanged = new PerName(() => new Set<string>());
    const told = new PerName(() => new Set<string>());
    const touched = new TouchedNames(judge);
    const newcomers = new Newcomers(judge);
    const check = (name: string, keys: Iterable<string>): void => {
      judge.reached();
      for (const key of keys)
        if (!told.of(name).has(key))
          judge.broken({
            en: `${name}: a list brought ${key} unchanged, and it is told nothing`,
            "zh-CN": `${name}：列举带来了未变化的 ${key}，它却没有得到通知`,
          });
    };
    return {
      on: {
        "reflector.resync-due": ({ informer }) => void ticked.add(informer),
        "handler.registered": ({ informer, handler }) => {
          handlers.of(informer).add(handlerName(informer, handler));
          newcomers.add(handlerName(informer, handler));
        },
        "handler.removed": ({ informer, handler }) =>
          void handlers.of(informer).delete(handlerName(informer, handler)),
        "store.changed": ({ informer, change, ref, previousResourceVersion }) => {
          if (change !== "updated" || previousResourceVersion !== ref.resourceVersion) return;
          unchanged.of(informer).add(ref.key);
          touched.add(informer);
        },
        "store.replaced": ({ informer }) => {
          const { before, after } = judge.model.informers.get(informer)?.lastReplacement ?? {};
          for (const [key, { revision }] of after ?? [])
            if (before?.get(key)?.revision === revision) unchanged.of(informer).add(key);
          touched.add(informer);
        },
        // What an index function kept from it once is news, though the list brings the same version.
        "handler.notified": ({ informer, handler, ref }) => {
          told.of(handlerName(informer, handler)).add(ref.key);
        },
      },
      askedStepEnd: () => {
        for (const informer of touched.take()) {
          const keys = unchanged.of(informer);
          for (const name of handlers.of(informer)) {
            if (!ticked.has(informer) && !newcomers.has(name)) check(name, keys);
            told.of(name).clear();
          }
          keys.clear();
        }
      },
    };
  },
};
