import type { ObjectRef } from "@informerlab/core/trace";
import { revisionOf } from "../../model/revision.ts";
import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** C6: after the deletion of an object was applied, that object never returns. */
export const noResurrection: Invariant = {
  id: "C6",
  name: "no-resurrection",
  title: {
    en: "An object whose deletion reached the cache never returns; only another one under the same name may.",
    "zh-CN": "删除已到达缓存的对象不会复活；同名出现的只能是另一个对象。",
  },
  source: "Kubernetes API conventions: a uid is never reused",
  binds: everyFlavour,
  watch: (judge) => {
    const dead = new PerName(() => new Set<string>());
    const stored = (informer: string, key: string, uid: string | undefined): void => {
      if (uid !== undefined && dead.of(informer).has(uid)) {
        judge.broken({
          en: `${informer}: ${key} (uid ${uid}) is back in the cache after its deletion was applied`,
          "zh-CN": `${informer}：${key}（uid ${uid}）的删除已经应用，它却又回到缓存里`,
        });
      }
    };
    return {
      on: {
        "store.changed": ({ informer, change, ref, object }) => {
          const bound = boundInformer(judge, noResurrection, informer);
          if (bound === undefined) return;
          if (change !== "deleted") stored(informer, ref.key, ref.uid ?? object?.metadata?.uid);
          // An object may leave a selector's view and return; only what was deleted at that very revision is dead.
          else if (ref.uid !== undefined && isDeletion(bound, ref)) {
            judge.reached();
            dead.of(informer).add(ref.uid);
          }
        },
        "store.replaced": ({ informer, refs }) => {
          if (boundInformer(judge, noResurrection, informer) === undefined) return;
          for (const ref of refs) stored(informer, ref.key, ref.uid);
        },
      },
    };
  },
};

function isDeletion(
  informer: NonNullable<ReturnType<typeof boundInformer>>,
  { key, resourceVersion }: ObjectRef,
): boolean {
  const entry = informer.log.of(informer.resource).exactly(key, revisionOf(resourceVersion));
  return entry?.verb === "delete";
}
