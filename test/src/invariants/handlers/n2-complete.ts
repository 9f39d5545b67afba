import type { NotificationType } from "@informerlab/core/trace";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

interface Expected {
  readonly type: NotificationType;
  readonly key: string;
  readonly resourceVersion: string | undefined;
}

interface Handlers {
  readonly names: Set<string>;
  readonly expected: Map<string, Expected[]>;
}

/** N2, N6: every handler is told of every change of the cache, in the order of the changes. */
export const complete: Invariant = {
  id: "N2",
  name: "complete",
  title: {
    en: "Every handler is told of every change of the cache since it joined, in the order of the changes, and of nothing else.",
    "zh-CN": "事件处理器会按发生顺序得知自加入以来缓存的每一次变更，且仅此而已。",
  },
  source: "client-go tools/cache/shared_informer.go sharedProcessor.distribute",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const informers = new PerName<Handlers>(() => ({ names: new Set(), expected: new Map() }));
    const expect = (informer: string, change: Expected): void => {
      const { names, expected } = informers.of(informer);
      for (const name of names) expected.get(name)?.push(change);
    };
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          const { names, expected } = informers.of(informer);
          names.add(handler);
          expected.set(handler, []);
        },
        "handler.removed": ({ informer, handler }) => {
          informers.of(informer).names.delete(handler);
        },
        "store.changed": ({ informer, change, ref, previousResourceVersion }) => {
          if (change === "updated" && previousResourceVersion === ref.resourceVersion) return;
          const type = change === "added" ? "add" : change === "updated" ? "update" : "delete";
          expect(informer, {
            type,
            key: ref.key,
            resourceVersion: type === "delete" ? undefined : ref.resourceVersion,
          });
        },
        "store.replaced": ({ informer, refs }) => {
          const replacement = judge.model.informers.get(informer)?.lastReplacement;
          if (replacement === undefined) return;
          for (const key of replacement.before.keys()) {
            if (!replacement.after.has(key))
              expect(informer, { type: "delete", key, resourceVersion: undefined });
          }
          for (const { key, resourceVersion } of refs) {
            const before = replacement.before.get(key);
            if (before === undefined) expect(informer, { type: "add", key, resourceVersion });
            else if (String(before.revision) !== resourceVersion)
              expect(informer, { type: "update", key, resourceVersion });
          }
        },
        "handler.notified": ({ informer, handler, notification, ref, isInitial }) => {
          const bound = boundInformer(judge, complete, informer);
          const { expected } = informers.of(informer);
          const waiting = expected.get(handler);
          if (bound === undefined || waiting === undefined || notification === "sync") return;
          judge.reached();
          const isChange = (one: Expected): boolean =>
            one.key === ref.key &&
            one.type === notification &&
            (one.resourceVersion === undefined || one.resourceVersion === ref.resourceVersion);
          // Deletions of one list have no order among themselves, and come before what is new in it.
          const later = waiting.findIndex(({ type }) => type !== "delete");
          const index = waiting.findIndex(isChange);
          if (index === 0 || (index > 0 && (index < later || later < 0))) {
            waiting.splice(index, 1);
            return;
          }
          // The replay for a handler that joins late has no change behind it.
          if (isInitial && bound.content.get(ref.key) !== undefined && notification === "add")
            return;
          const next = waiting[0];
          const instead =
            next === undefined
              ? { en: "the cache did not change", "zh-CN": "缓存并没有变" }
              : {
                  en: `next is the ${next.type} of ${next.key}`,
                  "zh-CN": `接下来该是 ${next.key} 的 ${next.type}`,
                };
          judge.broken({
            en: `${informer}/${handler}: told of the ${notification} of ${ref.key}@${ref.resourceVersion}, but ${instead.en}`,
            "zh-CN": `${informer}/${handler}：收到 ${ref.key}@${ref.resourceVersion} 的 ${notification}，但${instead["zh-CN"]}`,
          });
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { names, expected }] of informers.entries()) {
          const bound = boundInformer(judge, complete, name);
          if (bound === undefined || bound.isStopped) continue;
          for (const handler of names) {
            const missed = expected.get(handler)?.[0];
            if (missed !== undefined) judge.broken(saidOf(`${name}/${handler}`, neverTold(missed)));
          }
        }
      },
    };
  },
};

function neverTold({ type, key, resourceVersion }: Expected): LocalizedText {
  return resourceVersion === undefined
    ? {
        en: `never told of the ${type} of ${key}`,
        "zh-CN": `${key} 已消失，却始终没有收到它的 ${type}`,
      }
    : {
        en: `never told of the ${type} of ${key}@${resourceVersion}`,
        "zh-CN": `始终没有收到 ${key}@${resourceVersion} 的 ${type}`,
      };
}
