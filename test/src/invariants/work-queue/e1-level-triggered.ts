import { revisionOf } from "../../model/revision.ts";
import type { TraceModel } from "../../model/trace-model.ts";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant, type JudgedWorld, PerName } from "../invariant.ts";

/** E1: the last reconcile of a key has seen its last state. */
export const levelTriggered: Invariant = {
  id: "E1",
  name: "level-triggered",
  title: {
    en: "When all is quiet, the last reconcile of each key has read the key's final state.",
    "zh-CN": "一切平静时，每个键的最后一次调谐读到的正是它的最终状态。",
  },
  source: "Kubernetes controllers are level-triggered",
  binds: everyFlavour,
  watch: (judge) => {
    const queues = new PerName(() => ({
      reads: new Map<string, number | undefined>(),
      resources: new Set<string>(),
      isShutDown: false,
      // Beside a run it is known who feeds a queue; keys may also be asked for before anybody does.
      isFed: judge.world === undefined,
    }));
    let isFed = true;
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          const { handlers = [] } = judge.world?.informer(informer)?.program ?? {};
          const queue = handlers.find(({ name }) => name === handler)?.enqueuesTo;
          if (queue === undefined) return;
          queues.of(queue).isFed = true;
          queues.of(queue).reads.clear();
        },
        // Who no longer hears of changes cannot pass them on.
        "handler.removed": () => {
          isFed = false;
        },
        "reconcile.read": ({ queue, key, ref }) => {
          judge.reached();
          const state = queues.of(queue);
          state.reads.set(key, ref === undefined ? undefined : revisionOf(ref.resourceVersion));
          if (ref !== undefined) state.resources.add(ref.resource);
        },
        "workqueue.shut-down": ({ queue }) => {
          queues.of(queue).isShutDown = true;
        },
      },
      end: (isQuiet) => {
        if (!isQuiet || !isFed || judge.model.log.isUnknown) return;
        if (someThrows(judge.world)) return;
        for (const [queue, { reads, resources, isShutDown, isFed: hasFeed }] of queues.entries()) {
          if (isShutDown || !hasFeed) continue;
          for (const resource of resources) {
            const problem = staleRead(judge.model, resource, reads);
            if (problem !== undefined) judge.broken(saidOf(queue, problem));
          }
        }
      },
    };
  },
};

/** What was lost in a function that threw nobody passed on. */
function someThrows(world: JudgedWorld | undefined): boolean {
  return [...(world?.informerNames ?? [])].some((name) => world?.informer(name)?.throws === true);
}

function staleRead(
  model: TraceModel,
  resource: string,
  reads: ReadonlyMap<string, number | undefined>,
): LocalizedText | undefined {
  const views = [...model.informers.values()].filter((informer) => informer.resource === resource);
  if (views.some(({ isStopped }) => isStopped)) return undefined;
  const { current } = model.log.of(resource);
  for (const [key, read] of reads) {
    const final = current.get(key)?.revision;
    // An object outside a selector's view exists and is rightly unknown here.
    if (final !== undefined && views.some(({ content }) => !content.has(key))) continue;
    if (final !== read) {
      return {
        en: `the last reconcile of ${key} read ${read ?? "that it is gone"}; in the end it is ${final ?? "gone"}`,
        "zh-CN": `${key} 的最后一次调谐读到的${read === undefined ? "是它已不存在" : `是版本 ${read}`}，而最终${final === undefined ? "它已不存在" : `它是版本 ${final}`}`,
      };
    }
  }
  return undefined;
}
