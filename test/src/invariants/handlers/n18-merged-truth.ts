import {
  DeletedFinalStateUnknown,
  deletedObject,
  deletionHandlingMetaNamespaceKey,
  type KubernetesObject,
  metaNamespaceKey,
} from "@informerlab/core";
import type { InformerModel } from "../../model/informer-model.ts";
import { revisionOf } from "../../model/revision.ts";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, handlerName, type Invariant, type Judge, PerName } from "../invariant.ts";
import type { Observation } from "../observation.ts";
import { isSameState, outOfTurn, untruth } from "./n14-heard-truth.ts";

type Called = Observation & { readonly kind: "probe.called" };

/** N18: a handler that merges hears less, and nothing wrong: states that chain, never older ones, and the last one. */
export const mergedTruth: Invariant = {
  id: "N18",
  name: "merged-truth",
  title: {
    en: "A handler with a bounded buffer hears states of each object that chain and never go back, every deletion, and in the end what is cached.",
    "zh-CN":
      "缓冲有限的事件处理器所听到的每个对象的状态前后相接、从不倒退，每次删除都会听到，最终所知与缓存一致。",
  },
  source: "core/src/handlers/coalescing-buffer.ts: what merging keeps",
  binds: everyFlavour,
  hearsMerged: true,
  exceptThrowing: true,
  watch: (judge) => {
    const hearings = new PerName(() => ({
      last: new Map<string, KubernetesObject>(),
      isBusy: false,
      hasLeft: false,
    }));
    const isMerging = (of: { readonly informer: string; readonly handler: string }): boolean =>
      judge.world?.informer(of.informer)?.isLimited(of.handler) === true;
    return {
      on: {},
      see: {
        "probe.called": (call) => {
          if (!isMerging(call)) return;
          judge.reached();
          const name = handlerName(call.informer, call.handler);
          const hearing = hearings.of(name);
          if (hearing.isBusy)
            judge.broken({
              en: `${name}: called while its last call has not returned`,
              "zh-CN": `${name}：上一次调用还没返回，就又被调用`,
            });
          hearing.isBusy = true;
          const problem =
            call.call === "delete" ? gone(call, hearing.last) : news(judge, call, hearing.last);
          if (problem !== undefined) judge.broken(saidOf(name, problem));
        },
        "probe.returned": (of) => {
          if (isMerging(of)) hearings.of(handlerName(of.informer, of.handler)).isBusy = false;
        },
        "probe.left": ({ informer, handler }) => {
          hearings.of(handlerName(informer, handler)).hasLeft = true;
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { last, hasLeft }] of hearings.entries())
          if (!hasLeft) compare(judge, name, last);
      },
    };
  },
};

function news(
  judge: Judge,
  { informer, call, object, oldObject }: Called,
  last: Map<string, KubernetesObject>,
): LocalizedText | undefined {
  if (object instanceof DeletedFinalStateUnknown)
    return { en: `${call} with a tombstone`, "zh-CN": `${call} 带来的竟是墓碑` };
  const key = metaNamespaceKey(object);
  const known = last.get(key);
  last.set(key, object);
  const model = judge.model.informers.get(informer);
  const untrue = model === undefined ? undefined : untruth(object, key, model);
  if (untrue !== undefined)
    return { en: `${call} of ${untrue.en}`, "zh-CN": `收到 ${call}：${untrue["zh-CN"]}` };
  if (call === "add" || known === undefined) return outOfTurn(call, key, known);
  if (versionOf(object) < versionOf(known))
    return {
      en: `update of ${key} to ${versionOf(object)}; it knows ${versionOf(known)} already`,
      "zh-CN": `收到 ${key} 到版本 ${versionOf(object)} 的 update，而它已经知道 ${versionOf(known)}`,
    };
  if (oldObject === undefined)
    return {
      en: `update of ${key} without its old state`,
      "zh-CN": `收到 ${key} 的 update，却没有旧状态`,
    };
  if (isSameState(known, oldObject)) return undefined;
  if (model !== undefined && isBack(known, oldObject, { object, key, model })) return undefined;
  return {
    en: `update of ${key} from ${versionOf(oldObject)}; the last it heard of is ${versionOf(known)}`,
    "zh-CN": `收到 ${key} 从版本 ${versionOf(oldObject)} 开始的 update，而它上次听到的是 ${versionOf(known)}`,
  };
}

/**
 * Gone and back, as deleted or as not selected: the old state is the one with which it went. What it had become before,
 * and the handler never heard of, is no old state of anything.
 */
function isBack(
  known: KubernetesObject,
  oldObject: KubernetesObject,
  back: {
    readonly object: KubernetesObject;
    readonly key: string;
    readonly model: InformerModel;
  },
): boolean {
  const { object, key, model } = back;
  const end = versionOf(oldObject);
  if (end <= versionOf(known) || end >= versionOf(object)) return false;
  const history = model.log.of(model.resource);
  if (history.at(key, end - 1)?.revision !== versionOf(known)) return false;
  const entry = history.exactly(key, end);
  return entry !== undefined && (entry.verb === "delete" || !model.matches(entry.object));
}

function gone({ object }: Called, last: Map<string, KubernetesObject>): LocalizedText | undefined {
  const state = deletedObject(object);
  const key = deletionHandlingMetaNamespaceKey(object);
  const known = last.get(key);
  last.delete(key);
  if (known === undefined)
    return {
      en: `delete of ${key}, of which it never heard`,
      "zh-CN": `收到 ${key} 的 delete，却从未听说过这个对象`,
    };
  return state === undefined || versionOf(state) >= versionOf(known)
    ? undefined
    : {
        en: `delete of ${key} in state ${versionOf(state)}; it knows ${versionOf(known)} already`,
        "zh-CN": `收到 ${key} 的 delete，附带版本 ${versionOf(state)} 的状态，而它已经知道 ${versionOf(known)}`,
      };
}

function versionOf(object: KubernetesObject): number {
  return revisionOf(object.metadata?.resourceVersion);
}

function compare(judge: Judge, name: string, last: ReadonlyMap<string, KubernetesObject>): void {
  const live = judge.world?.informer(name.slice(0, name.lastIndexOf("/")));
  if (live?.isRunning !== true) return;
  const cached = live.indexer.list();
  for (const object of cached) {
    const key = metaNamespaceKey(object);
    const heard = last.get(key);
    if (heard !== undefined && isSameState(heard, object)) continue;
    judge.broken({
      en: `${name}: all is quiet, ${key} is cached at ${versionOf(object)}, and the last it heard of is ${heard === undefined ? "nothing" : versionOf(heard)}`,
      "zh-CN": `${name}：一切平静，缓存里的 ${key} 是版本 ${versionOf(object)}，而${heard === undefined ? "它从未听说过" : `它上次听到的是 ${versionOf(heard)}`}`,
    });
  }
  if (last.size > cached.length)
    judge.broken({
      en: `${name}: all is quiet and it knows of ${last.size} objects; ${cached.length} are cached`,
      "zh-CN": `${name}：一切平静，它知道 ${last.size} 个对象，缓存里却有 ${cached.length} 个`,
    });
}
