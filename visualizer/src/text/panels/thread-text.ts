import type { Reason, ReasonId } from "../../model/reasons/thread-reason.ts";
import type { Language, LocalizedText } from "../../model/timeline/story.ts";
import { fillTemplate } from "../message.ts";
import type { Segment } from "../segment.ts";

/** Why something is not where a reader looked for it. */
const reasons: Readonly<Record<ReasonId, LocalizedText>> = {
  "never-written": {
    en: "Nobody has written an object of this name in this run.",
    "zh-CN": "在这次运行中，没有人写过这个名字的对象。",
  },
  "not-yet-written": {
    en: "It is not written yet; that happens at step {step}.",
    "zh-CN": "它还没有被写入；写入发生在第 {step} 步。",
  },
  "not-selected": {
    en: "The [informer] did not ask for it: it asks only for {asked}.",
    "zh-CN": "[informer] 没有要它：只要 {asked}。",
  },
  "not-started": {
    en: "The [informer] is not started; nobody has asked the [apiserver] yet.",
    "zh-CN": "[informer] 还没有启动，尚未向 [apiserver] 请求。",
  },
  stopped: {
    en: "The [informer] is stopped; its copy stays as it was.",
    "zh-CN": "[informer] 已停止，副本停留在当时的样子。",
  },
  cut: {
    en: "The [watch] was cut at r{version} (step {step}), and no new one is open. What was written since then has not been sent.",
    "zh-CN":
      "[watch]在 r{version} 处断开（第 {step} 步），新的还没有建立。此后的写入都没有发送过来。",
  },
  "backing-off": {
    en: "The [watch] was cut at r{version} (step {step}). The [reflector] waits before it tries again.",
    "zh-CN": "[watch]在 r{version} 处断开（第 {step} 步）。[reflector]正在退避，稍后重试。",
  },
  listing: {
    en: "The [reflector] knows everything until r{version} and is asking for a new [list]; the answer is not here yet.",
    "zh-CN": "[reflector]知道 r{version} 之前的一切，正在请求新的列表；响应还没有到。",
  },
  "lost-on-wire": {
    en: "Its event was sent at step {step} and was still under way when the connection broke at step {cut}. Nobody will send it again; only a new [watch] from an older [revision], or a [relist], brings it.",
    "zh-CN":
      "它的事件在第 {step} 步发出，第 {cut} 步连接断开时还在路上。不会有人重发；只有从更旧的[revision]重新监听，或[relist]，才能带来它。",
  },
  "on-the-wire": {
    en: "Its event was sent at step {step} and is still under way.",
    "zh-CN": "它的事件在第 {step} 步发出，还在路上。",
  },
  withheld: {
    en: "The [watch] is open, but a [fault] struck since the write: {fault}.",
    "zh-CN": "[watch]是通的，但写入之后发生了[fault]：{fault}。",
  },
  "not-sent-yet": {
    en: "The [apiserver] knows, but has not told this [watch] yet.",
    "zh-CN": "[apiserver] 已经知道，但还没有告诉这个[watch]。",
  },
  dropped: {
    en: "The [reflector] received it and threw it away: {reason}.",
    "zh-CN": "[reflector]收到了它，但丢弃了：{reason}。",
  },
  buffered: {
    en: "It belongs to a streamed [list] that is not complete; readers see all of it at once, or nothing.",
    "zh-CN": "它属于一个还没传完的流式列表；读者要么一次看到全部，要么什么都看不到。",
  },
  queued: {
    en: "It waits in the [queue]; {ahead} {ahead|entry is|entries are} before it.",
    "zh-CN": "它在[queue]中等待，前面还有 {ahead} 项。",
  },
  "in-hand": {
    en: "It is being worked on in this very step.",
    "zh-CN": "它正在这一步中被处理。",
  },
  "no-handler": {
    en: "No [handler] is registered that could be told.",
    "zh-CN": "没有注册可以通知的[handler]。",
  },
  "registered-late": {
    en: "{handler} was not registered when the copy took it in.",
    "zh-CN": "副本收下它时，{handler} 还没有注册。",
  },
  "handler-removed": {
    en: "{handler} was removed and is told nothing any more.",
    "zh-CN": "{handler} 已被移除，不再收到通知。",
  },
  "not-notified": {
    en: "The copy has it, but {handler} has not been told yet.",
    "zh-CN": "副本中已经有它，但还没有通知 {handler}。",
  },
  "handler-busy": {
    en: "It waits in the [buffer] of {handler}; {ahead} {ahead|notification is|notifications are} before it.",
    "zh-CN": "它在 {handler} 的[buffer]中等待，前面还有 {ahead} 条通知。",
  },
  "handler-dropped": {
    en: "The [buffer] of {handler} threw it away.",
    "zh-CN": "{handler} 的[buffer]丢弃了它。",
  },
  "not-added": {
    en: "{handler} was called, and did not put the key into this [workQueue].",
    "zh-CN": "{handler} 被调用了，但没有把 key 放进这个[workQueue]。",
  },
  "filed-elsewhere": {
    en: "The copy has the object, but files it under other values: {values}.",
    "zh-CN": "副本中有这个对象，但归在别的值下：{values}。",
  },
  "was-deleted": {
    en: "It was deleted at r{version}, and the copy heard of that at step {step}.",
    "zh-CN": "它在 r{version} 被删除，副本在第 {step} 步得知。",
  },
  "came-and-went": {
    en: "It was deleted at r{version}, and the copy does not hold it. Nothing is owed to it any more.",
    "zh-CN": "它在 r{version} 被删除，副本中也没有它。不再欠它任何消息。",
  },
  "was-called": {
    en: "It did come: the callback ran at step {step}.",
    "zh-CN": "它来过：回调在第 {step} 步执行。",
  },
  "was-taken": {
    en: "It was there: a [worker] took the key at step {step}.",
    "zh-CN": "它来过：[worker]在第 {step} 步取走了 key。",
  },
  "is-waiting": {
    en: "It is there: the key was put in at step {step}.",
    "zh-CN": "它在：key 在第 {step} 步放入。",
  },
  "is-here": {
    en: "It is there, in the newest version the [apiserver] has: r{version}, since step {step}.",
    "zh-CN": "它在，而且是 [apiserver] 上最新的版本：r{version}，自第 {step} 步起。",
  },
};

