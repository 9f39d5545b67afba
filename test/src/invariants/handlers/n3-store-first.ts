import { revisionOf } from "../../model/revision.ts";
import { boundInformer, everyFlavour, type Invariant } from "../invariant.ts";

/** N3: who is told of a version finds it, or a newer one, in the cache. */
export const storeFirst: Invariant = {
  id: "N3",
  name: "store-first",
  title: {
    en: "When a handler is told of a version, the cache already holds that version or a newer one.",
    "zh-CN": "事件处理器得知某个版本时，缓存里已经是该版本或更新的版本。",
  },
  source: "client-go tools/cache/controller.go processDeltas: indexer first, then handlers",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const check = (
      name: string,
      handler: string,
      notification: string,
      key: string,
      resourceVersion: string | undefined,
    ): void => {
      const informer = boundInformer(judge, storeFirst, name);
      if (informer === undefined) return;
      judge.reached();
      const cached = informer.content.get(key);
      const told = revisionOf(resourceVersion);
      if (notification === "delete") {
        if (cached !== undefined && cached.revision <= told) {
          judge.broken({
            en: `${name}/${handler}: told that ${key} is gone while the cache still holds ${key}@${cached.revision}`,
            "zh-CN": `${name}/${handler}：得知 ${key} 已消失，而缓存里还有 ${key}@${cached.revision}`,
          });
        }
        return;
      }
      // Absent is fine only when a later deletion was applied already.
      const isPast = informer.log
        .of(informer.resource)
        .ofKey(key)
        .some(({ revision, verb }) => verb === "delete" && revision > told);
      const leftView = informer.serverState(key, Number.MAX_SAFE_INTEGER) === undefined;
      if (cached === undefined ? !isPast && !leftView : cached.revision < told) {
        judge.broken({
          en: `${name}/${handler}: told of ${key}@${resourceVersion} while the cache holds ${cached === undefined ? "nothing" : `version ${cached.revision}`}`,
          "zh-CN": `${name}/${handler}：得知 ${key}@${resourceVersion}，而缓存里${cached === undefined ? "还没有它" : `是版本 ${cached.revision}`}`,
        });
      }
    };
    return {
      on: {
        "handler.notified": ({ informer, handler, notification, ref }) => {
          check(informer, handler, notification, ref.key, ref.resourceVersion);
        },
      },
    };
  },
};
