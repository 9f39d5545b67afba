import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** P16: who looks at events, not at text, ends a watch for the same reason only. */
export const livelyWatch: Invariant = {
  id: "P16",
  name: "lively-watch",
  title: {
    en: "A Reflector with a read deadline gives a watch up when it took nothing in for that long, counted from the last event, and not before.",
    "zh-CN":
      "设有读取期限的反射器，只有从最后一个事件起那么久没有收到任何内容时才放弃监听，绝不提前。",
  },
  source: "core/src/reflector/reflector-timers.ts; client-go waits for the end of the timeout",
  binds: everyFlavour,
  watch: (judge) => {
    const heardAt = new PerName(() => ({ at: 0 }));
    const heard = (informer: string, at: number): void => {
      heardAt.of(informer).at = at;
    };
    return {
      on: {
        "reflector.watch-opened": ({ informer }, { at }) => heard(informer, at),
        "reflector.received": ({ informer }, { at }) => heard(informer, at),
        "reflector.dropped": ({ informer }, { at }) => heard(informer, at),
        "reflector.watch-ended": ({ informer, reason }, { at }) => {
          const deadlineMs = judge.world?.informer(informer)?.program.readDeadlineMs;
          if (reason !== "read-deadline" || deadlineMs === undefined) return;
          judge.reached();
          const silentMs = at - heardAt.of(informer).at;
          if (silentMs < deadlineMs)
            judge.broken({
              en: `${informer}: its watch is given up as silent ${silentMs} ms after the last event; its read deadline is ${deadlineMs} ms`,
              "zh-CN": `${informer}：最后一个事件之后仅 ${silentMs} 毫秒，监听就被当作静默而放弃；读取期限是 ${deadlineMs} 毫秒`,
            });
        },
      },
    };
  },
};
