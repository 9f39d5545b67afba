import type { LocalizedText } from "../model/timeline/story.ts";

/** A word of the glossary. */
export type Term =
  | "apiserver"
  | "revisionLog"
  | "revision"
  | "informer"
  | "reflector"
  | "list"
  | "relist"
  | "watch"
  | "resync"
  | "deltaFifo"
  | "realFifo"
  | "queue"
  | "delta"
  | "tombstone"
  | "bookmark"
  | "indexer"
  | "index"
  | "handler"
  | "buffer"
  | "lister"
  | "workQueue"
  | "worker"
  | "reconcile"
  | "backOff"
  | "fault"
  | "compaction"
  | "dirty";

/** The field's words in both languages. */
export const glossary: Readonly<Record<Term, LocalizedText>> = {
  apiserver: { en: "apiserver", "zh-CN": "apiserver" },
  revisionLog: { en: "revision log", "zh-CN": "修订日志" },
  revision: { en: "revision", "zh-CN": "修订号" },
  informer: { en: "informer", "zh-CN": "informer" },
  reflector: { en: "Reflector", "zh-CN": "反射器" },
  list: { en: "list", "zh-CN": "列举" },
  relist: { en: "relist", "zh-CN": "重新列举" },
  watch: { en: "watch", "zh-CN": "监听" },
  resync: { en: "resync", "zh-CN": "重新同步" },
  deltaFifo: { en: "DeltaFIFO", "zh-CN": "增量队列" },
  realFifo: { en: "RealFIFO", "zh-CN": "顺序队列" },
  queue: { en: "queue", "zh-CN": "队列" },
  delta: { en: "delta", "zh-CN": "增量" },
  tombstone: { en: "tombstone", "zh-CN": "墓碑" },
  bookmark: { en: "bookmark", "zh-CN": "书签" },
  indexer: { en: "Indexer", "zh-CN": "索引器" },
  index: { en: "index", "zh-CN": "索引" },
  handler: { en: "handler", "zh-CN": "事件处理器" },
  buffer: { en: "buffer", "zh-CN": "缓冲区" },
  lister: { en: "Lister", "zh-CN": "Lister" },
  workQueue: { en: "WorkQueue", "zh-CN": "工作队列" },
  worker: { en: "worker", "zh-CN": "工作协程" },
  reconcile: { en: "reconcile", "zh-CN": "调谐" },
  backOff: { en: "back-off", "zh-CN": "退避" },
  fault: { en: "fault", "zh-CN": "故障" },
  compaction: { en: "compaction", "zh-CN": "压缩" },
  dirty: { en: "dirty", "zh-CN": "脏" },
};
