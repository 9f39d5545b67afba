import type { LocalizedText } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** P4, P5: a reflector has one request under way at a time, and none after it stopped. */
export const oneStream: Invariant = {
  id: "P4",
  name: "one-stream",
  title: {
    en: "A Reflector has at most one watch open, refused ones included, and nothing is open after it stopped.",
    "zh-CN": "一个反射器同时最多只有一个监听（被拒绝的也算）；停止之后什么也不留。",
  },
  source: "client-go tools/cache/reflector.go; kubernetes-client/javascript#576, #3052",
  binds: everyFlavour,
  watch: (judge) => {
    const open = new PerName(() => ({ watch: false, isStopped: false }));
    const request = (informer: string, what: LocalizedText): void => {
      const state = open.of(informer);
      judge.reached();
      if (state.isStopped)
        judge.broken({
          en: `${informer}: ${what.en} after it stopped`,
          "zh-CN": `${informer}：停止之后${what["zh-CN"]}`,
        });
      if (state.watch)
        judge.broken({
          en: `${informer}: ${what.en} while its watch is still open`,
          "zh-CN": `${informer}：监听还开着，就${what["zh-CN"]}`,
        });
    };
    const ended = (informer: string): void => {
      open.of(informer).watch = false;
    };
    return {
      on: {
        "reflector.list-requested": ({ informer }) =>
          request(informer, { en: "lists", "zh-CN": "又列举" }),
        "reflector.watch-requested": ({ informer }) => {
          request(informer, { en: "opens a watch", "zh-CN": "又打开监听" });
          open.of(informer).watch = true;
        },
        "reflector.watch-refused": ({ informer }) => ended(informer),
        "reflector.watch-ended": ({ informer }) => ended(informer),
        "reflector.moved": ({ informer, to }) => {
          if (to === "stopped") open.of(informer).isStopped = true;
        },
        "informer.stopped": ({ informer }) => {
          open.of(informer).isStopped = true;
        },
      },
      see: {
        "http.heard": ({ informer, verb }) => {
          if (!open.of(informer).isStopped) return;
          judge.broken({
            en: `${informer}: it stopped, and text of its ${verb} still comes`,
            "zh-CN": `${informer}：它已停止，其 ${verb} 的文本却还在到来`,
          });
        },
        "http.stray": ({ informer }) =>
          judge.broken({
            en: `${informer}: text still comes of a watch that was over when it asked for the next one`,
            "zh-CN": `${informer}：已经请求了下一个监听，前一个的文本却还在到来`,
          }),
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const { name, isStopped } of judge.model.informers.values()) {
          const streams = [...judge.model.streams.values()].filter(
            ({ client, isOpen }) => client === name && isOpen,
          );
          const most = isStopped ? 0 : 1;
          if (streams.length > most) {
            judge.broken({
              en: `${name}: the server still serves ${streams.length} watches to it; expected ${most}`,
              "zh-CN": `${name}：服务器上还有它的 ${streams.length} 个监听，本该是 ${most} 个`,
            });
          }
        }
      },
    };
  },
};
