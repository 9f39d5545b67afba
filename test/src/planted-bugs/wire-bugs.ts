import type { KubernetesObject, ListerWatcher, WatchEvent } from "@informerlab/core";
import { endsInitialEvents } from "../simulate/informer/watch-gauge.ts";
import { around, told } from "../simulate/network/around.ts";
import type { ReplacementParts } from "../simulate/replacement-parts.ts";
import type { PlantedBug } from "./planted-bug.ts";

type Events = readonly WatchEvent<KubernetesObject>[];

/** Mistakes on the way from the server, of which nobody's facts tell: only who sits at the wire can see them. */
export const wireBugs: readonly PlantedBug[] = [
  {
    name: "event-comes-twice",
    title: {
      en: "Each third event of a watch comes twice.",
      "zh-CN": "监听的每第三个事件会到达两次。",
    },
    caughtBy: ["W2"],
    budget: 2000,
    parts: () => {
      let count = 0;
      return onWire((events) =>
        events.flatMap((event) => {
          count += 1;
          return count % 3 === 0 && event.type !== "BOOKMARK" ? [event, event] : [event];
        }),
      );
    },
  },
  {
    name: "initial-object-missing",
    title: {
      en: "The initial events of a streamed list lack their first object.",
      "zh-CN": "流式列举的初始事件缺少第一个对象。",
    },
    caughtBy: ["W9"],
    budget: 5000,
    parts: () => {
      let isFirst = true;
      return onWire((events) => {
        const kept = events.filter(({ type }) => {
          const isDropped = isFirst && type === "ADDED";
          if (isDropped) isFirst = false;
          return !isDropped;
        });
        if (events.some(endsInitialEvents)) isFirst = true;
        return kept;
      });
    },
  },
];

function onWire(change: (events: Events) => Events): ReplacementParts {
  const wrap = (inner: ListerWatcher): ListerWatcher =>
    around(inner, {
      watch: (options, observer) =>
        inner.watch(
          options,
          told(observer, { events: (events) => observer.events(change(events)) }),
        ),
    });
  return { lyingServer: () => ({ wrap, report: (fact) => fact }) };
}
