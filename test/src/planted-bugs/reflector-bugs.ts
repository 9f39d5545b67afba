import {
  type Cancel,
  type Environment,
  initialEventsEndAnnotation,
  isGone,
  isResourceExpired,
  type KubernetesObject,
  type ListerWatcher,
  lane,
  type ReflectorRules,
  reflectorRules,
  type WatchEvent,
  type WatchObserver,
} from "@informerlab/core";
import { endsInitialEvents } from "../simulate/informer/watch-gauge.ts";
import { around, told } from "../simulate/network/around.ts";
import type { ReplacementParts } from "../simulate/replacement-parts.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes in reading from the server. */
export const reflectorBugs: readonly PlantedBug[] = [
  {
    name: "watch-from-now",
    title: {
      en: "The watch opens without a version, so what happened since the list is lost.",
      "zh-CN": "打开监听时不带版本号，列举之后发生的变更因此丢失。",
    },
    ancestor: "kubernetes/kubernetes#141528",
    caughtBy: ["P3"],
    budget: 2000,
    parts: () => rules(() => ({ watchResourceVersion: () => "" })),
  },
  {
    name: "event-overtaken-by-deletion",
    title: {
      en: "What came just before a deletion is taken in after it: the object is back.",
      "zh-CN": "删除之前的最后一个事件在删除之后才被处理：对象又回来了。",
    },
    caughtBy: ["C6"],
    budget: 1000,
    parts: () => wrapped(withLateStates),
  },
  {
    name: "rv-never-advances",
    title: {
      en: "The version to resume from stays at the list's: each new watch tells old stories again.",
      "zh-CN": "续传版本停留在列举时的版本：每次重新监听都把旧事件再讲一遍。",
    },
    caughtBy: ["P3", "C2"],
    budget: 5000,
    parts: () => rules(() => ({ movesResourceVersion: () => false })),
  },
  {
    name: "gone-no-relist",
    title: {
      en: "After 410 Gone the watch goes on from now instead of listing again.",
      "zh-CN": "收到 410 Gone 后不重新列举，而是从当前继续监听。",
    },
    ancestor: "vectordotdev/vector#5846",
    caughtBy: ["P3", "C3"],
    budget: 5000,
    parts: () =>
      rules(() => {
        let isExpired = false;
        return {
          afterWatchError: (error) => {
            if (!isExpiry(error)) return reflectorRules.afterWatchError(error);
            isExpired = true;
            return "back-off-and-watch";
          },
          watchResourceVersion: (last) => {
            const version = isExpired ? "" : last;
            isExpired = false;
            return version;
          },
        };
      }),
  },
  {
    name: "gone-in-200-ignored",
    title: {
      en: "A 410 inside a running watch is read as its normal end: the same dead version is tried for ever.",
      "zh-CN": "把监听流内的 410 当作正常结束：永远重试同一个失效版本。",
    },
    ancestor: "vectordotdev/vector#5885",
    caughtBy: ["C3", "T1", "P2", "P9"],
    budget: 20_000,
    parts: () =>
      rules(() => ({
        afterWatchError: (error) =>
          isExpiry(error) ? "back-off-and-watch" : reflectorRules.afterWatchError(error),
      })),
  },
  {
    name: "stream-outlives-stop",
    title: {
      en: "A watch that is given up is never closed.",
      "zh-CN": "被放弃的监听从未关闭。",
    },
    ancestor: "kubernetes-client/javascript#3052",
    caughtBy: ["P4"],
    budget: 5000,
    parts: () =>
      wrapped((inner) =>
        around(inner, {
          watch: (options, observer) => {
            inner.watch(options, observer);
            return () => undefined;
          },
        }),
      ),
  },
  {
    name: "bookmarks-not-asked",
    title: {
      en: "Watches do not ask for bookmarks, so a quiet informer's version grows old.",
      "zh-CN": "监听不请求书签，安静的 informer 的版本因而变旧。",
    },
    ancestor: "kubernetes-client/javascript: no watch asks for bookmarks",
    caughtBy: ["P7"],
    budget: 500,
    parts: () =>
      wrapped((inner) =>
        around(inner, {
          watch: ({ allowWatchBookmarks: _forgotten, ...options }, observer) =>
            inner.watch(options, observer),
        }),
      ),
  },
  {
    name: "refused-means-relist",
    title: {
      en: "When nobody listens, or the server is busy, the watch is given up and everything listed again.",
      "zh-CN": "连接被拒或服务器繁忙时放弃监听，并重新列举全部对象。",
    },
    caughtBy: ["P10", "P1"],
    budget: 20_000,
    parts: () =>
      wrapped((inner) =>
        around(inner, {
          watch: (options, observer) =>
            inner.watch(
              options,
              told(observer, {
                failed: () => observer.failed(new Error("the watch could not be opened")),
              }),
            ),
        }),
      ),
  },
  {
    name: "gone-by-one-name",
    title: {
      en: "Of the two reasons that a 410 can have only the newer one is understood: the forgotten version is asked for again and again.",
      "zh-CN": "410 的两种原因中只认得较新的一种：反复请求已被遗忘的版本。",
    },
    caughtBy: ["P8"],
    budget: 20_000,
    parts: () =>
      rules(() => ({
        needsFreshList: (error) => !isGone(error) && reflectorRules.needsFreshList(error),
      })),
  },
  {
    name: "no-back-off",
    title: {
      en: "A failed list is asked for again every ten milliseconds, fifty times.",
      "zh-CN": "列举失败后每十毫秒重试一次，共五十次。",
    },
    ancestor: "kubernetes-client/javascript#1933",
    caughtBy: ["P2"],
    budget: 20_000,
    parts: () => ({ informer: (environment) => ({ wrapListerWatcher: hammering(environment) }) }),
  },
  {
    name: "timer-outlives-stop",
    title: {
      en: "A timer of a stopped informer arms itself again, for ever.",
      "zh-CN": "informer 停止后，它的定时器仍不断重新启动。",
    },
    caughtBy: ["P5"],
    budget: 100,
    parts: () => ({
      informer: ({ clock }, name) => {
        const tick = (): void => void clock.after(90_000, lane(`reflector/${name}`), tick);
        tick();
        return {};
      },
    }),
  },
  {
    name: "temp-store-leaks",
    title: {
      en: "A streamed list that breaks off is taken for complete.",
      "zh-CN": "中途断开的流式列举被当成完整结果。",
    },
    caughtBy: ["C5", "C7", "C3", "C2", "L3", "P3"],
    budget: 50_000,
    parts: () =>
      wrapped((inner) =>
        around(inner, {
          watch: (options, observer) =>
            inner.watch(
              options,
              options.sendInitialEvents === true ? impatient(observer) : observer,
            ),
        }),
      ),
  },
];

