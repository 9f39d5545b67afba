import type { LocalizedText } from "../../scenario/localized-text.ts";
import { everyFlavour, handlerName, type Invariant } from "../invariant.ts";

const told: LocalizedText = { en: "told", "zh-CN": "收到通知" };
const called: LocalizedText = { en: "called", "zh-CN": "被调用" };

/** N8, N13: who was removed, or whose informer has stopped, hears nothing more. */
export const removed: Invariant = {
  id: "N8",
  name: "removed",
  title: {
    en: "A removed handler is not called again, nor is any handler once its informer has stopped.",
    "zh-CN": "事件处理器被移除后不再被调用；informer 停止后，任何事件处理器都不再被调用。",
  },
  source:
    "client-go tools/cache/shared_informer.go RemoveEventHandler; kubernetes-client/javascript#3052",
  binds: everyFlavour,
  hearsMerged: true,
  watch: (judge) => {
    const gone = new Set<string>();
    const started = new Set<string>();
    const stopped = new Set<string>();
    const check = (informer: string, handler: string, what: LocalizedText): void => {
      if (gone.has(handlerName(informer, handler)))
        judge.broken({
          en: `${informer}/${handler}: ${what.en} after it was removed`,
          "zh-CN": `${informer}/${handler}：移除之后仍${what["zh-CN"]}`,
        });
      else if (stopped.has(informer))
        judge.broken({
          en: `${informer}/${handler}: ${what.en} after the informer has stopped`,
          "zh-CN": `${informer}/${handler}：informer 停止之后仍${what["zh-CN"]}`,
        });
    };
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          gone.delete(handlerName(informer, handler));
        },
        "handler.removed": ({ informer, handler }) => {
          judge.reached();
          if (gone.has(handlerName(informer, handler)))
            judge.broken({
              en: `${informer}/${handler}: removed twice`,
              "zh-CN": `${informer}/${handler}：被移除了两次`,
            });
          gone.add(handlerName(informer, handler));
        },
        "informer.started": ({ informer }) => {
          if (started.has(informer))
            judge.broken({ en: `${informer}: started twice`, "zh-CN": `${informer}：启动了两次` });
          started.add(informer);
        },
        "informer.stopped": ({ informer }) => {
          judge.reached();
          stopped.add(informer);
        },
        "handler.notified": ({ informer, handler }) => check(informer, handler, told),
        "handler.called": ({ informer, handler }) => check(informer, handler, called),
      },
    };
  },
};
