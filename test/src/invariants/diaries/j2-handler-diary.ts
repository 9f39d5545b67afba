import { DeletedFinalStateUnknown, metaNamespaceKey } from "@informerlab/core";
import type { HandlerFact } from "@informerlab/core/trace";
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
          if (problem !== undefined) judge.broken(`${name}: ${problem}`);
          diary.call = undefined;
        },
      },
      askedStepEnd: () => {
        for (const name of called.take()) {
          const diary = diaries.of(name);
          if (diary.isOpen) judge.broken(`${name}: said to be called, and was not`);
          diary.isOpen = false;
        }
      },
      end: () => {
        for (const [informer, live] of diarists(judge.world)) {
          for (const [handler, { hasSynced }] of live.registrations) {
            const name = handlerName(informer, handler);
            if (!live.isLimited(handler) && hasSynced !== diaries.of(name).isSynced)
              judge.broken(
                `${name}: its registration says ${hasSynced ? "synced" : "not synced"}, its facts the contrary`,
              );
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

function differenceOf(call: Called, told: Notified | undefined): string | undefined {
  const object = call.object instanceof DeletedFinalStateUnknown ? call.object.object : call.object;
  const key =
    call.object instanceof DeletedFinalStateUnknown ? call.object.key : metaNamespaceKey(object);
  const heard = (): string => `${call.call} of ${key}@${object?.metadata?.resourceVersion}`;
  if (told === undefined) return `called with the ${heard()}, of which no fact has told`;
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
  return `called with the ${heard()}${call.isInInitialList === true ? ", initial" : ""}${isTombstone ? ", a tombstone" : ""}; told of was the ${told.notification} of ${told.ref.key}@${told.ref.resourceVersion}${told.isInitial ? ", initial" : ""}`;
}
