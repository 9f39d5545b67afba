import { type KubernetesObject, metaNamespaceKey, Selector } from "@informerlab/core";
import { everyFlavour, type Invariant } from "../invariant.ts";

type Labels = Readonly<Record<string, string>>;

/** What label selectors mean. */
const meanings: Readonly<Record<string, (labels: Labels) => boolean>> = {
  "zone=a": ({ zone }) => zone === "a",
  "zone!=a": ({ zone }) => zone !== "a",
  "zone in (a,c)": ({ zone }) => zone === "a" || zone === "c",
  "zone notin (b)": ({ zone }) => zone !== "b",
  zone: ({ zone }) => zone !== undefined,
  "!zone": ({ zone }) => zone === undefined,
};
/** Read once: each run is asked for all of them. */
const questions = Object.entries(meanings).map(([text, matches]) => ({
  text,
  selector: Selector.parse(text),
  matches,
}));

/** I7: a lister gives what is cached and matches, as the server would. */
export const selected: Invariant = {
  id: "I7",
  name: "selected",
  title: {
    en: "A lister answers a label selector with exactly the cached objects that match it, also those without the label.",
    "zh-CN": "lister 对标签选择器的回答，恰好是缓存中匹配的对象，没有该标签的对象也照此处理。",
  },
  source: "kubernetes labels.Selector; client-go tools/cache/listers.go ListAll",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {},
    end: () => {
      for (const name of judge.world?.informerNames ?? []) {
        const live = judge.world?.informer(name);
        if (live === undefined || live.indexer.size === 0) continue;
        judge.reached();
        const cached = live.indexer.list();
        for (const { text, selector, matches } of questions) {
          const wanted = keysOf(cached.filter(({ metadata }) => matches(metadata?.labels ?? {})));
          const given = keysOf(live.select(selector));
          if (wanted !== given)
            judge.broken(
              `${name}: ${text} gives ${given || "nothing"}; cached and matching are ${wanted || "none"}`,
            );
        }
      }
    },
  }),
};

function keysOf(objects: readonly KubernetesObject[]): string {
  return objects
    .map((object) => metaNamespaceKey(object))
    .sort()
    .join(" ");
}
