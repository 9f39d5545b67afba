import { revisionOf } from "../../model/revision.ts";
import { endsInitialEvents } from "../../simulate/informer/watch-gauge.ts";
import { beforeError } from "../before-error.ts";
import { hadTimeSince, type Invariant, type JudgedInformer, PerName } from "../invariant.ts";

/** C13: a claim that never moved would be honest, and of no use. */
export const claimKeepsUp: Invariant = {
  id: "C13",
  name: "claim-keeps-up",
  title: {
    en: "Once nothing waits for it, a cache claims every version that a list, an event or a bookmark brought.",
    "zh-CN": "一旦没有什么还在排队，缓存所声称的版本就不落后于列举、事件或书签带来的任何版本。",
  },
  source: "kubernetes KEP-5647; client-go Store.Bookmark, LastStoreSyncResourceVersion",
  binds: ["real-atomic"],
  exceptThrowing: true,
  watch: (judge) => {
    const bound: string[] = [];
    const brought = new PerName((name) => {
      if (judge.world?.informer(name)?.program.queue === "real-atomic") bound.push(name);
      return { revision: Number.NaN, isStreaming: false, isGivenUp: false, isBroken: false };
    });
    /** Since when a cache with nothing to come has claimed less than was brought. */
    const behind = new Map<string, number>();
    const isBehind = (name: string, live: JudgedInformer): boolean => {
      const { revision, isStreaming } = brought.of(name);
      return (
        live.isRunning &&
        live.hasSynced &&
        !isStreaming &&
        judge.model.informers.get(name)?.queue.length === 0 &&
        revisionOf(live.indexer.lastStoreSyncResourceVersion) < revision
      );
    };
    const check = (name: string): void => {
      const live = judge.world?.informer(name);
      if (live === undefined || !isBehind(name, live)) {
        behind.delete(name);
        return;
      }
      const since = behind.get(name);
      if (since === undefined) behind.set(name, judge.now);
      else if (hadTimeSince(judge, live, since))
        judge.broken({
          en: `${name}: nothing waits, version ${brought.of(name).revision} was brought, and the cache claims ${live.indexer.lastStoreSyncResourceVersion || "none"}`,
          "zh-CN": `${name}：没有什么还在排队，带来的已是版本 ${brought.of(name).revision}，缓存声称的版本却是“${live.indexer.lastStoreSyncResourceVersion}”`,
        });
    };
    return {
      on: {
        // Nor what a stream had brought that was over on the wire before it was given up.
        "reflector.watch-ended": ({ informer, reason }) => {
          if (reason !== "read-deadline") return;
          const state = brought.of(informer);
          state.isGivenUp = true;
          state.revision = Number.NaN;
        },
      },
      see: {
        "wire.requested": ({ informer, verb, options }) => {
          // A streamed list counts when it is complete.
          const state = brought.of(informer);
          state.isStreaming = verb === "watch" && options.sendInitialEvents === true;
          if (state.isStreaming) state.revision = Number.NaN;
          else if (verb === "watch" && state.isGivenUp)
            state.revision = revisionOf(options.resourceVersion);
          state.isGivenUp = false;
          state.isBroken = false;
        },
        // What a stream brought in the instant in which it was given up, nobody read: the next one brings it again.
        "wire.closed": ({ informer, by }) => {
          const state = brought.of(informer);
          state.isGivenUp = by === "client";
          if (state.isGivenUp) state.revision = Number.NaN;
        },
        "wire.listed": ({ informer, list }) => {
          // Of a list in pages nothing is stored before the last one.
          if ((list.metadata?.continue ?? "") === "")
            brought.of(informer).revision = revisionOf(list.metadata?.resourceVersion);
        },
        "wire.events": ({ informer, events }) => {
          const state = brought.of(informer);
          if (state.isBroken) return;
          const readable = beforeError(events);
          state.isBroken = readable.length < events.length;
          for (const event of readable) {
            if (endsInitialEvents(event)) state.isStreaming = false;
            if (!state.isStreaming)
              state.revision = revisionOf(event.object.metadata?.resourceVersion);
          }
        },
      },
      stepEnd: () => {
        for (const name of bound) check(name);
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const name of bound) {
          const { revision } = brought.of(name);
          const live = judge.world?.informer(name);
          if (live?.isRunning !== true) continue;
          judge.reached();
          const claimed = live.indexer.lastStoreSyncResourceVersion;
          if (revisionOf(claimed) < revision)
            judge.broken({
              en: `${name}: all is quiet, version ${revision} was brought, and the cache claims ${claimed || "none"}`,
              "zh-CN": `${name}：一切平静，带来的已是版本 ${revision}，缓存声称的版本却是“${claimed}”`,
            });
        }
      },
    };
  },
};
