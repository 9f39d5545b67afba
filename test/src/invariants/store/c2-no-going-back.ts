import { revisionOf } from "../../model/revision.ts";
import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** C2: within one life of a process the cache never goes back in time. */
export const noGoingBack: Invariant = {
  id: "C2",
  name: "no-going-back",
  title: {
    en: "The cached version of a key never falls, and a deleted key never comes back older than its deletion.",
    "zh-CN": "某个键在缓存中的版本不会回退；已删除的键不会以早于删除的版本重新出现。",
  },
  source: "kubernetes/kubernetes#59848: reflectors must not travel back in time",
  binds: everyFlavour,
  watch: (judge) => {
    const newest = new PerName(() => new Map<string, number>());
    const stored = (
      informerName: string,
      key: string,
      resourceVersion: string | undefined,
    ): void => {
      const revision = revisionOf(resourceVersion);
      const seen = newest.of(informerName);
      const before = seen.get(key);
      if (before !== undefined) {
        judge.reached();
        if (revision < before) {
          judge.broken({
            en: `${informerName}: ${key} goes back from version ${before} to ${revision}`,
            "zh-CN": `${informerName}：${key} 从版本 ${before} 退回到 ${revision}`,
          });
        }
      }
      seen.set(key, revision);
    };
    return {
      on: {
        "store.changed": ({ informer, change, ref }) => {
          const bound = boundInformer(judge, noGoingBack, informer);
          if (bound === undefined) return;
          if (change !== "deleted") stored(informer, ref.key, ref.resourceVersion);
          // A tombstone carries the last version seen, a real deletion its own: both are lower bounds.
          else
            newest
              .of(informer)
              .set(
                ref.key,
                Math.max(
                  newest.of(informer).get(ref.key) ?? 0,
                  revisionOf(ref.resourceVersion) || 0,
                ),
              );
        },
        "store.replaced": ({ informer, refs }) => {
          if (boundInformer(judge, noGoingBack, informer) === undefined) return;
          for (const ref of refs) stored(informer, ref.key, ref.resourceVersion);
        },
      },
    };
  },
};
