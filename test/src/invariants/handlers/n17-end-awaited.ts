import { everyFlavour, handlerName, type Invariant, PerName } from "../invariant.ts";

/** N17: whoever awaits the end of a handler learns of it when its last callback has ended, and does learn of it. */
export const endAwaited: Invariant = {
  id: "N17",
  name: "end-awaited",
  title: {
    en: "Whoever awaits the shutdown of a handler is told at the instant at which its last callback ends: not before, and always.",
    "zh-CN": "等待事件处理器关闭的人，在其最后一个回调结束的那一刻得知：既不提前，也不遗漏。",
  },
  source:
    "client-go tools/cache/shared_informer.go: the goroutines of a listener end before its wait group is done",
  binds: everyFlavour,
  hearsMerged: true,
  watch: (judge) => {
    const handlers = new PerName(() => ({ isBusy: false, waiting: 0, endedAt: 0 }));
    const called = new Set<string>();
    return {
      on: {},
      see: {
        "probe.called": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          handlers.of(name).isBusy = true;
          called.add(name);
          judge.askForStepEnd();
        },
        "probe.returned": ({ informer, handler }) => {
          const state = handlers.of(handlerName(informer, handler));
          state.isBusy = false;
          state.endedAt = judge.now;
        },
        "program.awaits-end": ({ informer, handler }) => {
          judge.reached();
          handlers.of(handlerName(informer, handler)).waiting += 1;
        },
        "program.saw-end": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          const state = handlers.of(name);
          state.waiting -= 1;
          if (state.isBusy)
            judge.broken({
              en: `${name}: said to have ended while a callback of it runs`,
              "zh-CN": `${name}：还有回调在运行，就宣布已结束`,
            });
        },
      },
      askedStepEnd: () => {
        for (const name of called) {
          const { isBusy, waiting, endedAt } = handlers.of(name);
          if (isBusy || judge.now <= endedAt) continue;
          called.delete(name);
          if (waiting > 0)
            judge.broken({
              en: `${name}: its last callback has ended, and who awaits that is not told`,
              "zh-CN": `${name}：最后一个回调已经结束，等待它的人却没有得知`,
            });
        }
        if (called.size > 0) judge.askForStepEnd();
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { waiting, isBusy }] of handlers.entries())
          if (waiting > 0 && !isBusy)
            judge.broken({
              en: `${name}: all is quiet and its end was never told`,
              "zh-CN": `${name}：一切平静，却始终没有人得知它已结束`,
            });
      },
    };
  },
};
