import type { LocalizedText } from "../model/story.ts";

const words: Readonly<Record<string, LocalizedText>> = {
  latency: { en: "everything takes longer", "zh-CN": "一切都变慢" },
  status: { en: "a request is refused", "zh-CN": "请求被拒绝" },
  expire: { en: "history is forgotten", "zh-CN": "历史被遗忘" },
  futureResourceVersion: { en: "a version from the future", "zh-CN": "来自未来的版本" },
  reset: { en: "the connection is cut", "zh-CN": "连接被切断" },
  close: { en: "the stream is closed", "zh-CN": "流被关闭" },
  stall: { en: "the stream falls silent", "zh-CN": "流没有了动静" },
  errorEvent: { en: "an error instead of an event", "zh-CN": "事件的位置上是一个错误" },
  bookmarks: { en: "no bookmarks", "zh-CN": "没有书签" },
  refuseStreamingList: { en: "no streaming list", "zh-CN": "不支持流式列举" },
  stale: { en: "an old answer", "zh-CN": "陈旧的回答" },
  compact: { en: "the log is compacted", "zh-CN": "日志被压缩" },
  restart: { en: "the server restarts", "zh-CN": "服务器重启" },
  loseResponse: { en: "an answer is lost", "zh-CN": "回答丢失" },
  malformEvent: { en: "a garbled event", "zh-CN": "损坏的事件" },
  dropEvent: { en: "an event is lost", "zh-CN": "丢失一个事件" },
  duplicateEvent: { en: "an event comes twice", "zh-CN": "事件重复" },
  reorderEvents: { en: "events change places", "zh-CN": "事件次序颠倒" },
};

/** Why a wire is broken, as recorders name it. */
const reasons: Readonly<Record<string, LocalizedText>> = {
  expired: { en: "410 Gone", "zh-CN": "410 Gone" },
  fault: { en: "cut", "zh-CN": "被切断" },
  error: { en: "error", "zh-CN": "出错" },
  timeout: { en: "time is up", "zh-CN": "时间到" },
  restart: { en: "server restart", "zh-CN": "服务器重启" },
  slow: { en: "read too slowly", "zh-CN": "读得太慢" },
  deleted: { en: "deleted", "zh-CN": "已删除" },
  "very-short": { en: "ended at once", "zh-CN": "立刻结束" },
  "read-deadline": { en: "silent too long", "zh-CN": "沉默太久" },
};

/** What a fault does, in a few words of the reader; its own name when a newer recorder has one that is not known. */
export function faultWords(action: string, language: keyof LocalizedText): string {
  return Object.hasOwn(words, action) ? (words[action]?.[language] ?? action) : action;
}

/** Why a watch is over, in a few words. */
export function reasonWords(reason: string, language: keyof LocalizedText): string {
  return Object.hasOwn(reasons, reason) ? (reasons[reason]?.[language] ?? reason) : reason;
}