/** A reason as a sentence. */
export function reasonText({ id, values }: Reason, language: Language): readonly Segment[] {
  return fillTemplate(reasons[id][language], values ?? {}, language);
}

/** What stands at the torn end of a thread, in a few words. */
const tears: Partial<Readonly<Record<ReasonId, LocalizedText>>> = {
  "never-written": { en: "never written", "zh-CN": "从未写入" },
  "not-yet-written": { en: "not written yet", "zh-CN": "尚未写入" },
  "not-selected": { en: "not asked for", "zh-CN": "没有请求它" },
  "not-started": { en: "not started", "zh-CN": "尚未启动" },
  stopped: { en: "stopped", "zh-CN": "已停止" },
  cut: { en: "cut at r{version}", "zh-CN": "断于 r{version}" },
  "backing-off": { en: "cut at r{version}", "zh-CN": "断于 r{version}" },
  listing: { en: "asked, no answer yet", "zh-CN": "已请求，尚无响应" },
  "lost-on-wire": { en: "lost on the wire", "zh-CN": "丢在路上" },
  "on-the-wire": { en: "on its way", "zh-CN": "在路上" },
  withheld: { en: "held back by a fault", "zh-CN": "被故障扣下" },
  "not-sent-yet": { en: "not sent yet", "zh-CN": "尚未发送" },
  dropped: { en: "thrown away", "zh-CN": "被丢弃" },
  queued: { en: "waits in the queue", "zh-CN": "在队列中等待" },
  "handler-busy": { en: "waits in the buffer", "zh-CN": "在缓冲区中等待" },
  "not-added": { en: "not put in", "zh-CN": "没有放入" },
};

const tear: LocalizedText = { en: "as far as it came", "zh-CN": "到此为止" };

export function tearText({ id, values }: Reason, language: Language): string {
  const template = (tears[id] ?? tear)[language];
  return fillTemplate(template, values ?? {}, language)
    .map(({ text }) => text)
    .join("");
}

type Question = "title" | "row" | "bucket" | "callback" | "work";

const questions: Readonly<Record<Question, LocalizedText>> = {
  title: { en: "Where is it, and where not?", "zh-CN": "它在哪里，不在哪里？" },
  row: { en: "in the Indexer", "zh-CN": "在索引器中" },
  bucket: { en: "in the index under {value}", "zh-CN": "在索引的 {value} 下" },
  callback: { en: "told to {handler}", "zh-CN": "告知 {handler}" },
  work: { en: "in the WorkQueue {queue}", "zh-CN": "在工作队列 {queue} 中" },
};

/** The heading of the questions, or one of them. */
export function questionText(
  question: Question,
  language: Language,
  values: Readonly<Record<string, string>> = {},
): string {
  return fillTemplate(questions[question][language], values, language)
    .map(({ text }) => text)
    .join("");
}
