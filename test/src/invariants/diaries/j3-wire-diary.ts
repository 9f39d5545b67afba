import type { KubernetesObject, ListOptions, WatchEvent } from "@informerlab/core";
import { asRead } from "../../model/as-read.ts";
import { sameJson } from "../../model/same-json.ts";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import {
  everyFlavour,
  type Invariant,
  type JudgedInformer,
  PerName,
  TouchedNames,
} from "../invariant.ts";

interface Diary {
  /** Told of, and not yet seen. */
  asked: { readonly verb: string; readonly options: ListOptions } | undefined;
  /** Delivered on the present watch, and not yet told of. */
  delivered: WatchEvent<KubernetesObject>[];
  /** Versions of the lists that came since the last list was told of. */
  versions: string[];
  /** Open watches, seen from the wire. */
  open: number;
  isStreaming: boolean;
  /** The watch has failed: a streamed list that a function lost is made anew, and moves no version. */
  hasFailed: boolean;
  last: string;
  /** What was told of last as taken in: where it is then left out, a function of the program threw on it. */
  taken: string | undefined;
}

/** J3: what really goes over the wire is what the facts tell, and nothing that was delivered is ignored. */
export const wireDiary: Invariant = {
  id: "J3",
  name: "wire-diary",
  title: {
    en: "Requests leave, and events are taken in, exactly as the facts tell; nothing delivered is ignored.",
    "zh-CN": "请求的发出与事件的接收与事实所述完全一致；送达之物无一被忽略。",
  },
  source: "a tap between informer and server",
  binds: everyFlavour,
  // What is lost in a function that throws came over the wire all the same, and moves the version.
  watch: (judge) => {
    const diaries = new PerName<Diary>(newDiary);
    /** They have left something out: a function of their program threw on it, or it is no object of theirs. */
    const lossy = new TouchedNames(judge);
    const ask = (informer: string, verb: string, options: ListOptions): void => {
      // What was recorded of a program elsewhere has no tap.
      if (judge.world === undefined) return;
      const diary = diaries.of(informer);
      if (diary.asked !== undefined)
        judge.broken({
          en: `${informer}: said to send a ${diary.asked.verb}, and did not`,
          "zh-CN": `${informer}：据称发出了 ${diary.asked.verb} 请求，其实没有`,
        });
      diary.asked = { verb, options };
    };
    return {
      on: {
        "reflector.list-requested": ({ informer, options }) => ask(informer, "list", options),
        "reflector.watch-requested": ({ informer, options }) => ask(informer, "watch", options),
        "reflector.listed": ({ informer, resourceVersion }) => {
          const diary = diaries.of(informer);
          diary.last = resourceVersion;
          if (judge.world === undefined) return;
          if (!diary.versions.includes(resourceVersion))
            judge.broken({
              en: `${informer}: calls its list ${resourceVersion}; what came was labelled ${diary.versions.join(", ") || "nothing"}`,
              "zh-CN": `${informer}：自称列举的版本是 ${resourceVersion}，而送来的${diary.versions.length === 0 ? "没有标注版本" : `标注的是 ${diary.versions.join("、")}`}`,
            });
          diary.versions = [];
        },
        "reflector.received": ({ informer, type, object, ref, isInitialEventsEnd }) => {
          const diary = diaries.of(informer);
          const version = ref?.resourceVersion ?? object?.metadata?.resourceVersion;
          diary.taken = placeOf(ref);
          if (isInitialEventsEnd === true) {
            diary.isStreaming = false;
            diary.versions = [version ?? ""];
          }
          if (!diary.isStreaming && type !== "ERROR" && version !== undefined) diary.last = version;
          if (judge.world === undefined) return;
          const next = diary.delivered.shift();
          if (!isOf({ type, object }, next)) {
            judge.broken({
              en: `${informer}: told of a ${type} of ${ref?.key ?? "nothing"}@${version}; next delivered was ${next?.type ?? "nothing"}`,
              "zh-CN": `${informer}：所述的是 ${ref?.key ?? ""}@${version} 的 ${type}，而接下来送达的${next === undefined ? "什么也没有" : `是 ${next.type}`}`,
            });
          }
        },
        "reflector.watch-ended": ({ informer, reason }) => {
          if (reason === "error") diaries.of(informer).hasFailed = true;
        },
        "reflector.dropped": ({ informer, reason, ref }) => {
          leaveOut(diaries.of(informer), reason, ref);
          lossy.add(informer);
        },
      },
      see: {
        "wire.requested": ({ informer, verb, options }) => {
          judge.reached();
          const diary = diaries.of(informer);
          const { asked } = diary;
          diary.asked = undefined;
          if (asked?.verb !== verb || !sameJson(asked.options, options)) {
            judge.broken({
              en: `${informer}: sends a ${verb} ${JSON.stringify(options)}; told of was ${asked === undefined ? "nothing" : `a ${asked.verb} ${JSON.stringify(asked.options)}`}`,
              "zh-CN": `${informer}：发出了 ${verb} ${JSON.stringify(options)}，而所述的${asked === undefined ? "什么也没有" : `是 ${asked.verb} ${JSON.stringify(asked.options)}`}`,
            });
          }
          if (verb === "watch") {
            diary.delivered = [];
            diary.isStreaming = options.sendInitialEvents === true;
            diary.hasFailed = false;
          } else {
            diary.isStreaming = false;
            if (options.continue === undefined) diary.versions = [];
          }
        },
        "wire.listed": ({ informer, list }) => {
          diaries.of(informer).versions.push(list.metadata?.resourceVersion ?? "");
        },
        "wire.opened": ({ informer }) => {
          const diary = diaries.of(informer);
          diary.open += 1;
          if (diary.open > 1) judge.broken(saidOf(informer, twoAtOnce));
        },
        "wire.closed": ({ informer }) => {
          const diary = diaries.of(informer);
          diary.open = Math.max(0, diary.open - 1);
        },
        "wire.events": ({ informer, events }) => {
          diaries.of(informer).delivered.push(...events);
        },
      },
      askedStepEnd: () => {
        for (const name of lossy.take()) {
          const problem = problemAfterLoss(diaries.of(name), judge.world?.informer(name));
          if (problem !== undefined) judge.broken(saidOf(name, problem));
        }
      },
      end: (isQuiet) => {
        if (!isQuiet || judge.world === undefined) return;
        for (const [name, diary] of diaries.entries()) {
          const problem = problemAtRest(diary, judge.world.informer(name));
          if (problem !== undefined) judge.broken(saidOf(name, problem));
        }
      },
    };
  },
};

