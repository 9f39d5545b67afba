import type { HandlerFact } from "@informerlab/core/trace";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, handlerName, type Invariant, PerName } from "../invariant.ts";

/** N1: each handler is told a story that makes sense by itself. */
export const grammar: Invariant = {
  id: "N1",
  name: "grammar",
  title: {
    en: "Each handler hears, for each key: an add, then updates, then a delete; an update's old object is the one it heard last.",
    "zh-CN":
      "对每个键，事件处理器依次听到：一次 add、若干 update、一次 delete；update 的旧对象正是它上次听到的对象。",
  },
  source: "client-go tools/cache ResourceEventHandler",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const heard = new PerName(() => new Map<string, string>());
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          heard.of(handlerName(informer, handler)).clear();
        },
        "handler.notified": (fact) => {
          judge.reached();
          const name = handlerName(fact.informer, fact.handler);
          const known = heard.of(name);
          const problem = problemOf(fact, known.get(fact.ref.key));
          if (problem !== undefined) judge.broken(saidOf(name, problem));
          if (fact.notification === "delete") known.delete(fact.ref.key);
          else known.set(fact.ref.key, fact.ref.resourceVersion ?? "");
        },
      },
    };
  },
};

function problemOf(
  fact: HandlerFact & { kind: "handler.notified" },
  last: string | undefined,
): LocalizedText | undefined {
  const { notification, ref, previousResourceVersion, isInitial } = fact;
  const { key, resourceVersion } = ref;
  switch (notification) {
    case "add":
      return last === undefined
        ? undefined
        : {
            en: `${isInitial ? "initial " : ""}add of ${key}, which it holds already`,
            "zh-CN": `收到 ${key} 的${isInitial ? "初始 " : " "}add，而它早已知道这个对象`,
          };
    case "delete":
      return last === undefined
        ? {
            en: `told of the deletion of ${key}, which it never heard of`,
            "zh-CN": `得知 ${key} 被删除，却从未听说过这个对象`,
          }
        : undefined;
    case "sync":
      return last === undefined
        ? {
            en: `sync of ${key}, which it never heard of`,
            "zh-CN": `收到 ${key} 的 sync，却从未听说过这个对象`,
          }
        : undefined;
    case "update":
      if (last === undefined)
        return {
          en: `update of ${key}, which it never heard of`,
          "zh-CN": `收到 ${key} 的 update，却从未听说过这个对象`,
        };
      if (previousResourceVersion === resourceVersion) {
        return {
          en: `update of ${key} whose old and new object are both ${resourceVersion}`,
          "zh-CN": `收到 ${key} 的 update，新旧对象却都是版本 ${resourceVersion}`,
        };
      }
      return previousResourceVersion === last
        ? undefined
        : {
            en: `update of ${key} from ${previousResourceVersion} to ${resourceVersion}; the last it heard was ${last}`,
            "zh-CN": `收到 ${key} 从版本 ${previousResourceVersion} 到 ${resourceVersion} 的 update，而它上次听到的是 ${last}`,
          };
  }
}
