import { DeletedFinalStateUnknown, metaNamespaceKey } from "@informerlab/core";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { beforeError } from "../before-error.ts";
import {
  everyFlavour,
  handlerName,
  type Invariant,
  type JudgedInformer,
  PerName,
} from "../invariant.ts";

interface Beginning {
  /** Keys of the first list that was complete; undefined until then. */
  listed: ReadonlySet<string> | undefined;
  readonly coming: Set<string>;
  isStreaming: boolean;
  /** The informer has taken in a list. */
  isTaken: boolean;
}

interface Ear {
  readonly informer: string;
  readonly handler: string;
  readonly heard: Set<string>;
  /** Keys of the first list whose add has returned. */
  readonly returned: Set<string>;
  current: string | undefined;
  hasLeft: boolean;
}

/** N15: what is called initial is the first list, as it came over the wire. */
export const initialTruth: Invariant = {
  id: "N15",
  name: "initial-truth",
  title: {
    en: "A handler that was there from the start hears each object of the first list, and no other, flagged as initial; it is synced after the last of these calls returned.",
    "zh-CN":
      "从一开始就注册的事件处理器，恰好把首次列举中的对象当作初始对象听到；最后一次这样的调用返回后才算已同步。",
  },
  source: "client-go tools/cache OnAdd(obj, isInInitialList), judged by the list on the wire",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const beginnings = new PerName<Beginning>(newBeginning);
    const ears = new Map<string, Ear>();
    const earOf = (informer: string, handler: string): Ear | undefined =>
      ears.get(handlerName(informer, handler));
    /** Those of whom it is not yet known that they are synced. */
    let unsynced: Ear[] = [];
    /** A streamed list that is given up before anybody read it is none, also where it was over on the wire before. */
    const givenUp = (informer: string): void => {
      const beginning = beginnings.of(informer);
      if (!beginning.isTaken) beginning.listed = undefined;
    };
    const isStillUnsynced = (ear: Ear): boolean =>
      isUnsynced(ear, judge.world?.informer(ear.informer));
    const check = (): void => {
      if (unsynced.every(isStillUnsynced)) return;
      unsynced = unsynced.filter((ear) => {
        if (isStillUnsynced(ear)) return true;
        const { informer, handler, hasLeft, returned } = ear;
        if (hasLeft) return false;
        for (const key of beginnings.of(informer).listed ?? [])
          if (!returned.has(key))
            judge.broken({
              en: `${informer}/${handler}: synced before its call for ${key} of the first list returned`,
              "zh-CN": `${informer}/${handler}：首次列举中 ${key} 的那次回调还没返回，它就已同步`,
            });
        return false;
      });
    };
    return {
      on: {
        "reflector.listed": ({ informer }) => {
          beginnings.of(informer).isTaken = true;
        },
        "reflector.watch-ended": ({ informer, reason }) => {
          if (reason === "read-deadline") givenUp(informer);
        },
      },
      see: {
        "probe.joined": ({ informer, handler }) => {
          const name = handlerName(informer, handler);
          unsynced = unsynced.filter((ear) => ear !== ears.get(name));
          ears.delete(name);
          // Late handlers get what is cached then: N7.
          if (judge.world?.informer(informer)?.isRunning === true) return;
          const ear = newEar(informer, handler);
          ears.set(name, ear);
          unsynced.push(ear);
        },
        "probe.left": ({ informer, handler }) => {
          const ear = earOf(informer, handler);
          if (ear !== undefined) ear.hasLeft = true;
        },
        "wire.requested": ({ informer, verb, options }) => {
          const beginning = beginnings.of(informer);
          beginning.isStreaming = verb === "watch" && options.sendInitialEvents === true;
          if (options.continue === undefined) beginning.coming.clear();
        },
        "wire.closed": ({ informer, by }) => {
          if (by === "client") givenUp(informer);
        },
        "wire.listed": ({ informer, list }) => {
          const beginning = beginnings.of(informer);
          for (const item of list.items) beginning.coming.add(metaNamespaceKey(item));
          if ((list.metadata?.continue ?? "") === "")
            beginning.listed ??= new Set(beginning.coming);
        },
        "wire.events": ({ informer, events }) => {
          const beginning = beginnings.of(informer);
          if (!beginning.isStreaming || beginning.listed !== undefined) return;
          const readable = beforeError(events);
          beginning.isStreaming = readable.length === events.length;
          for (const { type, object } of readable) {
            if (type === "BOOKMARK") {
              if (object.metadata?.annotations?.["k8s.io/initial-events-end"] === "true")
                beginning.listed = new Set(beginning.coming);
            } else if (type === "DELETED") beginning.coming.delete(metaNamespaceKey(object));
            else beginning.coming.add(metaNamespaceKey(object));
          }
        },
        "probe.called": ({ informer, handler, call, object, isInInitialList }) => {
          const ear = earOf(informer, handler);
          if (ear === undefined || object instanceof DeletedFinalStateUnknown) return;
          const { listed } = beginnings.of(informer);
          const key = metaNamespaceKey(object);
          ear.current = key;
          if (call !== "add") return;
          const isListed = listed?.has(key) === true;
          // In a DeltaFIFO everything that waited for the key comes with its initial state, in one go.
          if (isListed && ear.heard.has(key)) return;
          ear.heard.add(key);
          judge.reached();
          if (isListed !== (isInInitialList === true))
            judge.broken(saidOf(`${informer}/${handler}`, wrongFlag(key, isListed)));
        },
        "probe.returned": ({ informer, handler }) => {
          const ear = earOf(informer, handler);
          if (ear?.current === undefined) return;
          ear.returned.add(ear.current);
          ear.current = undefined;
        },
      },
      stepEnd: check,
    };
  },
};

function isUnsynced({ handler, hasLeft }: Ear, live: JudgedInformer | undefined): boolean {
  if (hasLeft) return false;
  return live?.isRunning !== true || live.registrations.get(handler)?.hasSynced !== true;
}

function newBeginning(): Beginning {
  return { listed: undefined, coming: new Set(), isStreaming: false, isTaken: false };
}

/** The flag says the contrary of what is so. */
function wrongFlag(key: string, isListed: boolean): LocalizedText {
  return isListed
    ? {
        en: `the add of ${key}, of the first list, is flagged as news`,
        "zh-CN": `${key} 属于首次列举，它的 add 却没有标为初始`,
      }
    : {
        en: `the add of ${key}, not of the first list, is flagged initial`,
        "zh-CN": `${key} 不属于首次列举，它的 add 却标为初始`,
      };
}

function newEar(informer: string, handler: string): Ear {
  return {
    informer,
    handler,
    heard: new Set(),
    returned: new Set(),
    current: undefined,
    hasLeft: false,
  };
}
