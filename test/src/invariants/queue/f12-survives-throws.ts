import { deletionHandlingMetaNamespaceKey, metaNamespaceKey } from "@informerlab/core";
import { revisionOf } from "../../model/revision.ts";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import { isSameState } from "../handlers/n14-heard-truth.ts";
import {
  everyFlavour,
  handlerName,
  type Invariant,
  type Judge,
  type JudgedInformer,
  Newcomers,
  PerName,
} from "../invariant.ts";
import type { Heard } from "../observation.ts";
import { liveDifference } from "../store/c3-convergence.ts";
import { disagreement } from "../store/i1-index-agrees.ts";

interface State {
  /** In the step at hand an index function threw, and nobody was told. */
  isSwallowed: boolean;
  hasThrown: boolean;
  /** A write was lost to an index function in the step at hand. */
  isLost: boolean;
  /** Keys of objects on which an index function threw in the step at hand. */
  readonly failed: Set<string>;
  /** What the cache claimed before the pop of the step at hand; undefined for a list that is swapped in whole. */
  claimed: string | undefined;
  /** Version of the last list. */
  listed: string;
  /** A whole list was taken in after the last throw. */
  isMended: boolean;
  /** The list that is being streamed lacks what a transform failed on. */
  isListLacking: boolean;
}

function newState(): State {
  return {
    isSwallowed: false,
    hasThrown: false,
    isLost: false,
    failed: new Set(),
    claimed: undefined,
    listed: "",
    isMended: false,
    isListLacking: false,
  };
}

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
  watch: (judge) => {
    const states = new PerName(newState);
    const heard = new PerName(() => new Map<string, Heard>());
    const newcomers = new Newcomers(judge);
    return {
      on: {
        "handler.registered": ({ informer, handler }) =>
          newcomers.add(handlerName(informer, handler)),
        "reflector.listed": ({ informer, resourceVersion }) => {
          if (judge.world?.informer(informer)?.throws !== true) return;
          const state = states.of(informer);
          state.isMended = !state.isListLacking;
          state.listed = resourceVersion;
          state.isListLacking = false;
        },
        "queue.popped": ({ informer, deltas }) => {
          const live = judge.world?.informer(informer);
          if (live?.throws !== true) return;
          const isSwap = deltas.some(({ type }) => type === "ReplacedAll");
          const { lastStoreSyncResourceVersion } = live.indexer;
          states.of(informer).claimed = isSwap ? undefined : lastStoreSyncResourceVersion;
          judge.askForStepEnd();
        },
        // A list that is swapped in whole is another matter: its content is the list's all the same.
        "handler.notified": ({ informer, handler, ref }) => {
          if (judge.world?.informer(informer)?.throws !== true) return;
          const { failed, claimed } = states.of(informer);
          const name = handlerName(informer, handler);
          if (claimed !== undefined && failed.has(ref.key) && !newcomers.has(name))
            toldOfLost(judge, name, ref.key);
        },
        "reflector.watch-requested": ({ informer }) => {
          states.of(informer).isListLacking = false;
        },
      },
      see: {
        "program.threw": ({ informer, of, key }) => {
          const state = states.of(informer);
          state.hasThrown = true;
          state.isMended = false;
          if (of === "transform") state.isListLacking = true;
          if (of !== "index") return;
          state.isSwallowed = true;
          state.failed.add(key);
          judge.askForStepEnd();
        },
        "program.told-of-error": ({ informer }) => {
          const state = states.of(informer);
          state.isLost ||= state.isSwallowed;
          state.isSwallowed = false;
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
          const { isLost, claimed } = state;
          state.isLost = false;
          state.failed.clear();
          state.claimed = undefined;
          if (isLost && claimed !== undefined) checkClaim(judge, name, claimed);
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
        for (const [name, { hasThrown, isMended, listed }] of states.entries()) {
          const live = judge.world?.informer(name);
          const model = judge.model.informers.get(name);
          if (!hasThrown || !isMended || live?.isRunning !== true || model === undefined) continue;
          judge.reached();
          const problem =
            liveDifference(model, live.indexer) ??
            disagreement(live.indexer) ??
            lateClaim(live, listed) ??
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

/** A version is claimed by what was written. */
function checkClaim(judge: Judge, name: string, claimed: string): void {
  const now = judge.world?.informer(name)?.indexer.lastStoreSyncResourceVersion ?? "";
  if (now !== claimed)
    judge.broken({
      en: `${name}: a write was lost in an index function, and the cache claims ${now} where it claimed ${claimed || "nothing"}`,
      "zh-CN": `${name}：一次写入因索引函数而丢失，缓存声称的版本却从 ${claimed || "无"} 变为 ${now}`,
    });
}

function toldOfLost(judge: Judge, handler: string, key: string): void {
  judge.broken({
    en: `an index function failed on ${key}, and ${handler} is told of that write`,
    "zh-CN": `索引函数在 ${key} 上失败，${handler} 却得知了这次写入`,
  });
}

/** The claim of a cache that stays behind what was listed. */
function lateClaim(
  { indexer, program }: JudgedInformer,
  listed: string,
): LocalizedText | undefined {
  const claimed = indexer.lastStoreSyncResourceVersion;
  if (program.queue !== "real-atomic" || !(revisionOf(claimed) < revisionOf(listed)))
    return undefined;
  return {
    en: `version ${listed} was listed, and the cache claims ${claimed}`,
    "zh-CN": `列举的版本是 ${listed}，缓存声称的却是 ${claimed}`,
  };
}

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
