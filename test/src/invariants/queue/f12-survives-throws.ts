import { deletionHandlingMetaNamespaceKey, metaNamespaceKey } from "@informerlab/core";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import { isSameState } from "../handlers/n14-heard-truth.ts";
import {
  everyFlavour,
  handlerName,
  type Invariant,
  type JudgedInformer,
  PerName,
} from "../invariant.ts";
import type { Heard } from "../observation.ts";
import { liveDifference } from "../store/c3-convergence.ts";
import { disagreement } from "../store/i1-index-agrees.ts";

/** F12: a function of the program that throws costs what it was called for, and nothing for good. */
export const survivesThrows: Invariant = {
  id: "F12",
  name: "survives-throws",
  title: {
    en: "Where an index function or a transform throws, the error is reported and the informer goes on; the next whole list mends cache, indexes and what handlers know.",
    "zh-CN":
      "索引函数或 transform 抛出异常时，错误得到报告，informer 继续运行；下一次完整列举修复缓存、索引以及事件处理器所知。",
  },
  source: "client-go tools/cache: IX-10, PD-7, RF-34 of the informer's specification",
  binds: everyFlavour,
  hearsThrowing: true,
  watch: (judge) => {
    const states = new PerName(() => ({
      /** In the step at hand an index function threw, and nobody was told. */
      isSwallowed: false,
      hasThrown: false,
      /** A whole list was taken in after the last throw. */
      isMended: false,
      /** The list that is being streamed lacks what a transform failed on. */
      isListLacking: false,
    }));
    const heard = new PerName(() => new Map<string, Heard>());
    return {
      on: {
        "reflector.listed": ({ informer }) => {
          if (judge.world?.informer(informer)?.throws !== true) return;
          const state = states.of(informer);
          state.isMended = !state.isListLacking;
          state.isListLacking = false;
        },
        "reflector.watch-requested": ({ informer }) => {
          states.of(informer).isListLacking = false;
        },
      },
      see: {
        "program.threw": ({ informer, of }) => {
          const state = states.of(informer);
          state.hasThrown = true;
          state.isMended = false;
          if (of === "transform") state.isListLacking = true;
          if (of !== "index") return;
          state.isSwallowed = true;
          judge.askForStepEnd();
        },
        "program.told-of-error": ({ informer }) => {
          states.of(informer).isSwallowed = false;
        },
        "probe.joined": ({ informer, handler }) => {
          if (judge.world?.informer(informer)?.throws === true)
            heard.of(handlerName(informer, handler)).clear();
        },
        "probe.called": ({ informer, handler, call, object }) => {
          if (judge.world?.informer(informer)?.throws !== true) return;
          const known = heard.of(handlerName(informer, handler));
          const key = deletionHandlingMetaNamespaceKey(object);
          if (call === "delete") known.delete(key);
          else known.set(key, object);
        },
      },
      askedStepEnd: () => {
        for (const [name, state] of states.entries()) {
          if (!state.isSwallowed) continue;
          state.isSwallowed = false;
          judge.reached();
          judge.broken({
            en: `${name}: an index function threw, and nobody was told`,
            "zh-CN": `${name}：索引函数抛出了异常，却没有任何人得知`,
          });
        }
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { hasThrown, isMended }] of states.entries()) {
          const live = judge.world?.informer(name);
          const model = judge.model.informers.get(name);
          if (!hasThrown || !isMended || live?.isRunning !== true || model === undefined) continue;
          judge.reached();
          const problem =
            liveDifference(model, live.indexer) ??
            disagreement(live.indexer) ??
            ignorance(live, (handler) => heard.of(handlerName(name, handler)));
          if (problem !== undefined)
            judge.broken({
              en: `${name}: a function threw, a whole list came after it, and ${problem.en}`,
              "zh-CN": `${name}：有函数抛出过异常，其后又来过一次完整列举，然而${problem["zh-CN"]}`,
            });
        }
      },
    };
  },
};

/** What a handler does not know in the end, or knows although it is gone. */
function ignorance(
  live: JudgedInformer,
  heardBy: (handler: string) => ReadonlyMap<string, Heard>,
): LocalizedText | undefined {
  const cached = live.indexer.list();
  for (const handler of live.registrations.keys()) {
    if (live.isLimited(handler)) continue;
    const heard = heardBy(handler);
    for (const object of cached) {
      const key = metaNamespaceKey(object);
      const last = heard.get(key);
      if (last === undefined || !isSameState(last as typeof object, object))
        return {
          en: `${handler} has not heard of ${key}@${object.metadata?.resourceVersion}`,
          "zh-CN": `事件处理器 ${handler} 没有听到 ${key}@${object.metadata?.resourceVersion}`,
        };
    }
    if (heard.size > cached.length)
      return {
        en: `${handler} knows of ${heard.size} objects; ${cached.length} are cached`,
        "zh-CN": `事件处理器 ${handler} 知道 ${heard.size} 个对象，缓存里却有 ${cached.length} 个`,
      };
  }
  return undefined;
}
