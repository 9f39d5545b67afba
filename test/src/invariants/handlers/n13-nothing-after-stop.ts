import type { KubernetesObject } from "@informerlab/core";
import type { LocalizedText } from "../../scenario/localized-text.ts";
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
            judge.broken({
              en: `${informer}/${handler}: called with ${call} after its informer was stopped`,
              "zh-CN": `${informer}/${handler}：informer 停止之后，仍收到 ${call} 回调`,
            });
        },
      },
      askedStepEnd: () => {
        for (const [name, still] of stopped) {
          const problem = changeOf(still);
          if (problem !== undefined)
            judge.broken({
              en: `${name}: stopped, and ${problem.en}`,
              "zh-CN": `${name}：已停止，${problem["zh-CN"]}`,
            });
        }
        // From now on it stands still for ever.
        judge.askForStepEnd();
      },
    };
  },
};

function changeOf({ live, objects, version, hasSynced }: Still): LocalizedText | undefined {
  const now = live.indexer.list();
  if (now.length !== objects.length || now.some((object, index) => object !== objects[index]))
    return {
      en: `its cache changed from ${objects.length} objects to ${now.length}`,
      "zh-CN": `缓存里的对象却从 ${objects.length} 个变成了 ${now.length} 个`,
    };
  const claimed = live.indexer.lastStoreSyncResourceVersion;
  if (claimed !== version)
    return {
      en: `its cache claims ${claimed || "no version"} after ${version || "none"}`,
      "zh-CN": `缓存声称的版本却从“${version}”变成了“${claimed}”`,
    };
  return live.hasSynced === hasSynced
    ? undefined
    : {
        en: `hasSynced became ${live.hasSynced ? "true" : "false"}`,
        "zh-CN": `hasSynced 却变成了 ${live.hasSynced ? "true" : "false"}`,
      };
}
