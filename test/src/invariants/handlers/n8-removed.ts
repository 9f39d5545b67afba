import { everyFlavour, handlerName, type Invariant } from "../invariant.ts";

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
    const check = (informer: string, handler: string, what: string): void => {
      if (gone.has(handlerName(informer, handler)))
        judge.broken(`${informer}/${handler}: ${what} after it was removed`);
      else if (stopped.has(informer))
        judge.broken(`${informer}/${handler}: ${what} after the informer has stopped`);
    };
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          gone.delete(handlerName(informer, handler));
        },
        "handler.removed": ({ informer, handler }) => {
          judge.reached();
          if (gone.has(handlerName(informer, handler)))
            judge.broken(`${informer}/${handler}: removed twice`);
          gone.add(handlerName(informer, handler));
        },
        "informer.started": ({ informer }) => {
          if (started.has(informer)) judge.broken(`${informer}: started twice`);
          started.add(informer);
        },
        "informer.stopped": ({ informer }) => {
          judge.reached();
          stopped.add(informer);
        },
        "handler.notified": ({ informer, handler }) => check(informer, handler, "told"),
        "handler.called": ({ informer, handler }) => check(informer, handler, "called"),
      },
    };
  },
};
