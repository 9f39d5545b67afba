import type { FaultKind } from "@informerlab/fake-apiserver";
import type { LocalizedText } from "@informerlab/test";

/** What each kind of fault does, in a sentence. */
export const faultNotes: Readonly<Record<FaultKind, LocalizedText>> = {
  latency: {
    en: "Requests, answers or single events take longer.",
    "zh-CN": "请求、应答或单个事件变慢。",
  },
  status: {
    en: "The request is answered with this HTTP status: 401, 403, 429, 500, 503 …",
    "zh-CN": "请求得到这个 HTTP 状态码：401、403、429、500、503……",
  },
  expire: {
    en: "410 Gone: as the answer, as an ERROR event in the stream, or for a page of a list.",
    "zh-CN": "410 Gone：作为应答，作为流中的 ERROR 事件，或针对列表的某一页。",
  },
  futureResourceVersion: {
    en: "“Too large resource version”: this replica is behind what the client has seen.",
    "zh-CN": "“Too large resource version”：这个副本落后于客户端见过的版本。",
  },
  reset: {
    en: "The connection breaks: before or after the headers, or in the middle of a stream.",
    "zh-CN": "连接断裂：在响应头之前、之后，或在流的中途。",
  },
  close: {
    en: "The watch ends normally, as at its timeout.",
    "zh-CN": "监听正常结束，如同超时。",
  },
  stall: {
    en: "The connection stays open and nothing comes any more.",
    "zh-CN": "连接还开着，却再也没有内容到来。",
  },
  errorEvent: {
    en: "An ERROR event inside a stream that began with 200.",
    "zh-CN": "以 200 开始的流里出现 ERROR 事件。",
  },
  bookmarks: {
    en: "The server sends no bookmarks, or not the one that ends a streamed list.",
    "zh-CN": "服务器不发书签，或者不发结束流式列举的那一个。",
  },
  refuseStreamingList: {
    en: "The server does not know streaming lists.",
    "zh-CN": "服务器不支持流式列举。",
  },
  stale: {
    en: "Reads that may be stale show an older state.",
    "zh-CN": "允许陈旧的读取看到较早的状态。",
  },
  compact: {
    en: "All but the newest revisions are forgotten.",
    "zh-CN": "除了最新的若干修订，其余都被忘掉。",
  },
  restart: {
    en: "The apiserver restarts: connections close, the watch cache begins anew.",
    "zh-CN": "apiserver 重启：连接关闭，监听缓存从头开始。",
  },
  loseResponse: {
    en: "The write is done, but its answer is lost.",
    "zh-CN": "写入已经完成，应答却丢了。",
  },
  malformEvent: {
    en: "An event arrives that is not JSON, or of an unknown type, or cut off.",
    "zh-CN": "到达的事件不是 JSON，或类型未知，或被截断。",
  },
  dropEvent: { en: "An event is left out.", "zh-CN": "漏掉一个事件。" },
  duplicateEvent: { en: "An event is sent twice.", "zh-CN": "同一个事件发两次。" },
  reorderEvents: { en: "Two events change places.", "zh-CN": "两个事件换了位置。" },
};
