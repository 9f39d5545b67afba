import { everyFlavour, handlerName, type Invariant, PerName } from "../invariant.ts";

interface Handler {
  period: number;
  joinedAt: number;
  readonly toldAt: Map<string, number>;
}

/** N9: only who asked for resyncs gets them, and not more often than asked. */
export const resyncOnlyAsked: Invariant = {
  id: "N9",
  name: "resync-only-asked",
  title: {
    en: "Resyncs reach only handlers that asked for them, no more often than asked; period 0 means never. None falls due between the end of a watch and the list that follows it.",
    "zh-CN":
      "重新同步只送达提出要求的事件处理器，且不比要求更频繁；周期 0 表示从不。监听结束后、随后的列举完成之前，不会有重新同步到期。",
  },
  source:
    "client-go tools/cache/shared_informer.go shouldResync; kubernetes-client/javascript#1598",
  binds: everyFlavour,
  watch: (judge) => {
    const handlers = new PerName<Handler>(() => ({ period: 0, joinedAt: 0, toldAt: new Map() }));
    const waitsToList = new Set<string>();
    const syncedKeys = new PerName(() => ({ step: -1, keys: new Set<string>(), isAll: false }));
    // A starved queue delivers late: what counts is when the resync was put into it.
    const queuedAt = new PerName(() => new Map<string, number>());
    return {
      on: {
        "reflector.backing-off": ({ informer, next }) => {
          if (next === "list") waitsToList.add(informer);
        },
        "reflector.listed": ({ informer }) => {
          waitsToList.delete(informer);
        },
        "reflector.resync-due": ({ informer }) => {
          if (!waitsToList.has(informer)) return;
          judge.broken({
            en: `${informer}: a resync falls due while it waits to list again`,
            "zh-CN": `${informer}：它正等着重新列举，却有重新同步到期`,
          });
        },
        "handler.registered": ({ informer, handler, resyncPeriodMs }, { at }) => {
          const state = handlers.of(handlerName(informer, handler));
          state.period = resyncPeriodMs;
          state.joinedAt = at;
          state.toldAt.clear();
        },
        "queue.enqueued": ({ informer, type, ref }, { at }) => {
          if (type === "SyncAll") queuedAt.of(informer).set("", at);
          else if (type === "Sync" && ref !== undefined) queuedAt.of(informer).set(ref.key, at);
        },
        "queue.popped": ({ informer, deltas }, { step }) => {
          const state = syncedKeys.of(informer);
          state.step = step;
          state.keys.clear();
          state.isAll = deltas.some(({ type }) => type === "SyncAll");
          for (const { type, ref } of deltas)
            if (type === "Sync" && ref !== undefined) state.keys.add(ref.key);
        },
        "handler.notified": ({ informer, handler, notification, ref }, { at: now, step }) => {
          if (notification !== "sync") return;
          const synced = syncedKeys.of(informer);
          // An unchanged object of a list also looks like a resync; only real ones are meant here.
          if (synced.step !== step || !(synced.isAll || synced.keys.has(ref.key))) return;
          judge.reached();
          const name = handlerName(informer, handler);
          const { period, joinedAt, toldAt } = handlers.of(name);
          if (period === 0) {
            judge.broken({
              en: `${name}: got a resync of ${ref.key} and never asked for any`,
              "zh-CN": `${name}：收到 ${ref.key} 的重新同步，却从未要求过`,
            });
            return;
          }
          const times = queuedAt.of(informer);
          const at = times.get(synced.isAll ? "" : ref.key) ?? joinedAt;
          // A starved queue hands out several at once, to whoever is due by then (as client-go's does).
          if (at !== now) return;
          const since = toldAt.get(ref.key);
          if (since !== undefined && at !== since && at - since + judge.clock.lateMs < period) {
            judge.broken({
              en: `${name}: got resyncs of ${ref.key} ${at - since} ms apart and asked for ${period} ms`,
              "zh-CN": `${name}：要求的间隔是 ${period} 毫秒，却在 ${at - since} 毫秒后就再次收到 ${ref.key} 的重新同步`,
            });
          }
          toldAt.set(ref.key, at);
        },
      },
    };
  },
};
