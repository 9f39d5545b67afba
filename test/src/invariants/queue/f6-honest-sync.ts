import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** F6: an informer is synced once, after every object of its first list was popped and stored. */
export const honestSync: Invariant = {
  id: "F6",
  name: "honest-sync",
  title: {
    en: "An informer calls itself synced once, when everything of its first list has been stored.",
    "zh-CN": "informer 只在首次列举的全部对象都已存入之后，才宣布一次已同步。",
  },
  source: "client-go tools/cache HasSynced: initial population",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const first = new PerName(() => ({
      hasList: false,
      isSynced: false,
      step: -1,
      waiting: [] as string[],
    }));
    const arrived = (informer: string): void => {
      first.of(informer).hasList = true;
    };
    return {
      on: {
        "reflector.listed": ({ informer }) => arrived(informer),
        "reflector.received": ({ informer, isInitialEventsEnd }) => {
          if (isInitialEventsEnd === true) arrived(informer);
        },
        "queue.enqueued": ({ informer, type, ref, refs }, { step }) => {
          const state = first.of(informer);
          if (state.isSynced || (type !== "Replaced" && type !== "ReplacedAll")) return;
          // Only the first list counts; another one may come before that is stored.
          if (state.step < 0) state.step = step;
          if (state.step !== step) return;
          state.waiting.push(...(refs ?? (ref === undefined ? [] : [ref])).map(({ key }) => key));
        },
        "store.changed": ({ informer, ref }) => {
          const state = first.of(informer);
          if (!state.isSynced) state.waiting = state.waiting.filter((key) => key !== ref.key);
        },
        "store.replaced": ({ informer }) => {
          first.of(informer).waiting = [];
        },
        "informer.synced": ({ informer }) => {
          if (boundInformer(judge, honestSync, informer) === undefined) return;
          judge.reached();
          const state = first.of(informer);
          if (state.isSynced)
            judge.broken({
              en: `${informer}: synced twice`,
              "zh-CN": `${informer}：宣布了两次已同步`,
            });
          if (!state.hasList)
            judge.broken({
              en: `${informer}: synced before any list had arrived`,
              "zh-CN": `${informer}：还没有任何列举结果到达，就宣布已同步`,
            });
          const key = state.waiting[0];
          if (key !== undefined)
            judge.broken({
              en: `${informer}: synced while ${key} of the first list is not stored yet`,
              "zh-CN": `${informer}：首次列举中的 ${key} 还没存入，就宣布已同步`,
            });
          state.isSynced = true;
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { hasList, isSynced }] of first.entries()) {
          const bound = boundInformer(judge, honestSync, name);
          if (bound !== undefined && !bound.isStopped && hasList && !isSynced) {
            judge.broken({
              en: `${name}: the first list was applied and it never called itself synced`,
              "zh-CN": `${name}：首次列举早已应用，却始终没有宣布已同步`,
            });
          }
        }
      },
    };
  },
};
