import type { KubernetesObject } from "@informerlab/core";
import { everyFlavour, type Invariant, type JudgedInformer } from "../invariant.ts";

interface Still {
  readonly live: JudgedInformer;
  readonly objects: readonly KubernetesObject[];
  readonly version: string;
  readonly hasSynced: boolean;
}

/** N13: what has stopped stands still. */
export const nothingAfterStop: Invariant = {
  id: "N13",
  name: "nothing-after-stop",
  title: {
    en: "From the moment at which an informer is stopped, its cache and its hasSynced stay as they are, and no callback of it begins.",
    "zh-CN": "informer 一经停止，其缓存与 hasSynced 便保持不变，也不再有任何回调开始。",
  },
  source: "client-go tools/cache/controller.go Run: the queue is closed, the loop ends",
  binds: everyFlavour,
  hearsMerged: true,
  watch: (judge) => {
    const stopped = new Map<string, Still>();
    return {
      on: {},
      see: {
        "program.stopped": ({ informer }) => {
          const live = judge.world?.informer(informer);
          if (live === undefined) return;
          judge.reached();
          stopped.set(informer, {
            live,
            objects: live.indexer.list(),
            version: live.indexer.lastStoreSyncResourceVersion,
            hasSynced: live.hasSynced,
          });
          judge.askForStepEnd();
        },
        "probe.called": ({ informer, handler, call }) => {
          if (stopped.has(informer))
            judge.broken(
              `${informer}/${handler}: called with ${call} after its informer was stopped`,
            );
        },
      },
      askedStepEnd: () => {
        for (const [name, still] of stopped) {
          const problem = changeOf(still);
          if (problem !== undefined) judge.broken(`${name}: stopped, and ${problem}`);
        }
        // From now on it stands still for ever.
        judge.askForStepEnd();
      },
    };
  },
};

function changeOf({ live, objects, version, hasSynced }: Still): string | undefined {
  const now = live.indexer.list();
  if (now.length !== objects.length || now.some((object, index) => object !== objects[index]))
    return `its cache changed from ${objects.length} objects to ${now.length}`;
  if (live.indexer.lastStoreSyncResourceVersion !== version)
    return `its cache claims ${live.indexer.lastStoreSyncResourceVersion || "no version"} after ${version || "none"}`;
  return live.hasSynced === hasSynced
    ? undefined
    : `hasSynced became ${live.hasSynced ? "true" : "false"}`;
}
