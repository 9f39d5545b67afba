import { boundInformer, everyFlavour, handlerName, type Invariant, PerName } from "../invariant.ts";

/** N7: who joins late starts with the present: one initial add for each cached object. */
export const lateHandler: Invariant = {
  id: "N7",
  name: "late-handler",
  title: {
    en: "A handler that joins late gets exactly one initial add for each object cached at that moment.",
    "zh-CN": "晚来的事件处理器，会为当时缓存中的每个对象恰好收到一次初始 add。",
  },
  source: "client-go tools/cache/shared_informer.go AddEventHandler",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const joining = new PerName(() => new Set<string>());
    let inThisStep: string[] = [];
    return {
      on: {
        "handler.registered": ({ informer, handler, isLate }) => {
          const bound = boundInformer(judge, lateHandler, informer);
          if (bound === undefined || !isLate) return;
          judge.reached();
          const name = handlerName(informer, handler);
          const missing = joining.of(name);
          missing.clear();
          for (const key of bound.content.keys()) missing.add(key);
          inThisStep.push(name);
          judge.askForStepEnd();
        },
        "handler.notified": ({ informer, handler, notification, ref, isInitial }) => {
          if (notification !== "add" || !isInitial || inThisStep.length === 0) return;
          const name = handlerName(informer, handler);
          if (!inThisStep.includes(name)) return;
          if (!joining.of(name).delete(ref.key))
            judge.broken({
              en: `${name}: the replay holds ${ref.key}, which is not cached or was sent already`,
              "zh-CN": `${name}：补发的初始 add 里有 ${ref.key}，而它不在缓存中，或已经补发过`,
            });
        },
      },
      askedStepEnd: () => {
        for (const name of inThisStep) {
          const [key] = joining.of(name);
          if (key !== undefined)
            judge.broken({
              en: `${name}: joined while ${key} was cached and is not told of it`,
              "zh-CN": `${name}：加入时 ${key} 已在缓存中，却没有收到它`,
            });
        }
        inThisStep = [];
      },
    };
  },
};
