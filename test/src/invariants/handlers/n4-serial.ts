import { everyFlavour, handlerName, type Invariant, PerName } from "../invariant.ts";

interface Calls {
  running: string | undefined;
  readonly waiting: string[];
}

/** N4: one handler's callbacks run one after the other, in the order in which it was told. */
export const serial: Invariant = {
  id: "N4",
  name: "serial",
  title: {
    en: "Callbacks of one handler never overlap and come in the order of its notifications.",
    "zh-CN": "同一事件处理器的回调从不重叠，并按通知的顺序进行。",
  },
  source: "client-go tools/cache/shared_informer.go processorListener.run",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const handlers = new PerName<Calls>(() => ({ running: undefined, waiting: [] }));
    const heard = new Set<string>();
    const ended = (name: string): void => {
      handlers.of(name).running = undefined;
    };
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          const calls = handlers.of(handlerName(informer, handler));
          calls.running = undefined;
          calls.waiting.length = 0;
        },
        "handler.notified": ({ informer, handler, notification, ref }) => {
          handlers
            .of(handlerName(informer, handler))
            .waiting.push(`${notification} ${ref.key}@${ref.resourceVersion}`);
        },
        "handler.called": ({ informer, handler, notification, ref }) => {
          judge.reached();
          const calls = handlers.of(handlerName(informer, handler));
          const call = `${notification} ${ref.key}@${ref.resourceVersion}`;
          if (calls.running !== undefined) {
            judge.broken({
              en: `${informer}/${handler}: called with ${call} while it is still busy with ${calls.running}`,
              "zh-CN": `${informer}/${handler}：还在处理 ${calls.running}，就又以 ${call} 被调用`,
            });
          }
          const next = calls.waiting.shift();
          if (next !== call)
            judge.broken({
              en: `${informer}/${handler}: called with ${call}; its next notification is ${next}`,
              "zh-CN": `${informer}/${handler}：以 ${call} 被调用，而它的下一条通知是 ${next}`,
            });
          calls.running = call;
        },
        "handler.returned": ({ informer, handler }) => ended(handlerName(informer, handler)),
        "handler.threw": ({ informer, handler }) => ended(handlerName(informer, handler)),
        "handler.dropped": ({ informer, handler }) => {
          handlers.of(handlerName(informer, handler)).waiting.shift();
        },
      },
      see: {
        "probe.joined": ({ informer, handler }) =>
          void heard.delete(handlerName(informer, handler)),
        "probe.called": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          if (heard.has(name))
            judge.broken({
              en: `${name}: called before its last call has ended`,
              "zh-CN": `${name}：上一次调用还没结束，就又被调用`,
            });
          heard.add(name);
        },
        "probe.returned": ({ informer, handler }) =>
          void heard.delete(handlerName(informer, handler)),
      },
    };
  },
};
