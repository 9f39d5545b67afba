import { everyFlavour, handlerName, type Invariant, PerName } from "../invariant.ts";

/** N11: a handler that throws, or is slow, loses nothing of its own and harms nobody else. */
export const isolation: Invariant = {
  id: "N11",
  name: "isolation",
  title: {
    en: "Every notification ends in a call, also after one that threw, of which the program is told once: when all is quiet nothing waits.",
    "zh-CN":
      "每次通知都会落实为一次调用，即使前一次抛出了异常（程序会得知一次）；一切平静时没有任何通知在等待。",
  },
  source: "client-go tools/cache/shared_informer.go; kubernetes/kubernetes#58394",
  binds: everyFlavour,
  hearsMerged: true,
  watch: (judge) => {
    /** Threw in the step at hand. */
    const untold = new Set<string>();
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
        "handler.threw": ({ informer, handler }) => {
          if (judge.world === undefined) return;
          untold.add(handlerName(informer, handler));
          judge.askForStepEnd();
        },
        "handler.removed": ({ informer, handler }) => {
          pending.of(handlerName(informer, handler)).isGone = true;
        },
      },
      see: {
        "program.told-of-throw": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          if (!untold.delete(name))
            judge.broken({
              en: `${name}: its program is told of a throw that was none, or twice`,
              "zh-CN": `${name}：程序得知了并未发生的异常，或重复得知`,
            });
        },
      },
      askedStepEnd: () => {
        for (const name of untold)
          judge.broken({
            en: `${name}: it threw, and nobody was told`,
            "zh-CN": `${name}：抛出了异常，却没有人得知`,
          });
        untold.clear();
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
