import { everyFlavour, handlerName, type Invariant } from "../invariant.ts";

/** M1: a bounded buffer is bounded, and every buffer is empty in the end. */
export const bounded: Invariant = {
  id: "M1",
  name: "bounded",
  title: {
    en: "A bounded buffer holds at most its limit and two notifications for each object; when all is quiet no buffer holds anything.",
    "zh-CN": "有限的缓冲至多容纳其上限再加每个对象两条通知；一切平静时任何缓冲都是空的。",
  },
  source: "core/src/handlers/coalescing-buffer.ts BufferLimit",
  binds: everyFlavour,
  hearsMerged: true,
  watch: (judge) => {
    const waiting = new Map<string, number>();
    const queued = new Map<string, number>();
    const isRunning = (informer: string): boolean =>
      judge.world?.informer(informer)?.isRunning === true;
    return {
      on: {
        "handler.notified": ({ informer, handler, depth }) =>
          void waiting.set(handlerName(informer, handler), depth),
        "handler.dropped": ({ informer, handler, depth }) =>
          void waiting.set(handlerName(informer, handler), depth),
        "handler.called": ({ informer, handler, depth }) => {
          const name = handlerName(informer, handler);
          waiting.set(name, depth);
          judge.reached();
          const { handlers = [], resource = "" } = judge.world?.informer(informer)?.program ?? {};
          const limit = handlers.find((one) => one.name === handler)?.bufferLimit;
          if (limit === undefined) return;
          const objects = judge.model.log.of(resource).keyCount;
          if (depth > limit + 2 * objects)
            judge.broken({
              en: `${name}: ${depth} notifications wait, with a limit of ${limit} and ${objects} objects`,
              "zh-CN": `${name}：有 ${depth} 条通知在等待，而上限是 ${limit}，对象有 ${objects} 个`,
            });
        },
        "handler.removed": ({ informer, handler }) =>
          void waiting.delete(handlerName(informer, handler)),
        "queue.enqueued": ({ informer, length }) => void queued.set(informer, length),
        "queue.popped": ({ informer, length }) => void queued.set(informer, length),
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, depth] of waiting)
          if (depth > 0 && isRunning(name.slice(0, name.lastIndexOf("/"))))
            judge.broken({
              en: `${name}: all is quiet and ${depth} notifications wait`,
              "zh-CN": `${name}：一切平静，却还有 ${depth} 条通知在等待`,
            });
        for (const [name, length] of queued)
          if (length > 0 && isRunning(name))
            judge.broken({
              en: `${name}: all is quiet and its queue holds ${length}`,
              "zh-CN": `${name}：一切平静，它的队列里却还有 ${length} 项`,
            });
      },
    };
  },
};
