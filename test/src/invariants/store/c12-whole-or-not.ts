import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** C12: a list counts only when it is complete, and the atomic queue applies it in one step. */
export const wholeOrNot: Invariant = {
  id: "C12",
  name: "whole-or-not",
  title: {
    en: "A list reaches the queue only when complete; with atomic events the cache changes to it in one step.",
    "zh-CN": "列举结果完整后才进入队列；在原子模式下缓存一步切换为该结果。",
  },
  source: "client-go reflector.go watchList: a temporary store until k8s.io/initial-events-end",
  binds: everyFlavour,
  watch: (judge) => {
    const complete = new PerName(() => ({ lists: 0, step: -1, replaced: 0 }));
    const arrived = (informer: string): void => {
      complete.of(informer).lists += 1;
    };
    const replaced = (informer: string, step: number): void => {
      if (boundInformer(judge, wholeOrNot, informer) === undefined) return;
      judge.reached();
      const state = complete.of(informer);
      if (state.step === step) return;
      state.step = step;
      state.replaced += 1;
      if (state.replaced > state.lists)
        judge.broken({
          en: `${informer}: a list was applied that had not arrived completely`,
          "zh-CN": `${informer}：列举结果还没有完整到达，就被应用了`,
        });
    };
    return {
      on: {
        "reflector.listed": ({ informer }) => arrived(informer),
        "reflector.received": ({ informer, isInitialEventsEnd }) => {
          if (isInitialEventsEnd === true) arrived(informer);
        },
        "queue.enqueued": ({ informer, type }, { step }) => {
          if (type === "Replaced" || type === "ReplacedAll") replaced(informer, step);
        },
        "queue.popped": ({ informer, deltas }) => {
          const bound = boundInformer(judge, wholeOrNot, informer);
          if (bound?.flavour === "real-atomic" && deltas.some(({ type }) => type === "Replaced")) {
            judge.broken({
              en: `${informer}: the atomic queue hands out a list object by object`,
              "zh-CN": `${informer}：原子队列把列举结果一个对象一个对象地交出`,
            });
          }
        },
      },
    };
  },
};
