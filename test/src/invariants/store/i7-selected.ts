import { type KubernetesObject, metaNamespaceKey, Selector } from "@informerlab/core";
import { type LocalizedText, namesText, saidOf } from "../../scenario/localized-text.ts";
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
          if (wanted.join() !== given.join())
            judge.broken(saidOf(name, otherAnswer(text, given, wanted)));
        }
      }
    },
  }),
};

function otherAnswer(
  question: string,
  given: readonly string[],
  wanted: readonly string[],
): LocalizedText {
  const is = namesText(given);
  const right = namesText(wanted);
  return {
    en: `${question} gives ${is.en}; cached and matching are ${right.en}`,
    "zh-CN": `按 ${question} 查询得到：${is["zh-CN"]}；而缓存中匹配的是：${right["zh-CN"]}`,
  };
}

function keysOf(objects: readonly KubernetesObject[]): readonly string[] {
  return objects.map((object) => metaNamespaceKey(object)).sort();
}
