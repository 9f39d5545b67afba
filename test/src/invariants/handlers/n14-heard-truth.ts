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
          if (hearing.hasLeft) judge.broken(`${name}: called after it was removed`);
          if (stopped.has(call.informer))
            judge.broken(`${name}: called after the informer stopped`);
          if (hearing.isBusy) judge.broken(`${name}: called while its last call has not returned`);
          hearing.isBusy = true;
          if (model === undefined || judge.model.log.head === 0) return;
          judge.reached();
          const problem = take(call, hearing.last, model);
          if (problem !== undefined) judge.broken(`${name}: ${problem}`);
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
): string | undefined {
  if (call === "delete") return takeDelete(object, last, model);
  if (object instanceof DeletedFinalStateUnknown) return `${call} with a tombstone`;
  const key = metaNamespaceKey(object);
  const known = last.get(key);
  last.set(key, object);
  const untrue = untruth(object, key, model);
  if (untrue !== undefined) return `${call} of ${untrue}`;
  if (call === "add")
    return known === undefined ? undefined : `add of ${key}, which it holds already`;
  if (known === undefined) return `update of ${key}, of which it never heard`;
  if (oldObject === undefined || !isSameState(known, oldObject)) {
    return `update of ${key} from ${versionOf(oldObject)}; the last it heard of is ${versionOf(known)}`;
  }
  return undefined;
}

function takeDelete(
  object: Called["object"],
  last: Map<string, KubernetesObject>,
  model: InformerModel,
): string | undefined {
  const state = deletedObject(object);
  const key = deletionHandlingMetaNamespaceKey(object);
  const known = last.get(key);
  last.delete(key);
  if (known === undefined) return `delete of ${key}, of which it never heard`;
  if (object instanceof DeletedFinalStateUnknown) {
    return state !== undefined && isSameState(known, state)
      ? undefined
      : `the tombstone of ${key} holds ${versionOf(state)}; the last it heard of is ${versionOf(known)}`;
  }
  const revision = revisionOf(state?.metadata?.resourceVersion);
  const entry = model.log.of(model.resource).exactly(key, revision);
  if (entry === undefined) return `delete of ${key}@${revision}, at which nothing happened to it`;
  if (entry.verb !== "delete" && model.matches(entry.object))
    return `delete of ${key}@${revision}, which did not take it away`;
  const before = model.log.of(model.resource).at(key, revision - 1);
  if (before === undefined || state === undefined) return undefined;
  const expected = model.transform === undefined ? before.object : model.transform(before.object);
  const isFinal =
    expected.metadata?.uid === state.metadata?.uid &&
    sameJson(expected.metadata?.labels, state.metadata?.labels);
  return isFinal ? undefined : `delete of ${key}@${revision} with another state than its final one`;
}

/** What of a state was never so, by the server's log; undefined when nothing. */
export function untruth(
  object: KubernetesObject,
  key: string,
  model: InformerModel,
): string | undefined {
  const revision = revisionOf(object.metadata?.resourceVersion);
  const entry = model.log.of(model.resource).exactly(key, revision);
  if (entry === undefined || entry.verb === "delete")
    return `${key}@${revision}, a version that never was`;
  return model.isTrue(object, entry) ? undefined : `${key}@${revision} with other content`;
}

/** The same version of the same object. */
export function isSameState(a: KubernetesObject, b: KubernetesObject): boolean {
  return (
    a === b ||
    (a.metadata?.uid === b.metadata?.uid &&
      a.metadata?.resourceVersion === b.metadata?.resourceVersion)
  );
}

function versionOf(object: KubernetesObject | undefined): string {
  return object === undefined ? "nothing" : `version ${object.metadata?.resourceVersion}`;
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
      judge.broken(
        `${name}: all is quiet, ${key} is cached at ${versionOf(object)}, and the last it heard of is ${versionOf(heard)}`,
      );
    }
  }
  if (last.size > cached.length)
    judge.broken(
      `${name}: all is quiet and it knows of ${last.size} objects; ${cached.length} are cached`,
    );
}
