import { everyFlavour, handlerName, type Invariant, PerName } from "../invariant.ts";

/** N11: a handler that throws, or is slow, loses nothing of its own and harms nobody else. */
export const isolation: Invariant = {
  id: "N11",
  name: "isolation",
  title: {
    en: "Every notification ends in a call, also after one that threw: when all is quiet nothing waits.",
    "zh-CN": "每次通知都会落实为一次调用，即使前一次抛出了异常；一切平静时没有任何通知在等待。",
  },
  source: "client-go tools/cache/shared_informer.go; kubernetes/kubernetes#58394",
  binds: everyFlavour,
  hearsMerged: true,
  watch: (judge) => {
    const pending = new PerName(() => ({ count: 0, isGone: false }));
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          const state = pending.of(handlerName(informer, handler));
          state.count = 0;
          state.isGone = false;
        },
        "handler.notified": ({ informer, handler }) => {
          pending.of(handlerName(informer, handler)).count += 1;
        },
        "handler.dropped": ({ informer, handler }) => {
          pending.of(handlerName(informer, handler)).count -= 1;
        },
        "handler.called": ({ informer, handler }) => {
          judge.reached();
          pending.of(handlerName(informer, handler)).count -= 1;
        },
        "handler.removed": ({ informer, handler }) => {
          pending.of(handlerName(informer, handler)).isGone = true;
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { count, isGone }] of pending.entries()) {
          const informer = judge.model.informers.get(name.slice(0, name.lastIndexOf("/")));
          if (isGone || informer === undefined || informer.isStopped) continue;
          if (count > 0)
            judge.broken({
              en: `${name}: ${count} notifications never reached it`,
              "zh-CN": `${name}：有 ${count} 条通知始终没有送到`,
            });
        }
      },
    };
  },
};
