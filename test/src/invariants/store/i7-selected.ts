import {
  isNotFound,
  type KubernetesObject,
  type Lister,
  metaNamespaceKey,
  type NamespaceLister,
  Selector,
} from "@informerlab/core";
import { type LocalizedText, namesText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant, type JudgedInformer } from "../invariant.ts";

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
const questions = [
  ...Object.entries(meanings).map(([text, matches]) => ({
    text,
    selector: Selector.parse(text),
    matches,
  })),
  { text: "everything", selector: Selector.everything(), matches: () => true },
  { text: "nothing", selector: Selector.nothing(), matches: () => false },
];
/** No object has it. */
const strange = "no-such-name";

/** I7: a lister gives what is cached and matches, as the server would. */
export const selected: Invariant = {
  id: "I7",
  name: "selected",
  title: {
    en: "A lister answers a label selector with exactly the cached objects that match it, also those without the label, and a name with the cached object of that name, or not-found.",
    "zh-CN":
      "lister 对标签选择器的回答，恰好是缓存中匹配的对象，没有该标签的对象也照此处理；按名称读取得到缓存中的该对象，没有则为 not-found。",
  },
  source: "kubernetes labels.Selector; client-go tools/cache/listers.go ListAll, Get",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {},
    end: () => {
      for (const name of judge.world?.informerNames ?? []) {
        const live = judge.world?.informer(name);
        if (live === undefined || live.indexer.size === 0) continue;
        judge.reached();
        for (const namespace of [undefined, ...namespacesOf(live)]) {
          const problem = otherAnswerIn(live, namespace) ?? otherObjectIn(live, namespace);
          if (problem !== undefined) judge.broken(saidOf(name, problem));
        }
      }
    },
  }),
};

/** Namespaces are found by an index, which lacks what its function threw on. */
function namespacesOf({ indexer, throws }: JudgedInformer): ReadonlySet<string> {
  const objects = throws ? [] : indexer.list();
  return new Set(objects.flatMap(({ metadata }) => metadata?.namespace ?? []));
}

/** What is wrong with the answers for one namespace, or for all. */
function otherAnswerIn(
  live: JudgedInformer,
  namespace: string | undefined,
): LocalizedText | undefined {
  const cached = live.indexer
    .list()
    .filter(({ metadata }) => namespace === undefined || metadata?.namespace === namespace);
  const reader = readerOf(live, namespace);
  for (const { text, selector, matches } of questions) {
    const right = cached.filter(({ metadata }) => matches(metadata?.labels ?? {}));
    const answer = reader.list(selector);
    if (answer.length === right.length && answer.every((object, place) => object === right[place]))
      continue;
    // The order is nobody's promise.
    const wanted = keysOf(right);
    const given = keysOf(answer);
    if (wanted.join() !== given.join()) return otherAnswer(text, given, wanted);
  }
  return undefined;
}

function readerOf(
  { lister }: JudgedInformer,
  namespace: string | undefined,
): Lister | NamespaceLister {
  return namespace === undefined ? lister : lister.byNamespace(namespace);
}

/** What is wrong with what is read by name. */
function otherObjectIn(
  live: JudgedInformer,
  namespace: string | undefined,
): LocalizedText | undefined {
  const reader = readerOf(live, namespace);
  for (const object of live.indexer.list()) {
    const { name = "", namespace: own } = object.metadata ?? {};
    if (namespace === undefined ? own !== undefined : own !== namespace) continue;
    if (readBy(reader, name) !== object)
      return {
        en: `${name} is cached, and its lister does not give it by name`,
        "zh-CN": `${name} 在缓存中，lister 按名称却没有给出它`,
      };
  }
  if (readBy(reader, strange) === "not-found") return undefined;
  return {
    en: `${strange} is not cached, and its lister does not say not-found`,
    "zh-CN": `${strange} 不在缓存中，lister 却没有回答 not-found`,
  };
}

function readBy(reader: Lister | NamespaceLister, name: string): KubernetesObject | "not-found" {
  try {
    return reader.get(name);
  } catch (error) {
    if (isNotFound(error)) return "not-found";
    throw error;
  }
}

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