const twoAtOnce: LocalizedText = {
  en: "two watches are open at once",
  "zh-CN": "同时打开了两个监听",
};

function newDiary(): Diary {
  return {
    asked: undefined,
    delivered: [],
    versions: [],
    open: 0,
    isStreaming: false,
    hasFailed: false,
    last: "",
    taken: undefined,
  };
}

/** Whether what is told of as taken in is what was delivered next. */
function isOf(
  { type, object }: { readonly type: string; readonly object?: unknown },
  next: WatchEvent<KubernetesObject> | undefined,
): boolean {
  if (next === undefined || asRead(next).type !== type) return false;
  return type === "ERROR" || next.object === object;
}

type Place = { readonly key: string; readonly resourceVersion?: string };

function placeOf(ref: Place | undefined): string {
  return `${ref?.key}@${ref?.resourceVersion}`;
}

/** What is left out after it was taken in, or was never delivered, takes no delivery away. */
function leaveOut(diary: Diary, reason: string, ref: Place | undefined): void {
  const isTaken = reason.startsWith("unknown event type") || diary.taken === placeOf(ref);
  diary.taken = undefined;
  if (!isTaken && isSameObject(diary.delivered[0]?.object, ref)) diary.delivered.shift();
}

function isSameObject(object: unknown, ref: Place | undefined): boolean {
  const { metadata } = (object ?? {}) as KubernetesObject;
  return (
    metadata !== undefined &&
    ref !== undefined &&
    metadata.resourceVersion === ref.resourceVersion &&
    ref.key.endsWith(metadata.name ?? "")
  );
}

/** What is wrong after an event was left out. */
function problemAfterLoss(
  { isStreaming, hasFailed, last }: Diary,
  live: JudgedInformer | undefined,
): LocalizedText | undefined {
  if (live?.isRunning !== true || isStreaming || hasFailed) return undefined;
  if (live.lastSyncResourceVersion === last) return undefined;
  const version = live.lastSyncResourceVersion;
  return {
    en: `something was left out after version ${last} had come, and lastSyncResourceVersion is ${version}: what a function lost must move it, what is of another kind must not`,
    "zh-CN": `版本 ${last} 之后有事件被略过，lastSyncResourceVersion 是 ${version}：函数丢失的事件应当推进它，其他类型的对象则不应`,
  };
}

/** What is wrong when all is quiet. */
function problemAtRest(
  { asked, delivered, open, last }: Diary,
  live: JudgedInformer | undefined,
): LocalizedText | undefined {
  if (asked !== undefined)
    return {
      en: `said to send a ${asked.verb}, and did not`,
      "zh-CN": `据称发出了 ${asked.verb} 请求，其实没有`,
    };
  if (live?.isRunning !== true)
    return open > 0
      ? { en: "it has stopped and its watch is still open", "zh-CN": "已停止，监听却还开着" }
      : undefined;
  if (open !== 1)
    return {
      en: `all is quiet and ${open} watches are open`,
      "zh-CN": `一切平静，打开的监听却有 ${open} 个`,
    };
  const [ignored] = delivered;
  if (ignored !== undefined)
    return {
      en: `a ${ignored.type} was delivered and never taken in`,
      "zh-CN": `送达了一个 ${ignored.type}，却始终没有被接收`,
    };
  return live.lastSyncResourceVersion === last
    ? undefined
    : {
        en: `lastSyncResourceVersion is ${live.lastSyncResourceVersion}; the last it took in is ${last}`,
        "zh-CN": `lastSyncResourceVersion 是 ${live.lastSyncResourceVersion}，而它最后接收的版本是 ${last}`,
      };
}
