import type { Language, LocalizedText } from "../../model/timeline/story.ts";
import type { InputNote, InputProblem, InputProblemId } from "../../trace/input-problem.ts";
import { fillTemplate } from "../message.ts";
import { plainText } from "../segment.ts";

const right: LocalizedText = {
  en: "What opens here: a trace (JSON lines), or the output of kubectl get -o json, alone or with -w --output-watch-events.",
  "zh-CN":
    "可以打开的是：轨迹（JSON lines），或 kubectl get -o json 的输出，单独的或带 -w --output-watch-events 的。",
};

const problems: Readonly<Record<InputProblemId, LocalizedText>> = {
  empty: { en: "There is nothing in it.", "zh-CN": "里面什么都没有。" },
  binary: {
    en: "This is not text; a compressed file has to be unpacked first.",
    "zh-CN": "这不是文本；压缩文件需要先解压。",
  },
  utf16: {
    en: "This is text in UTF-16, as PowerShell's > writes it, and it is damaged. Write it again with | Out-File -Encoding utf8.",
    "zh-CN":
      "这是 PowerShell 的 > 写出的 UTF-16 文本，而且已损坏。请改用 | Out-File -Encoding utf8 重新写出。",
  },
  html: { en: "This is a web page, not a trace.", "zh-CN": "这是一个网页，不是轨迹。" },
  scenario: {
    en: "This is a scenario, not a trace: it says what to run, not what happened. Open it in the playground.",
    "zh-CN": "这是场景，不是轨迹：它说的是要运行什么，而不是发生了什么。请在演练场中打开。",
  },
  "kubectl-yaml": {
    en: "These are Kubernetes objects in YAML. Ask kubectl for JSON: -o json instead of -o yaml.",
    "zh-CN": "这是 YAML 格式的 Kubernetes 对象。请让 kubectl 输出 JSON：用 -o json 代替 -o yaml。",
  },
  "kubectl-table": {
    en: "This is the table that kubectl shows to people. Add -o json; to see changes as they come, -w --output-watch-events -o json.",
    "zh-CN":
      "这是 kubectl 给人看的表格。请加上 -o json；要看到陆续发生的变化，用 -w --output-watch-events -o json。",
  },
  "kubectl-message": {
    en: "kubectl did not answer with objects, it said: {text}",
    "zh-CN": "kubectl 没有返回对象，而是说：{text}",
  },
  status: {
    en: "The apiserver answered with an error: {code} {reason}. {text}",
    "zh-CN": "apiserver 返回了错误：{code} {reason}。{text}",
  },
  "audit-log": {
    en: "This is an audit log of an apiserver. It holds requests, not the objects' history; record a watch instead.",
    "zh-CN": "这是 apiserver 的审计日志。其中是请求，不是对象的历史；请改为记录一次监听。",
  },
  "program-log": {
    en: "This is a program's log, not a trace (line {line}: {text}).",
    "zh-CN": "这是程序日志，不是轨迹（第 {line} 行：{text}）。",
  },
  "trace-version": {
    en: "This is a trace of version {version}; this picture reads version 1.",
    "zh-CN": "这是版本 {version} 的轨迹；这里读取的是版本 1。",
  },
  "trace-line": { en: "This is a trace, and {text}.", "zh-CN": "这是轨迹，但有问题：{text}。" },
  "no-records": {
    en: "This is a trace without records: nothing happened in it.",
    "zh-CN": "这是没有记录的轨迹：什么都没有发生。",
  },
  recording: {
    en: "The recording cannot be read: {text}.",
    "zh-CN": "无法读取这份录制：{text}。",
  },
  "bad-json": {
    en: "Line {line} is not JSON: {text}",
    "zh-CN": "第 {line} 行不是 JSON：{text}",
  },
  "not-an-event": {
    en: "The document at line {line} is no watch event: {text}. An event has a type (ADDED, MODIFIED, DELETED, BOOKMARK or ERROR) and an object with kind and metadata.name.",
    "zh-CN":
      "第 {line} 行的文档不是监听事件：{text}。事件有 type（ADDED、MODIFIED、DELETED、BOOKMARK 或 ERROR）和带 kind 与 metadata.name 的 object。",
  },
  "nothing-in-list": {
    en: "This is a list of Kubernetes objects, and it is empty.",
    "zh-CN": "这是 Kubernetes 对象的列表，但它是空的。",
  },
  "unknown-json": {
    en: "This is JSON, but neither a trace nor Kubernetes objects. Its fields are: {fields}.",
    "zh-CN": "这是 JSON，但既不是轨迹，也不是 Kubernetes 对象。它的字段有：{fields}。",
  },
  "unknown-text": {
    en: "This is text, but no trace. It begins with: {text}",
    "zh-CN": "这是文本，但不是轨迹。开头是：{text}",
  },
};

