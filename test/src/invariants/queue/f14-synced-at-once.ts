import { everyFlavour, hadTimeSince, type Invariant, PerName } from "../invariant.ts";

/** F14: whoever waits for the sync of an informer waits for its first list, and for nothing after it. */
export const syncedAtOnce: Invariant = {
  id: "F14",
  name: "synced-at-once",
  title: {
    en: "An informer is synced at the instant at which the last of its first list was popped, also where a function of the program threw on some of it.",
    "zh-CN":
      "首次列举的最后一项被弹出的那一刻，informer 就已同步，即使其中某些对象让程序的函数抛出了异常。",
  },
  source: "client-go tools/cache HasSynced: initial population, counted when popped",
  binds: everyFlavour,
  watch: (judge) => {
    const first = new PerName((): { hasCome: boolean; poppedAt: number | undefined } => ({
      hasCome: false,
      poppedAt: undefined,
    }));
    const look = (informer: string): void => {
      const { poppedAt } = first.of(informer);
      const live = judge.world?.informer(informer);
      if (poppedAt === undefined || live === undefined) return;
      judge.reached();
      if (!live.hasSynced && hadTimeSince(judge, live, poppedAt))
        judge.broken({
          en: `${informer}: nothing of the first list has waited for ${judge.now - poppedAt} ms, and it is not synced`,
          "zh-CN": `${informer}：首次列举的内容在 ${judge.now - poppedAt} ms 前就已全部弹出，它却还没有同步`,
        });
    };
    return {
      on: {
        "reflector.listed": ({ informer }) => {
          look(informer);
          first.of(informer).hasCome = true;
        },
        "reflector.received": ({ informer, isInitialEventsEnd }) => {
          look(informer);
          if (isInitialEventsEnd === true) first.of(informer).hasCome = true;
        },
        "queue.popped": ({ informer, length }) => {
          const state = first.of(informer);
          if (state.hasCome && length === 0) state.poppedAt ??= judge.now;
        },
      },
      see: {
        // A list that a transform kept out was none.
        "program.threw": ({ informer, of }) => {
          const state = first.of(informer);
          if (of === "transform" && state.poppedAt === undefined) state.hasCome = false;
        },
      },
    };
  },
};
