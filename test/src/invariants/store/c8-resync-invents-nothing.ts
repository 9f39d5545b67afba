import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** C8: a resync replays the cache; it fetches nothing and changes nothing. */
export const resyncInventsNothing: Invariant = {
  id: "C8",
  name: "resync-invents-nothing",
  title: {
    en: "A resync replays what is stored: it sends no request and changes no stored version.",
    "zh-CN": "重新同步只重放缓存内容：不发请求，也不改变任何已存版本。",
  },
  source: "client-go tools/cache DeltaFIFO.Resync and RealFIFO.Resync",
  binds: everyFlavour,
  watch: (judge) => {
    const resyncing = new PerName(() => ({ step: -1, keys: new Set<string>() }));
    let resyncSeq = 0;
    let resyncInformer = "";
    return {
      on: {
        "reflector.resync-due": ({ informer, isWanted }, { seq }) => {
          if (boundInformer(judge, resyncInventsNothing, informer) === undefined || !isWanted)
            return;
          judge.reached();
          resyncSeq = seq;
          resyncInformer = informer;
        },
        "reflector.list-requested": ({ informer }, { cause }) => {
          if (cause !== undefined && cause === resyncSeq && informer === resyncInformer) {
            judge.broken({
              en: `${informer}: a resync asked the server for a list`,
              "zh-CN": `${informer}：重新同步向服务器发起了列举`,
            });
          }
        },
        "queue.popped": ({ informer, deltas }, { step }) => {
          const state = resyncing.of(informer);
          state.step = step;
          state.keys.clear();
          for (const { type, ref } of deltas)
            if (type === "Sync" && ref !== undefined) state.keys.add(ref.key);
          for (const { type, ref } of deltas)
            if (type !== "Sync" && ref !== undefined) state.keys.delete(ref.key);
        },
        "store.changed": ({ informer, ref, previousResourceVersion }, { step }) => {
          const state = resyncing.of(informer);
          if (state.step !== step || !state.keys.has(ref.key)) return;
          if (boundInformer(judge, resyncInventsNothing, informer) === undefined) return;
          judge.reached();
          if (previousResourceVersion !== ref.resourceVersion) {
            judge.broken({
              en: `${informer}: a resync changed ${ref.key} from ${previousResourceVersion ?? "absent"} to ${ref.resourceVersion}`,
              "zh-CN": `${informer}：重新同步把 ${ref.key} ${previousResourceVersion === undefined ? "从无到有变成" : `从版本 ${previousResourceVersion} 改成`}了 ${ref.resourceVersion}`,
            });
          }
        },
      },
    };
  },
};
