import { everyFlavour, handlerName, type Invariant, PerName } from "../invariant.ts";

/** N10: a handler is synced after the last of its first objects was handled, not before. */
export const initialFlag: Invariant = {
  id: "N10",
  name: "initial-flag",
  title: {
    en: "A registration is synced only after its informer is, and after every initial add has returned.",
    "zh-CN": "只有在 informer 已同步、且每次初始 add 都已返回之后，该注册才算已同步。",
  },
  source:
    "client-go tools/cache ResourceEventHandlerRegistration.HasSynced; kubernetes/kubernetes#113985",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const open = new PerName(() => ({ initial: 0, isInitialCall: false, isSynced: false }));
    const calls = new PerName(() => [] as boolean[]);
    const ended = (name: string): void => {
      const state = open.of(name);
      if (state.isInitialCall) state.initial -= 1;
      state.isInitialCall = false;
    };
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          const state = open.of(handlerName(informer, handler));
          state.initial = 0;
          state.isSynced = false;
          calls.of(handlerName(informer, handler)).length = 0;
        },
        "handler.notified": ({ informer, handler, isInitial }) => {
          const name = handlerName(informer, handler);
          calls.of(name).push(isInitial);
          if (!isInitial) return;
          judge.reached();
          const state = open.of(name);
          state.initial += 1;
          if (state.isSynced)
            judge.broken({
              en: `${name}: an initial add comes after it was synced`,
              "zh-CN": `${name}：已同步之后又来了一次初始 add`,
            });
        },
        "handler.called": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          open.of(name).isInitialCall = calls.of(name).shift() === true;
        },
        "handler.returned": ({ informer, handler }) => ended(handlerName(informer, handler)),
        "handler.threw": ({ informer, handler }) => ended(handlerName(informer, handler)),
        "handler.synced": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          const state = open.of(name);
          state.isSynced = true;
          if (judge.model.informers.get(informer)?.hasSynced === false) {
            judge.broken({
              en: `${name}: synced before its informer`,
              "zh-CN": `${name}：informer 还没同步，它就已同步`,
            });
          }
          if (state.initial > 0)
            judge.broken({
              en: `${name}: synced while ${state.initial} initial adds are not handled yet`,
              "zh-CN": `${name}：还有 ${state.initial} 次初始 add 没处理完，它就已同步`,
            });
        },
      },
    };
  },
};
