import {
  DeletedFinalStateUnknown,
  deletedObject,
  deletionHandlingMetaNamespaceKey,
  type KubernetesObject,
  metaNamespaceKey,
} from "@informerlab/core";
import type { InformerModel } from "../../model/informer-model.ts";
import { revisionOf } from "../../model/revision.ts";
import { sameJson } from "../../model/same-json.ts";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import {
  boundInformer,
  everyFlavour,
  handlerName,
  type Invariant,
  type Judge,
  PerName,
} from "../invariant.ts";
import type { Observation } from "../observation.ts";

type Called = Observation & { readonly kind: "probe.called" };

interface Hearing {
  readonly last: Map<string, KubernetesObject>;
  hasLeft: boolean;
  isBusy: boolean;
}

/** N14: the calls themselves, judged by the server's log alone, whatever the facts say. */
export const heardTruth: Invariant = {
  id: "N14",
  name: "heard-truth",
  title: {
    en: "What a handler really hears is the server's history of each key, one call at a time; in the end it knows what is cached.",
    "zh-CN": "事件处理器实际听到的是每个键在服务器上的历史，一次一个调用；最终它所知与缓存一致。",
  },
  source: "client-go tools/cache ResourceEventHandler, judged by arguments and the server's log",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const hearings = new PerName<Hearing>(() => ({
      last: new Map(),
      hasLeft: false,
      isBusy: false,
    }));
    const stopped = new Set<string>();
    return {
      on: {},
      see: {
        "probe.joined": ({ informer, handler }) => {
          const hearing = hearings.of(handlerName(informer, handler));
          hearing.last.clear();
          hearing.hasLeft = false;
          hearing.isBusy = false;
        },
        "probe.called": (call) => {
          const name = handlerName(call.informer, call.handler);
          const hearing = hearings.of(name);
          const model = boundInformer(judge, heardTruth, call.informer);
          if (hearing.hasLeft)
            judge.broken({
              en: `${name}: called after it was removed`,
              "zh-CN": `${name}：移除之后仍被调用`,
            });
          if (stopped.has(call.informer))
            judge.broken({
              en: `${name}: called after the informer stopped`,
              "zh-CN": `${name}：informer 停止之后仍被调用`,
            });
          if (hearing.isBusy)
            judge.broken({
              en: `${name}: called while its last call has not returned`,
              "zh-CN": `${name}：上一次调用还没返回，就又被调用`,
            });
          hearing.isBusy = true;
          if (model === undefined || judge.model.log.isUnknown) return;
          judge.reached();
          const problem = take(call, hearing.last, model);
          if (problem !== undefined) judge.broken(saidOf(name, problem));
        },
        "probe.returned": ({ informer, handler }) => {
          hearings.of(handlerName(informer, handler)).isBusy = false;
        },
        "probe.left": ({ informer, handler }) => {
          hearings.of(handlerName(informer, handler)).hasLeft = true;
        },
        "program.stopped": ({ informer }) => {
          stopped.add(informer);
        },
      },
      end: (isQuiet) => {
        if (isQuiet)
          for (const [name, hearing] of hearings.entries()) compare(judge, name, hearing);
      },
    };
  },
};

function take(
  { call, object, oldObject }: Called,
  last: Map<string, KubernetesObject>,
  model: InformerModel,
): LocalizedText | undefined {
  if (call === "delete") return takeDelete(object, last, model);
  if (object instanceof DeletedFinalStateUnknown)
    return { en: `${call} with a tombstone`, "zh-CN": `${call} 带来的竟是墓碑` };
  const key = metaNamespaceKey(object);
  const known = last.get(key);
  last.set(key, object);
  const untrue = untruth(object, key, model);
  if (untrue !== undefined)
    return { en: `${call} of ${untrue.en}`, "zh-CN": `收到 ${call}：${untrue["zh-CN"]}` };
  if (call === "add" || known === undefined) return outOfTurn(call, key, known);
  if (oldObject === undefined || !isSameState(known, oldObject)) {
    return {
      en: `update of ${key} from ${versionOf(oldObject).en}; the last it heard of is ${versionOf(known).en}`,
      "zh-CN": `收到 ${key} 的 update，旧对象为${versionOf(oldObject)["zh-CN"]}，而它上次听到的为${versionOf(known)["zh-CN"]}`,
    };
  }
  return undefined;
}

