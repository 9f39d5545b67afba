import type { TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";
import type { LocalizedText } from "@informerlab/test";
import { type Beat, narrate, plainText, type Story } from "@informerlab/visualizer";
import type { BrokenRule } from "./run-result.ts";

const beatsMax = 12;

const titles: Readonly<Partial<Record<TraceFact["kind"], LocalizedText>>> = {
  "informer.started": { en: "The informer starts", "zh-CN": "informer 启动" },
  "informer.synced": { en: "It calls itself synced", "zh-CN": "它自称已同步" },
  "server.committed": { en: "A write", "zh-CN": "一次写入" },
  "server.compacted": { en: "The log forgets", "zh-CN": "日志忘掉了" },
  "server.restarted": { en: "The apiserver restarts", "zh-CN": "apiserver 重启" },
  "fault.injected": { en: "Trouble", "zh-CN": "出故障" },
  "reflector.listed": { en: "A list", "zh-CN": "一份列表" },
  "reflector.watch-ended": { en: "The watch ends", "zh-CN": "监听结束" },
  "handler.threw": { en: "A handler throws", "zh-CN": "事件处理器抛出异常" },
  "workqueue.collapsed": { en: "The key waits already", "zh-CN": "键已经在等" },
  "reconcile.read": { en: "A worker reads", "zh-CN": "工作协程读取" },
};
const breaks: LocalizedText = { en: "Here a promise breaks", "zh-CN": "承诺在此被打破" };

/** The story of a counterexample: what happened in the cluster and to the informer, and where the promise broke. */
export function storyOfFailure({ records }: TraceFile, broken: readonly BrokenRule[]): Story {
  const [first] = broken;
  const end = first?.seq ?? Infinity;
  const told = records
    .filter(({ seq, fact }) => seq < end && titles[fact.kind] !== undefined)
    .slice(-beatsMax)
    .map(beatOf);
  if (first === undefined) return { beats: told };
  const text = {
    en: `${first.title.en} ${first.message}`,
    "zh-CN": `${first.title["zh-CN"]} ${first.message}`,
  };
  return { beats: [...told, { id: "broken", seq: first.seq, title: breaks, text }] };
}

function beatOf({ seq, fact }: TraceRecord<TraceFact>): Beat {
  const title = titles[fact.kind] ?? breaks;
  const sentence = (language: "en" | "zh-CN"): string => plainText(narrate(fact, language));
  return { id: `at-${seq}`, seq, title, text: { en: sentence("en"), "zh-CN": sentence("zh-CN") } };
}
