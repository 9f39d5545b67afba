import type { ReflectorState } from "@informerlab/core/trace";
import type { LaneId } from "../model/lanes.ts";
import type { Language } from "../model/story.ts";
import type { InformerWorld, QueueFlavour, WireWorld } from "../model/world.ts";

/** The words inside the drawing. */
export interface StageText {
  readonly lanes: Readonly<Record<LaneId | "log", string>>;
  /** The API's own name beside a translated one. */
  readonly laneNames: Readonly<Record<LaneId | "log", string>>;
  /** A few letters for the dots of the narrow stage. */
  readonly short: Readonly<Record<LaneId, string>>;
  readonly flavours: Readonly<Record<QueueFlavour, string>>;
  readonly reflector: Readonly<Record<ReflectorState, string>>;
  readonly stages: Readonly<Record<InformerWorld["stage"], string>>;
  readonly wire: Readonly<Record<WireWorld["state"], string>>;
  readonly words: Readonly<Record<StageWord, string>>;
}

/** A short label of the drawing. */
export type StageWord =
  | "head"
  | "compacted"
  | "notRecorded"
  | "more"
  | "store"
  | "seen"
  | "list"
  | "watch"
  | "asked"
  | "after"
  | "lastFault"
  | "silent"
  | "lastVersion"
  | "events"
  | "buffered"
  | "resync"
  | "resyncNever"
  | "backOff"
  | "empty"
  | "popped"
  | "batch"
  | "objects"
  | "waiting"
  | "claims"
  | "indexes"
  | "synced"
  | "late"
  | "removed"
  | "errors"
  | "queue"
  | "processing"
  | "dirty"
  | "delayed"
  | "in"
  | "idle"
  | "reads"
  | "notFound"
  | "done"
  | "failed"
  | "writeBack"
  | "noWrite"
  | "shutDown"
  | "noHandlers"
  | "noQueue"
  | "noWorkers"
  | "upTo"
  | "cached"
  | "deltas"
  | "keys"
  | "missing"
  | "handled"
  | "page"
  | "by";

const en: StageText = {
  lanes: {
    log: "Revision log",
    apiserver: "apiserver",
    network: "Network",
    reflector: "Reflector",
    queue: "FIFO",
    indexer: "Indexer",
    handlers: "Handlers",
    workqueue: "WorkQueue",
    workers: "Workers",
  },
  laneNames: {
    log: "",
    apiserver: "",
    network: "",
    reflector: "",
    queue: "",
    indexer: "",
    handlers: "",
    workqueue: "",
    workers: "",
  },
  short: {
    apiserver: "API",
    network: "net",
    reflector: "refl",
    queue: "FIFO",
    indexer: "index",
    handlers: "fn",
    workqueue: "queue",
    workers: "work",
  },
  flavours: { delta: "DeltaFIFO", real: "RealFIFO", "real-atomic": "RealFIFO, atomic" },
  reflector: {
    idle: "idle",
    listing: "listing",
    "streaming-list": "streaming list",
    "opening-watch": "opening watch",
    watching: "watching",
    "backing-off": "backing off",
    stopped: "stopped",
  },
  stages: { registered: "not started", started: "filling", synced: "synced", stopped: "stopped" },
  wire: { closed: "closed", opening: "opening", open: "open", broken: "broken" },
  words: {
    head: "head",
    compacted: "forgotten before",
    notRecorded: "not recorded",
    more: "more",
    store: "store",
    seen: "watch",
    list: "list",
    watch: "watch",
    asked: "asked",
    after: "after",
    lastFault: "fault",
    silent: "silent for",
    lastVersion: "last version",
    events: "events",
    buffered: "held back",
    resync: "resync",
    resyncNever: "never",
    backOff: "waits",
    empty: "empty",
    popped: "popped",
    batch: "batch",
    objects: "objects",
    waiting: "waiting",
    claims: "as of",
    indexes: "index",
    synced: "synced",
    late: "late",
    removed: "removed",
    errors: "errors",
    queue: "queue",
    processing: "processing",
    dirty: "dirty",
    delayed: "delayed",
    in: "in",
    idle: "idle",
    reads: "reads",
    notFound: "NotFound",
    done: "done",
    failed: "failed",
    writeBack: "Write back",
    noWrite: "no write yet",
    shutDown: "shut down",
    noHandlers: "no handler yet",
    noQueue: "no work queue yet",
    noWorkers: "no worker yet",
    upTo: "up to",
    cached: "cached",
    deltas: "deltas",
    keys: "keys",
    missing: "differs from the server",
    handled: "handled",
    page: "page",
    by: "by",
  },
};

const zh: StageText = {
  lanes: {
    log: "修订日志",
    apiserver: "apiserver",
    network: "网络",
    reflector: "反射器",
    queue: "增量队列",
    indexer: "索引器",
    handlers: "事件处理器",
    workqueue: "工作队列",
    workers: "工作协程",
  },
  laneNames: {
    log: "Revision log",
    apiserver: "",
    network: "",
    reflector: "Reflector",
    queue: "FIFO",
    indexer: "Indexer",
    handlers: "Handlers",
    workqueue: "WorkQueue",
    workers: "Workers",
  },
  short: {
    apiserver: "API",
    network: "网络",
    reflector: "反射",
    queue: "FIFO",
    indexer: "索引",
    handlers: "处理",
    workqueue: "队列",
    workers: "协程",
  },
  flavours: { delta: "DeltaFIFO", real: "RealFIFO", "real-atomic": "RealFIFO（原子）" },
  reflector: {
    idle: "空闲",
    listing: "正在列举",
    "streaming-list": "流式列举",
    "opening-watch": "正在打开监听",
    watching: "正在监听",
    "backing-off": "退避中",
    stopped: "已停止",
  },
  stages: { registered: "未启动", started: "正在填充", synced: "已同步", stopped: "已停止" },
  wire: { closed: "已关闭", opening: "正在打开", open: "已打开", broken: "已断开" },
  words: {
    head: "最新",
    compacted: "已忘掉，早于",
    notRecorded: "没有记录",
    more: "更多",
    store: "缓存",
    seen: "监听",
    list: "列举",
    watch: "监听",
    asked: "已请求",
    after: "始于",
    lastFault: "故障",
    silent: "已沉默",
    lastVersion: "最后版本",
    events: "事件",
    buffered: "暂存",
    resync: "重新同步",
    resyncNever: "从不",
    backOff: "等待",
    empty: "空",
    popped: "取出",
    batch: "批",
    objects: "个对象",
    waiting: "等待",
    claims: "截至",
    indexes: "索引",
    synced: "已同步",
    late: "晚到",
    removed: "已移除",
    errors: "错误",
    queue: "排队",
    processing: "处理中",
    dirty: "dirty",
    delayed: "延后",
    in: "还有",
    idle: "空闲",
    reads: "读到",
    notFound: "NotFound",
    done: "完成",
    failed: "失败",
    writeBack: "写回",
    noWrite: "尚无写入",
    shutDown: "已关闭",
    noHandlers: "还没有处理器",
    noQueue: "还没有工作队列",
    noWorkers: "还没有工作协程",
    upTo: "到",
    cached: "已缓存",
    deltas: "增量",
    keys: "键",
    missing: "与服务器不同",
    handled: "已处理",
    page: "第几页",
    by: "来自",
  },
};

const texts: Readonly<Record<Language, StageText>> = { en, "zh-CN": zh };

/** The drawing's words in one language. */
export function stageText(language: Language): StageText {
  return texts[language];
}