/** Ends a streamed list by itself when the stream breaks before the server said that it is complete. */
function impatient(observer: WatchObserver<KubernetesObject>): WatchObserver<KubernetesObject> {
  let newest = "";
  let isComplete = false;
  return told(observer, {
    events: (batch) => {
      for (const event of batch) {
        if (event.type === "ERROR") continue;
        newest = event.object.metadata?.resourceVersion ?? newest;
        if (endsInitialEvents(event)) isComplete = true;
      }
      observer.events(batch);
    },
    closed: () => {
      if (!isComplete && newest !== "") {
        const metadata = {
          resourceVersion: newest,
          annotations: { [initialEventsEndAnnotation]: "true" },
        };
        observer.events([{ type: "BOOKMARK", object: { metadata } }]);
      }
      observer.closed();
    },
  });
}

/** Each object's last state comes once more behind its deletion. */
function withLateStates(inner: ListerWatcher): ListerWatcher {
  const states = new Map<string, KubernetesObject>();
  return around(inner, {
    watch: (options, observer) =>
      inner.watch(
        options,
        told(observer, {
          events: (events) =>
            observer.events(
              events.flatMap((event): WatchEvent<KubernetesObject>[] => {
                if (event.type === "ERROR" || event.type === "BOOKMARK") return [event];
                const uid = event.object.metadata?.uid ?? "";
                const last = states.get(uid);
                states.set(uid, event.object);
                return event.type === "DELETED" && last !== undefined
                  ? [event, { type: "MODIFIED", object: last }]
                  : [event];
              }),
            ),
        }),
      ),
  });
}

/** Tries of one list. */
const hammerBlows = 50;

/** Asks again by itself until a list succeeds, or it has tried long enough. */
function hammering(environment: Environment): (inner: ListerWatcher) => ListerWatcher {
  return (inner) =>
    around(inner, {
      list: (options, done, waiting) => {
        let cancel: Cancel | undefined;
        let tries = 0;
        const ask = (): void => {
          tries += 1;
          cancel = inner.list(
            options,
            (result) => {
              if (result.ok || tries === hammerBlows) done(result);
              else cancel = environment.clock.after(10, lane("reflector/hammer"), ask);
            },
            waiting,
          );
        };
        ask();
        return () => cancel?.();
      },
    });
}

function rules(create: () => Partial<ReflectorRules>): ReplacementParts {
  return { informer: () => ({ reflectorRules: { ...reflectorRules, ...create() } }) };
}

function wrapped(wrap: (inner: ListerWatcher) => ListerWatcher): ReplacementParts {
  return { informer: () => ({ wrapListerWatcher: wrap }) };
}

function isExpiry(error: unknown): boolean {
  return isResourceExpired(error) || isGone(error);
}
