import type { TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";
import type { LocalizedText } from "@informerlab/test";
import { type Beat, narrate, plainText, type Story } from "@informerlab/visualizer";
import type { BrokenRule } from "./run-result.ts";
import type { TurningPoint } from "./turning-points.ts";

const beatsMax = 12;

const titles: Readonly<Partial<Record<TraceFact["kind"], LocalizedText>>> = {
  "informer.started": { en: "The informer starts", "zh-CN": "informer 启动" },
  "informer.synced": { en: "It calls itself synced", "zh-CN": "它自称已同步" },
  "server.compacted": { en: "The log forgets", "zh-CN": "日志忘掉了" },
  "server.restarted": { en: "The apiserver restarts", "zh-CN": "apiserver 重启" },
  "fault.injected": { en: "Trouble", "zh-CN": "出故障" },
  "reflector.listed": { en: "A list", "zh-CN": "一份列表" },
  "reflector.watch-ended": { en: "The watch ends", "zh-CN": "监听结束" },
  "handler.threw": { en: "A handler throws", "zh-CN": "事件处理器抛出异常" },
  "workqueue.collapsed": { en: "The key waits already", "zh-CN": "键已经在等" },
  "reconcile.read": { en: "A worker reads", "zh-CN": "工作协程读取" },
};
const writes = {
  create: { en: "An object comes", "zh-CN": "来了一个对象" },
  update: { en: "It changes", "zh-CN": "它变了" },
  delete: { en: "It goes", "zh-CN": "它走了" },
} as const satisfies Readonly<Record<string, LocalizedText>>;
const noReturn: LocalizedText = { en: "The point of no return", "zh-CN": "从此无可挽回" };
const breaks: LocalizedText = { en: "Here a promise breaks", "zh-CN": "承诺在此被打破" };
const remains: LocalizedText = { en: "And so it stays", "zh-CN": "于是一直错下去" };

/**
 * The story of a counterexample: what happened in the cluster and to the informer, from where on it was lost, where the
 * promise broke, and what came of it.
 */
export function storyOfFailure(
  { records }: TraceFile,
  broken: readonly BrokenRule[],
  points: readonly TurningPoint[],
): Story {
  const [first, ...later] = broken;
  const end = first?.seq ?? Infinity;
  const lost = points.find(({ kind, seq }) => kind === "no-return" && seq < end)?.seq;
  const told = records.flatMap((record): Beat[] => {
    if (record.seq >= end) return [];
    if (record.seq === lost) return [beatOf(record, noReturn)];
    const title = titleOf(record.fact);
    return title === undefined ? [] : [beatOf(record, title)];
  });
  const last = later.findLast(({ seq }) => seq > end);
  return {
    beats: [
      ...told.slice(-beatsMax),
      ...(first === undefined ? [] : [brokenBeat("broken", first, breaks)]),
      ...(last === undefined ? [] : [brokenBeat("remains", last, remains)]),
    ],
  };
}

function titleOf(fact: TraceFact): LocalizedText | undefined {
  return fact.kind === "server.committed" ? writes[fact.verb] : titles[fact.kind];
}

function beatOf({ seq, fact }: TraceRecord<TraceFact>, title: LocalizedText): Beat {
  const sentence = (language: "en" | "zh-CN"): string => plainText(narrate(fact, language));
  return { id: `at-${seq}`, seq, title, text: { en: sentence("en"), "zh-CN": sentence("zh-CN") } };
}

function brokenBeat(
  id: string,
  { seq, title: rule, message }: BrokenRule,
  title: LocalizedText,
): Beat {
  const text = {
    en: `${rule.en} ${message.en}`,
    "zh-CN": `${rule["zh-CN"]}${message["zh-CN"]}`,
  };
  return { id, seq, title, text };
}
