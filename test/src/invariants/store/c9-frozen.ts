import { DeletedFinalStateUnknown, type KubernetesObject, printJson } from "@informerlab/core";
import { everyFlavour, type Invariant } from "../invariant.ts";

/** C9: objects are shared between server, cache and handlers, and nobody of us changes one. */
export const frozen: Invariant = {
  id: "C9",
  name: "frozen",
  title: {
    en: "An object that was handed out is never changed afterwards.",
    "zh-CN": "交出去的对象此后绝不改变。",
  },
  source:
    "client-go: objects of the cache are shared and read-only; tools/cache/mutation_detector.go",
  binds: everyFlavour,
  hearsMerged: true,
  watch: (judge) => {
    const texts = new Map<KubernetesObject, string>();
    const keep = (object: KubernetesObject | undefined): void => {
      if (object !== undefined && !texts.has(object)) texts.set(object, printJson(object));
    };
    return {
      on: { "server.committed": ({ object }) => keep(object) },
      see: {
        "probe.called": ({ object }) =>
          keep(object instanceof DeletedFinalStateUnknown ? object.object : object),
      },
      end: () => {
        for (const [object, text] of texts) {
          judge.reached();
          if (printJson(object) !== text) {
            const { name, resourceVersion } = object.metadata ?? {};
            judge.broken({
              en: `${name}@${resourceVersion} was changed after it was handed out`,
              "zh-CN": `${name}@${resourceVersion} 在交出去之后又被修改`,
            });
          }
        }
      },
    };
  },
};
