import type { HandlerFact } from "@informerlab/core/trace";
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
          if (problem !== undefined) judge.broken(`${name}: ${problem}`);
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
): string | undefined {
  const { notification, ref, previousResourceVersion, isInitial } = fact;
  const { key, resourceVersion } = ref;
  switch (notification) {
    case "add":
      return last === undefined
        ? undefined
        : `${isInitial ? "initial " : ""}add of ${key}, which it holds already`;
    case "delete":
      return last === undefined
        ? `told of the deletion of ${key}, which it never heard of`
        : undefined;
    case "sync":
      return last === undefined ? `sync of ${key}, which it never heard of` : undefined;
    case "update":
      if (last === undefined) return `update of ${key}, which it never heard of`;
      if (previousResourceVersion === resourceVersion) {
        return `update of ${key} whose old and new object are both ${resourceVersion}`;
      }
      return previousResourceVersion === last
        ? undefined
        : `update of ${key} from ${previousResourceVersion} to ${resourceVersion}; the last it heard was ${last}`;
  }
}
