import type { Invariant } from "../invariant.ts";
import { watchClaims } from "./claimed-revision.ts";

/** C7: a store that claims a revision holds everything up to it. */
export const honestClaim: Invariant = {
  id: "C7",
  name: "honest-claim",
  title: {
    en: "A cache that claims revision v holds every change up to v; one that takes lists item by item claims none.",
    "zh-CN": "声称达到版本 v 的缓存，包含直到 v 的每一次变更；逐项接收列举的缓存不作任何声称。",
  },
  source: "kubernetes KEP-5647, client-go LastStoreSyncResourceVersion",
  binds: ["real-atomic"],
  exceptThrowing: true,
  watch: (judge) => {
    const claims = watchClaims(judge, honestClaim, (informer, key) => {
      const expected = informer.serverState(key, informer.claimed);
      if (expected === undefined) return undefined;
      const cached = informer.content.get(key);
      if (cached === undefined) {
        // Absent is fine only when a later deletion was applied already.
        const later = informer.log
          .of(informer.resource)
          .ofKey(key)
          .some(({ revision, verb }) => revision > informer.claimed && verb === "delete");
        return later
          ? undefined
          : {
              en: `${informer.name}: the cache claims revision ${informer.claimed} and lacks ${key}@${expected.revision}`,
              "zh-CN": `${informer.name}：缓存声称已到修订版本 ${informer.claimed}，却缺少 ${key}@${expected.revision}`,
            };
      }
      return cached.revision >= expected.revision
        ? undefined
        : {
            en: `${informer.name}: the cache claims revision ${informer.claimed} and holds ${key}@${cached.revision} instead of ${expected.revision}`,
            "zh-CN": `${informer.name}：缓存声称已到修订版本 ${informer.claimed}，其中的 ${key}@${cached.revision} 却本该是 ${expected.revision}`,
          };
    });
    return {
      ...claims,
      on: {
        ...claims.on,
        "store.changed": (fact, record) => {
          const { informer, storeResourceVersion } = fact;
          const flavour = judge.model.informers.get(informer)?.flavour;
          // Item by item a list is half in: no version says what the cache then holds.
          if (storeResourceVersion !== "" && flavour !== "real-atomic")
            judge.broken({
              en: `${informer}: the cache claims version ${storeResourceVersion}, and only one that takes lists whole can`,
              "zh-CN": `${informer}：缓存声称已到版本 ${storeResourceVersion}，而只有整体接收列举的缓存才能这样声称`,
            });
          else claims.on["store.changed"]?.(fact, record);
        },
      },
    };
  },
};
