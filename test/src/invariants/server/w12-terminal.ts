import type { Invariant } from "../invariant.ts";

/** W12: an ERROR is the last event of a stream. */
export const terminal: Invariant = {
  id: "W12",
  name: "terminal",
  title: {
    en: "Nothing follows an ERROR event on its watch.",
    "zh-CN": "ERROR 事件之后，该监听上不再有任何内容。",
  },
  source: "kube-apiserver watch encoder: an error ends the stream",
  binds: ["server"],
  watch: (judge) => {
    const failed = new Set<string>();
    return {
      on: {
        "server.watch-sent": ({ watch, type }) => {
          if (failed.has(watch))
            judge.broken({
              en: `${watch}: ${type} follows an ERROR`,
              "zh-CN": `${watch}：ERROR 之后又来了 ${type}`,
            });
          if (type !== "ERROR" || judge.model.garbledWatches.has(watch)) return;
          judge.reached();
          failed.add(watch);
          const stream = judge.model.streams.get(watch);
          if (stream !== undefined) stream.hasError = true;
        },
      },
    };
  },
};
