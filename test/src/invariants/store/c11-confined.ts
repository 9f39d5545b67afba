import { boundInformer, everyFlavour, type Invariant } from "../invariant.ts";

/** C11: only objects that match the informer's selectors are in its cache. */
export const confined: Invariant = {
  id: "C11",
  name: "confined",
  title: {
    en: "Every cached object matches the informer's namespace and selectors.",
    "zh-CN": "缓存中的每个对象都符合该 informer 的命名空间与选择器。",
  },
  source: "kube-apiserver watch cache: an object that leaves a selector's view is sent as DELETED",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {
      "store.changed": ({ informer, change, ref, object }) => {
        const bound = boundInformer(judge, confined, informer);
        if (bound === undefined || change === "deleted" || object === undefined) return;
        judge.reached();
        if (!bound.matches(object))
          judge.broken({
            en: `${informer}: ${ref.key} is cached and does not match the selectors`,
            "zh-CN": `${informer}：${ref.key} 在缓存里，却不符合选择器`,
          });
      },
      "store.replaced": ({ informer, refs, objects }) => {
        const bound = boundInformer(judge, confined, informer);
        if (bound === undefined) return;
        for (const [index, object] of objects.entries()) {
          judge.reached();
          if (!bound.matches(object)) {
            judge.broken({
              en: `${informer}: ${refs[index]?.key} is cached and does not match the selectors`,
              "zh-CN": `${informer}：${refs[index]?.key} 在缓存里，却不符合选择器`,
            });
          }
        }
      },
    },
  }),
};
