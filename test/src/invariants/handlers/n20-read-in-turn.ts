import {
  DeletedFinalStateUnknown,
  type KubernetesObject,
  metaNamespaceKey,
  type Notification,
} from "@informerlab/core";
import type { HandlerFact } from "@informerlab/core/trace";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, handlerName, type Invariant, PerName, TouchedNames } from "../invariant.ts";

type Notified = HandlerFact & { readonly kind: "handler.notified" };

interface Reader {
  isThere: boolean;
  isWaiting: boolean;
  isEnded: boolean;
  /** It has left its loop, or its informer has stopped. */
  isOver: boolean;
  isRegistered: boolean;
  readonly notified: Notified[];
  /** Offered to it, and not yet taken. */
  readonly offered: Notified[];
}

/** N20: who iterates over notifications gets what a handler would. */
export const readInTurn: Invariant = {
  id: "N20",
  name: "read-in-turn",
  title: {
    en: "Whoever iterates over the notifications of an informer gets each that its handler is called with, in order and once, at once when it waits; when the informer stops or it leaves its loop it is told of the end, and its handler is gone.",
    "zh-CN":
      "遍历 informer 通知的人，按顺序各得到一次其事件处理器被调用的每个通知，在等待时立即得到；informer 停止或离开循环时会得知结束，其事件处理器随之注销。",
  },
  source: "core/src/handlers/notification-iterator.ts; ECMAScript AsyncIterator",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const readers = new PerName(newReader);
    const touched = new TouchedNames(judge);
    const broken = (name: string, problem: LocalizedText): void =>
      judge.broken(saidOf(name, problem));
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          readers.of(handlerName(informer, handler)).isRegistered = true;
        },
        "handler.removed": ({ informer, handler }) => {
          const reader = readers.of(handlerName(informer, handler));
          reader.isRegistered = false;
          reader.offered.length = 0;
        },
        "handler.notified": (fact) => {
          readers.of(handlerName(fact.informer, fact.handler)).notified.push(fact);
        },
        "handler.called": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          const { notified, offered, isThere } = readers.of(name);
          const next = notified.shift();
          if (next === undefined || !isThere) return;
          offered.push(next);
          touched.add(name);
        },
        "informer.stopped": ({ informer }) => {
          for (const [name, reader] of readers.entries())
            if (name.startsWith(`${informer}/`)) {
              reader.isOver = true;
              reader.offered.length = 0;
            }
        },
      },
      see: {
        "reader.joined": ({ informer, handler }) => {
          readers.of(handlerName(informer, handler)).isThere = true;
        },
        "reader.waits": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          readers.of(name).isWaiting = true;
          touched.add(name);
        },
        "reader.took": ({ informer, handler, notification }) => {
          judge.reached();
          const name = handlerName(informer, handler);
          const reader = readers.of(name);
          reader.isWaiting = false;
          const [is, right] = [textOf(notification), toldText(reader.offered.shift())];
          if (reader.isEnded || is !== right)
            broken(name, {
              en: `it is given ${is}; its handler was called with ${right}`,
              "zh-CN": `得到的是 ${is}，其事件处理器被调用时是 ${right}`,
            });
        },
        "reader.leaves": ({ informer, handler }) => {
          readers.of(handlerName(informer, handler)).isOver = true;
        },
        "reader.left": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          const reader = readers.of(name);
          if (reader.isRegistered && judge.world?.informer(informer)?.isRunning === true)
            broken(name, {
              en: "it has left its loop, and its handler is registered still",
              "zh-CN": "它已离开循环，其事件处理器却仍在注册中",
            });
          touched.add(name);
        },
        "reader.ended": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          const reader = readers.of(name);
          Object.assign(reader, { isWaiting: false, isEnded: true });
          if (!reader.isOver && judge.world?.informer(informer)?.isRunning === true)
            broken(name, {
              en: "it is told of the end, and nothing has ended",
              "zh-CN": "它得知已经结束，其实什么都没有结束",
            });
        },
      },
      askedStepEnd: () => {
        for (const name of touched.take()) {
          const { isThere, isWaiting, offered } = readers.of(name);
          const [next] = offered;
          if (isThere && isWaiting && next !== undefined)
            broken(name, {
              en: `it waits, and is not given ${toldText(next)}`,
              "zh-CN": `它在等待，却没有得到 ${toldText(next)}`,
            });
        }
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { isThere, isWaiting, isOver }] of readers.entries())
          if (isThere && isWaiting && isOver)
            broken(name, {
              en: "it waits for ever: there is nothing more to come",
              "zh-CN": "它一直在等，而不会再有任何通知",
            });
      },
    };
  },
};

function newReader(): Reader {
  const states = { isThere: false, isWaiting: false, isEnded: false, isOver: false };
  return { ...states, isRegistered: false, notified: [], offered: [] };
}

function textOf(notification: Notification<KubernetesObject>): string {
  const { type, object } = notification;
  const state = object instanceof DeletedFinalStateUnknown ? object.object : object;
  const key = object instanceof DeletedFinalStateUnknown ? object.key : metaNamespaceKey(object);
  const isInitial = type === "add" && notification.isInInitialList;
  const old = type === "update" ? notification.oldObject.metadata?.resourceVersion : undefined;
  return wordsOf({ type, key, version: state?.metadata?.resourceVersion, isInitial, old });
}

function toldText(told: Notified | undefined): string {
  if (told === undefined) return "nothing";
  const { notification, ref, isInitial, previousResourceVersion: old } = told;
  const type = notification === "sync" ? "update" : notification;
  const initial = type === "add" && isInitial;
  return wordsOf({ type, key: ref.key, version: ref.resourceVersion, isInitial: initial, old });
}

function wordsOf(words: {
  readonly type: string;
  readonly key: string;
  readonly version: string | undefined;
  readonly isInitial: boolean;
  readonly old: string | undefined;
}): string {
  const { type, key, version = "", isInitial, old } = words;
  const before = type === "update" ? `@${old ?? ""}` : "";
  return `${type} ${key}@${version}${before}${isInitial ? " initial" : ""}`;
}