function takeDelete(
  object: Called["object"],
  last: Map<string, KubernetesObject>,
  model: InformerModel,
): LocalizedText | undefined {
  const state = deletedObject(object);
  const key = deletionHandlingMetaNamespaceKey(object);
  const known = last.get(key);
  last.delete(key);
  if (known === undefined)
    return {
      en: `delete of ${key}, of which it never heard`,
      "zh-CN": `收到 ${key} 的 delete，却从未听说过这个对象`,
    };
  if (object instanceof DeletedFinalStateUnknown) {
    return state !== undefined && isSameState(known, state)
      ? undefined
      : {
          en: `the tombstone of ${key} holds ${versionOf(state).en}; the last it heard of is ${versionOf(known).en}`,
          "zh-CN": `${key} 的墓碑内容为${versionOf(state)["zh-CN"]}，而它上次听到的为${versionOf(known)["zh-CN"]}`,
        };
  }
  const revision = revisionOf(state?.metadata?.resourceVersion);
  const entry = model.log.of(model.resource).exactly(key, revision);
  if (entry === undefined)
    return {
      en: `delete of ${key}@${revision}, at which nothing happened to it`,
      "zh-CN": `收到 ${key}@${revision} 的 delete，而这个版本上它什么也没发生`,
    };
  if (entry.verb !== "delete" && model.matches(entry.object))
    return {
      en: `delete of ${key}@${revision}, which did not take it away`,
      "zh-CN": `收到 ${key}@${revision} 的 delete，而这次变更并没有让它消失`,
    };
  const before = model.log.of(model.resource).at(key, revision - 1);
  if (before === undefined || state === undefined) return undefined;
  const expected = model.transform === undefined ? before.object : model.transform(before.object);
  const isFinal =
    expected.metadata?.uid === state.metadata?.uid &&
    sameJson(expected.metadata?.labels, state.metadata?.labels);
  return isFinal
    ? undefined
    : {
        en: `delete of ${key}@${revision} with another state than its final one`,
        "zh-CN": `收到 ${key}@${revision} 的 delete，附带的却不是它的最终状态`,
      };
}

/** What of a state was never so, by the server's log; undefined when nothing. */
export function untruth(
  object: KubernetesObject,
  key: string,
  model: InformerModel,
): LocalizedText | undefined {
  const revision = revisionOf(object.metadata?.resourceVersion);
  const entry = model.log.of(model.resource).exactly(key, revision);
  if (entry === undefined || entry.verb === "delete")
    return {
      en: `${key}@${revision}, a version that never was`,
      "zh-CN": `${key}@${revision}：服务器上从没有过这个版本`,
    };
  return model.isTrue(object, entry)
    ? undefined
    : {
        en: `${key}@${revision} with other content`,
        "zh-CN": `${key}@${revision}：内容与服务器上的不同`,
      };
}

/** The same version of the same object. */
export function isSameState(a: KubernetesObject, b: KubernetesObject): boolean {
  return (
    a === b ||
    (a.metadata?.uid === b.metadata?.uid &&
      a.metadata?.resourceVersion === b.metadata?.resourceVersion)
  );
}

function versionOf(object: KubernetesObject | undefined): LocalizedText {
  return object === undefined
    ? { en: "nothing", "zh-CN": "空" }
    : {
        en: `version ${object.metadata?.resourceVersion}`,
        "zh-CN": `版本 ${object.metadata?.resourceVersion}`,
      };
}

/** In the end a handler knows what is cached: nothing more, nothing less, nothing older. */
function compare(judge: Judge, name: string, { last, hasLeft }: Hearing): void {
  const informer = name.slice(0, name.lastIndexOf("/"));
  const live = judge.world?.informer(informer);
  if (hasLeft || live?.isRunning !== true) return;
  const cached = live.indexer.list();
  for (const object of cached) {
    const key = metaNamespaceKey(object);
    const heard = last.get(key);
    if (heard === undefined || !isSameState(heard, object)) {
      judge.broken({
        en: `${name}: all is quiet, ${key} is cached at ${versionOf(object).en}, and the last it heard of is ${versionOf(heard).en}`,
        "zh-CN": `${name}：一切平静，缓存里的 ${key} 为${versionOf(object)["zh-CN"]}，而它上次听到的为${versionOf(heard)["zh-CN"]}`,
      });
    }
  }
  if (last.size > cached.length)
    judge.broken({
      en: `${name}: all is quiet and it knows of ${last.size} objects; ${cached.length} are cached`,
      "zh-CN": `${name}：一切平静，它知道 ${last.size} 个对象，缓存里却有 ${cached.length} 个`,
    });
}

/** An add of what the handler holds already, or an update of what it never heard of. */
export function outOfTurn(
  call: string,
  key: string,
  known: KubernetesObject | undefined,
): LocalizedText | undefined {
  if (call !== "add")
    return known === undefined
      ? {
          en: `update of ${key}, of which it never heard`,
          "zh-CN": `收到 ${key} 的 update，却从未听说过这个对象`,
        }
      : undefined;
  return known === undefined
    ? undefined
    : {
        en: `add of ${key}, which it holds already`,
        "zh-CN": `收到 ${key} 的 add，而它早已知道这个对象`,
      };
}