/** Problems whose sentence already says what would be right. */
const complete: ReadonlySet<InputProblemId> = new Set([
  "utf16",
  "scenario",
  "kubectl-yaml",
  "kubectl-table",
  "trace-version",
  "trace-line",
  "recording",
  "not-an-event",
]);

/** What it is that a reader brought, and what would be right. */
export function inputProblemText({ id, values }: InputProblem, language: Language): string {
  const sentence = plainText(fillTemplate(problems[id][language], values ?? {}, language));
  return complete.has(id) ? sentence : `${sentence} ${right[language]}`;
}

const notes: Readonly<Record<InputNote["id"], LocalizedText>> = {
  cut: {
    en: "The trace ends in the middle of line {line}. Everything before it is shown: {count} records.",
    "zh-CN": "轨迹在第 {line} 行中间断了。之前的全部显示出来：{count} 条记录。",
  },
  "cut-events": {
    en: "The last event is incomplete (line {line}). Everything before it is shown: {count} events.",
    "zh-CN": "最后一个事件不完整（第 {line} 行）。之前的全部显示出来：{count} 个事件。",
  },
  kubectl: {
    en: "{count} watch events, as one client received them. The Indexer is what an informer would make of them; times are guessed from the objects.",
    "zh-CN":
      "{count} 个监听事件，是一个客户端收到的。索引器是 informer 会由此得到的内容；时间由对象推测。",
  },
  objects: {
    en: "{count} objects without event types: the first sight of one is shown as ADDED, later ones as MODIFIED. Deletions cannot be told; --output-watch-events would say.",
    "zh-CN":
      "{count} 个没有事件类型的对象：第一次出现显示为 ADDED，之后显示为 MODIFIED。无法得知删除；--output-watch-events 会说明。",
  },
  list: {
    en: "{count} objects of a list: one snapshot, shown in the order in which they were last written.",
    "zh-CN": "列表中的 {count} 个对象：一份快照，按最后写入的顺序显示。",
  },
  recording: {
    en: "A recording of a real cluster. Only what went over the road was seen; what stands beside each client is a correct informer that is told the same.",
    "zh-CN":
      "真实集群的一份录制。看到的只有往来的请求和响应；每个客户端旁边是一个正确的 informer，它收到的内容完全一样。",
  },
  "server-alone": {
    en: "A trace of a server alone. What its clients made of the answers is guessed; nothing is known of queues, handlers and workers.",
    "zh-CN":
      "只有服务器一侧的轨迹。客户端由响应得到什么是推测的；队列、事件处理器和工作协程一无所知。",
  },
  "client-alone": {
    en: "A trace of a client alone. What the server did is guessed from what arrived.",
    "zh-CN": "只有客户端一侧的轨迹。服务器做了什么，由收到的内容推测。",
  },
};

/** What a reader should know about what was opened. */
export function inputNoteText({ id, values }: InputNote, language: Language): string {
  return plainText(fillTemplate(notes[id][language], values ?? {}, language));
}
