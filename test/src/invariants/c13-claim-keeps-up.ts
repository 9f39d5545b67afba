import { revisionOf } from "../model/revision.ts";
import { type Invariant, PerName } from "./invariant.ts";

/** C13: a claim that never moved would be honest, and of no use. */
export const claimKeepsUp: Invariant = {
  id: "C13",
  name: "claim-keeps-up",
  title: {
    en: "When all is quiet, a cache claims every version that a list, an event or a bookmark brought.",
    "zh-CN": "一切平静时，缓存所声称的版本不落后于列举、事件或书签带来的任何版本。",
  },
  source: "kubernetes KEP-5647; client-go Store.Bookmark, LastStoreSyncResourceVersion",
  binds: ["real-atomic"],
  watch: (judge) => {
    const brought = new PerName(() => ({ revision: Number.NaN }));
    return {
      on: {},
      see: {
        "wire.requested": ({ informer, verb, options }) => {
          // A streamed list counts when it is complete.
          if (verb === "watch" && options.sendInitialEvents === true)
            brought.of(informer).revision = Number.NaN;
        },
        "wire.listed": ({ informer, list }) => {
          brought.of(informer).revision = revisionOf(list.metadata?.resourceVersion);
        },
        "wire.events": ({ informer, events }) => {
          for (const { type, object } of events)
            if (type !== "ERROR")
              brought.of(informer).revision = revisionOf(object.metadata?.resourceVersion);
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { revision }] of brought.entries()) {
          const live = judge.world?.informer(name);
          if (live?.isRunning !== true || live.program.queue !== "real-atomic") continue;
          judge.reached();
          const claimed = live.indexer.lastStoreSyncResourceVersion;
          if (revisionOf(claimed) < revision)
            judge.broken(
              `${name}: all is quiet, version ${revision} was brought, and the cache claims ${claimed || "none"}`,
            );
        }
      },
    };
  },
};
