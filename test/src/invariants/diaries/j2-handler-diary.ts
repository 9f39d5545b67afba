import { DeletedFinalStateUnknown, metaNamespaceKey } from "@informerlab/core";
import type { HandlerFact } from "@informerlab/core/trace";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import {
  everyFlavour,
  handlerName,
  type Invariant,
  type JudgedInformer,
  type JudgedWorld,
  PerName,
  TouchedNames,
} from "../invariant.ts";
import type { Observation } from "../observation.ts";

type Notified = HandlerFact & { readonly kind: "handler.notified" };
type Called = Observation & { readonly kind: "probe.called" };

interface Diary {
  /** Registered by the scenario, so that its calls can be seen. */
  isProbed: boolean;
  /** Said to be called, in the step at hand, and not seen to be. */
  isOpen: boolean;
  readonly waiting: Notified[];
  /** Told of, and not yet seen. */
  call: Notified | undefined;
  isSynced: boolean;
}

/** J2: what a handler really is called with is what the facts tell. */
export const handlerDiary: Invariant = {
  id: "J2",
  name: "handler-diary",
  title: {
    en: "Each handler is really called exactly as the facts tell: same call, object, old object, flag and tombstone.",
    "zh-CN": "事件处理器实际收到的调用与事实所述完全一致：种类、对象、旧对象、标志与墓碑。",
  },
  source: "a probe in each handler keeps the real arguments",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const diaries = new PerName<Diary>(() => ({
      isProbed: false,
      isOpen: false,
      waiting: [],
      call: undefined,
      isSynced: false,
    }));
    const called = new TouchedNames(judge);
    return {
      on: {
        "handler.registered": ({ informer, handler }) => {
          const diary = diaries.of(handlerName(informer, handler));
          diary.waiting.length = 0;
          diary.call = undefined;
          diary.isSynced = false;
        },
        "handler.notified": (fact) => {
          diaries.of(handlerName(fact.informer, fact.handler)).waiting.push(fact);
        },
        "handler.called": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          const diary = diaries.of(name);
          diary.call = diary.waiting.shift();
          if (!diary.isProbed) return;
          diary.isOpen = true;
          called.add(name);
        },
        "handler.synced": ({ informer, handler }) => {
          diaries.of(handlerName(informer, handler)).isSynced = true;
        },
      },
      see: {
        "probe.joined": ({ informer, handler }) => {
          diaries.of(handlerName(informer, handler)).isProbed = true;
        },
        "probe.called": (call) => {
          judge.reached();
          const name = handlerName(call.informer, call.handler);
          const diary = diaries.of(name);
          const problem = differenceOf(call, diary.call);
          diary.isOpen = false;
          if (problem !== undefined) judge.broken(saidOf(name, problem));
          diary.call = undefined;
        },
      },
      askedStepEnd: () => {
        for (const name of called.take()) {
          const diary = diaries.of(name);
          if (diary.isOpen)
            judge.broken({
              en: `${name}: said to be called, and was not`,
              "zh-CN": `${name}：据称被调用了，其实没有`,
            });
          diary.isOpen = false;
        }
      },
      end: () => {
        for (const [informer, live] of diarists(judge.world)) {
          for (const [handler, { hasSynced }] of live.registrations) {
            const name = handlerName(informer, handler);
            if (!live.isLimited(handler) && hasSynced !== diaries.of(name).isSynced)
              judge.broken({
                en: `${name}: its registration says ${hasSynced ? "synced" : "not synced"}, its facts the contrary`,
                "zh-CN": `${name}：注册自称${hasSynced ? "已同步" : "未同步"}，事实所述却相反`,
              });
          }
        }
      },
    };
  },
};

/** Those whose facts must tell everything. */
function diarists(world: JudgedWorld | undefined): readonly [string, JudgedInformer][] {
  return [...(world?.informerNames ?? [])].flatMap((name): [string, JudgedInformer][] => {
    const live = world?.informer(name);
    return live === undefined || live.throws ? [] : [[name, live]];
  });
}

function differenceOf(call: Called, told: Notified | undefined): LocalizedText | undefined {
  const object = call.object instanceof DeletedFinalStateUnknown ? call.object.object : call.object;
  const key =
    call.object instanceof DeletedFinalStateUnknown ? call.object.key : metaNamespaceKey(object);
  const heard = (): string => `${call.call} ${key}@${object?.metadata?.resourceVersion}`;
  if (told === undefined)
    return {
      en: `called with ${heard()}, of which no fact has told`,
      "zh-CN": `以 ${heard()} 被调用，而没有任何事实提到过它`,
    };
  const type = told.notification === "sync" ? "update" : told.notification;
  const isTombstone = call.object instanceof DeletedFinalStateUnknown;
  const differs =
    type !== call.call ||
    told.ref.key !== key ||
    told.ref.resourceVersion !== object?.metadata?.resourceVersion ||
    (told.isTombstone === true) !== isTombstone ||
    (call.call === "add" && told.isInitial !== call.isInInitialList) ||
    (call.call === "update" &&
      told.previousResourceVersion !== call.oldObject?.metadata?.resourceVersion);
  if (!differs) return undefined;
  return {
    en: `called with ${heard()}${call.isInInitialList === true ? ", initial" : ""}${isTombstone ? ", a tombstone" : ""}; told of was ${told.notification} ${told.ref.key}@${told.ref.resourceVersion}${told.isInitial ? ", initial" : ""}`,
    "zh-CN": `以 ${heard()}${call.isInInitialList === true ? "（初始）" : ""}${isTombstone ? "（墓碑）" : ""} 被调用，而事实所述是 ${told.notification} ${told.ref.key}@${told.ref.resourceVersion}${told.isInitial ? "（初始）" : ""}`,
  };
}
