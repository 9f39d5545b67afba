import type { KubernetesObject } from "@informerlab/core";
import { revisionOf } from "../../model/revision.ts";
import { boundInformer, everyFlavour, type Invariant } from "../invariant.ts";

/** C1: nothing is ever invented. */
export const historicTruth: Invariant = {
  id: "C1",
  name: "historic-truth",
  title: {
    en: "Every cached object is, field by field, a state that the server once had.",
    "zh-CN": "缓存中的每个对象，其每个字段都是服务器曾经有过的状态。",
  },
  source:
    "client-go tools/cache/controller.go processDeltas: the store holds what list and watch delivered",
  binds: everyFlavour,
  watch: (judge) => {
    const check = (
      informerName: string,
      key: string,
      resourceVersion: string | undefined,
      object: KubernetesObject | undefined,
    ): void => {
      const informer = boundInformer(judge, historicTruth, informerName);
      if (informer === undefined || judge.model.log.isUnknown) return;
      judge.reached();
      const entry = informer.log.of(informer.resource).exactly(key, revisionOf(resourceVersion));
      if (entry === undefined || entry.verb === "delete") {
        judge.broken({
          en: `${informerName}: the cache holds ${key}@${resourceVersion}, a version that never existed`,
          "zh-CN": `${informerName}：缓存里有 ${key}@${resourceVersion}，而这个版本从未存在过`,
        });
      } else if (object === undefined || !informer.isTrue(object, entry)) {
        judge.broken({
          en: `${informerName}: the cache holds ${key}@${resourceVersion} with other content than the server had`,
          "zh-CN": `${informerName}：缓存里 ${key}@${resourceVersion} 的内容与服务器上的不同`,
        });
      }
    };
    return {
      on: {
        "store.changed": ({ informer, change, ref, object }) => {
          if (change !== "deleted") check(informer, ref.key, ref.resourceVersion, object);
        },
        "store.replaced": ({ informer, refs, objects }) => {
          for (const [index, ref] of refs.entries())
            check(informer, ref.key, ref.resourceVersion, objects[index]);
        },
      },
    };
  },
};
