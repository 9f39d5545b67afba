import type { Invariant } from "../invariant.ts";
import { watchClaims } from "./claimed-revision.ts";

/** C5: what is gone at the revision that the store claims is not in the cache. */
export const noLostDelete: Invariant = {
  id: "C5",
  name: "no-lost-delete",
  title: {
    en: "A key that was deleted by the revision the cache claims is not in the cache.",
    "zh-CN": "在缓存所声称的版本之前已被删除的键，不在缓存中。",
  },
  source: "kubernetes/kubernetes#115658: objects that stayed in the cache for ever",
  binds: ["real-atomic"],
  exceptThrowing: true,
  watch: (judge) =>
    watchClaims(judge, noLostDelete, (informer, key) => {
      const expected = informer.serverState(key, informer.claimed);
      const cached = informer.content.get(key);
      if (expected !== undefined || cached === undefined) return undefined;
      return cached.revision > informer.claimed
        ? undefined
        : {
            en: `${informer.name}: the cache claims revision ${informer.claimed} and still holds ${key}@${cached.revision}, deleted by then`,
            "zh-CN": `${informer.name}：缓存声称已到修订版本 ${informer.claimed}，却还有此前已被删除的 ${key}@${cached.revision}`,
          };
    }),
};
