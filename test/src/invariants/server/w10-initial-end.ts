import { type Invariant, PerName } from "../invariant.ts";

/** W10: a streamed list ends with exactly one marker. */
export const initialEnd: Invariant = {
  id: "W10",
  name: "initial-end",
  title: {
    en: "A streamed list has exactly one end marker, after its last object; other watches have none.",
    "zh-CN": "流式列举恰有一个结束标记，位于最后一个对象之后；其他监听没有。",
  },
  source: "kubernetes KEP-3157: k8s.io/initial-events-end",
  binds: ["server"],
  watch: (judge) => {
    const streams = new PerName(() => ({ isStreamed: false, ends: 0 }));
    return {
      on: {
        "reflector.watch-requested": ({ informer, options }) => {
          const state = streams.of(informer);
          state.isStreamed = options.sendInitialEvents === true;
          state.ends = 0;
        },
        "reflector.received": ({ informer, isInitialEventsEnd, ref, object }) => {
          const state = streams.of(informer);
          if (isInitialEventsEnd !== true) return;
          judge.reached();
          state.ends += 1;
          if (!state.isStreamed)
            judge.broken({
              en: `${informer}: an end marker comes on a watch that streams no list`,
              "zh-CN": `${informer}：不是流式列举的监听上来了结束标记`,
            });
          if (state.ends > 1)
            judge.broken({
              en: `${informer}: the end marker comes twice`,
              "zh-CN": `${informer}：结束标记来了两次`,
            });
          const revision = Number(ref?.resourceVersion ?? object?.metadata?.resourceVersion);
          if (!(revision > 0))
            judge.broken({
              en: `${informer}: the end marker carries no version`,
              "zh-CN": `${informer}：结束标记没有带版本`,
            });
        },
      },
    };
  },
};
