import type { LocalizedText } from "@informerlab/test";
import type { GlyphKind } from "@informerlab/visualizer";

/** A part of the line: what it is called in code, what it does, and what one may rely on. */
export interface Station {
  readonly id: string;
  readonly name: string;
  /** Its name in Chinese, where it has one; it stands beside the name in code. */
  readonly chinese?: string;
  /** What stands below the name. */
  readonly note?: LocalizedText;
  readonly does: LocalizedText;
  readonly promises: LocalizedText;
}

/** A way in which it goes wrong, with the lesson that shows it. */
export interface Trouble {
  readonly shape: GlyphKind;
  readonly title: LocalizedText;
  readonly text: LocalizedText;
  readonly lesson: string;
}

/** The words around the parts. */
export const words = {
  title: { en: "An informer on one page", "zh-CN": "一页看懂 informer" },
  lead: {
    en: "A controller never reads the cluster. It reads a copy in its own memory, and this line keeps the copy right.",
    "zh-CN": "控制器从不直接读集群。它读的是自己内存里的一份副本，这条线让副本保持正确。",
  },
  cluster: { en: "The cluster", "zh-CN": "集群" },
  informer: { en: "The informer, in your program", "zh-CN": "informer，在你的程序里" },
  controller: { en: "Your controller", "zh-CN": "你的控制器" },
  promises: { en: "You can rely on", "zh-CN": "可以依靠的是" },
  reads: { en: "reads the copy", "zh-CN": "读副本" },
  writes: {
    en: "writes go to the apiserver, never to the copy; they come back by the same road",
    "zh-CN": "写入发给 apiserver，绝不写进副本；它们也沿同一条路回来",
  },
  way: { en: "One object's way", "zh-CN": "一个对象走过的路" },
  ruler: { en: "One ruler, five needles", "zh-CN": "一把尺，五根针" },
  rulerText: {
    en: "The revision log is the only clock. How far each reader has come on it is all you need to know about lag.",
    "zh-CN": "修订日志是唯一的时钟。每个读者走到了哪里，就是关于延迟要知道的一切。",
  },
  troubles: { en: "Five ways it goes wrong", "zh-CN": "五种出错的方式" },
  keeps: { en: "Sentences to keep", "zh-CN": "记住这几句" },
  how: {
    en: "Drawn by a script from the lessons of Informer Lab. Apache-2.0.",
    "zh-CN": "由脚本根据 Informer Lab 的课程画成。Apache-2.0。",
  },
} as const satisfies Record<string, LocalizedText>;

/** The line, from the server to the worker. */
export const stations: readonly Station[] = [
  {
    id: "apiserver",
    name: "apiserver",
    does: {
      en: "Every write gets the next revision and goes into one log. Old revisions are forgotten after some minutes.",
      "zh-CN": "每次写入得到下一个修订号，记进同一本日志。旧的修订过几分钟就被忘掉。",
    },
    promises: {
      en: "A watch from revision n brings all that came after n, in order, or says 410.",
      "zh-CN": "从修订 n 开始的监听，按顺序送来 n 之后的一切；做不到就回 410。",
    },
  },
  {
    id: "reflector",
    name: "Reflector",
    chinese: "反射器",
    does: {
      en: "Lists once, then watches, and remembers the last revision it saw.",
      "zh-CN": "列举一次，然后监听，并记住见过的最后一个修订号。",
    },
    promises: {
      en: "Nothing is skipped: it goes on where it was, or lists again and compares.",
      "zh-CN": "什么都不漏：要么从原处继续，要么重新列举并比较。",
    },
  },
  {
    id: "queue",
    name: "DeltaFIFO",
    chinese: "增量队列",
    note: { en: "today RealFIFO: one order for all", "zh-CN": "今天是 RealFIFO：全体一个先后" },
    does: {
      en: "Keeps what happened to each key until the consumer takes it. A list that lacks a known key becomes a tombstone.",
      "zh-CN": "按键保存发生过的事，直到消费者取走。列举结果里少了已知的键，就变成墓碑。",
    },
    promises: {
      en: "All changes of one key, in order. The Reflector never waits.",
      "zh-CN": "同一个键的全部变化，按先后。反射器从不等待。",
    },
  },
  {
    id: "indexer",
    name: "Indexer",
    chinese: "索引器",
    does: {
      en: "The copy: objects by key, and by every index that you add. Shared by all, so read only.",
      "zh-CN": "就是副本：按键存放对象，也按你加的每个索引。大家共用，所以只读。",
    },
    promises: {
      en: "Changed before any handler hears of it. Reading costs no request.",
      "zh-CN": "先改它，再通知事件处理器。读它不发任何请求。",
    },
  },
  {
    id: "handlers",
    name: "Handlers",
    chinese: "事件处理器",
    does: {
      en: "Each has a buffer of its own. Put a key into the WorkQueue and return.",
      "zh-CN": "每个都有自己的缓冲区。把键放进工作队列就返回。",
    },
    promises: {
      en: "A whole history for each one. A slow one delays nobody else.",
      "zh-CN": "每个都听到完整的历史。慢的不会拖累别的。",
    },
  },
  {
    id: "workqueue",
    name: "WorkQueue",
    chinese: "工作队列",
    does: {
      en: "A set of keys in a row. What fails comes back later, each time after a longer wait.",
      "zh-CN": "排成一列的键，不重复。失败的过后再来，一次比一次等得久。",
    },
    promises: {
      en: "One key is with one worker at a time, and no change gets lost.",
      "zh-CN": "一个键同一时刻只在一个工作协程手里，变化也不会丢。",
    },
  },
  {
    id: "workers",
    name: "Worker",
    chinese: "工作协程",
    does: {
      en: "Takes a key, reads the copy, compares what is with what should be, and writes the difference.",
      "zh-CN": "取一个键，读副本，把现状和期望相比，写出差别。",
    },
    promises: {
      en: "Not on what it read: it may be old. Write so that twice does no harm.",
      "zh-CN": "别依靠它读到的，那可能是旧的。写法要经得起做两遍。",
    },
  },
];

/** What the Reflector does, in a circle. */
export const reflectorStates = {
  list: { en: "list", "zh-CN": "列举" },
  watch: { en: "watch", "zh-CN": "监听" },
  resume: { en: "ended: resume", "zh-CN": "断了：续上" },
  gone: { en: "410: list again", "zh-CN": "410：重新列举" },
} as const satisfies Record<string, LocalizedText>;

/** One object from its creation to its status and back; each sentence has the number of a place on the line. */
export const steps: readonly { readonly at: string; readonly text: LocalizedText }[] = [
  {
    at: "apiserver",
    text: {
      en: "Somebody creates n1. The log has it as revision 7.",
      "zh-CN": "有人创建 n1。日志把它记作修订 7。",
    },
  },
  {
    at: "wire",
    text: { en: "The open watch sends ADDED n1.", "zh-CN": "开着的监听送来 ADDED n1。" },
  },
  {
    at: "reflector",
    text: {
      en: "The Reflector hands it on and notes: seen up to 7.",
      "zh-CN": "反射器把它交给队列，记下：看到 7。",
    },
  },
  {
    at: "queue",
    text: {
      en: "A delta waits under the key n1: Added.",
      "zh-CN": "键 n1 下面等着一个增量：Added。",
    },
  },
  {
    at: "indexer",
    text: {
      en: "The consumer takes it and puts n1 into the copy.",
      "zh-CN": "消费者取出它，把 n1 放进副本。",
    },
  },
  {
    at: "handlers",
    text: { en: "Only now each handler is told.", "zh-CN": "到这时才通知每个事件处理器。" },
  },
  {
    at: "workqueue",
    text: {
      en: "The handler adds the key n1. Added twice, it waits once.",
      "zh-CN": "事件处理器放进键 n1；放两次也只有一个。",
    },
  },
  {
    at: "workers",
    text: {
      en: "A worker takes the key and reads n1 from the copy, not from the event.",
      "zh-CN": "工作协程取走键，从副本里读 n1，而不是从事件里。",
    },
  },
  {
    at: "back",
    text: {
      en: "It writes the status: revision 8. That comes back as step 1 did.",
      "zh-CN": "它写回状态：修订 8。这次写入又从第 1 步走起。",
    },
  },
];

/** Where the needles stand in the drawing, by revision. */
export const needlePlaces = { head: 12, cursor: 11, store: 10, told: 9, read: 7 } as const;

/** What each needle says. */
export const needleTexts = {
  head: { en: "the newest revision there is", "zh-CN": "现有的最新修订" },
  cursor: { en: "seen by the Reflector", "zh-CN": "反射器看到了这里" },
  store: { en: "what a reader finds", "zh-CN": "读者能读到的" },
  told: { en: "what handlers have heard", "zh-CN": "事件处理器听到的" },
  read: { en: "what a worker acted on", "zh-CN": "工作协程据以行动的" },
} as const satisfies Record<string, LocalizedText>;

export const troubles: readonly Trouble[] = [
  {
    shape: "error",
    title: { en: "410: the past is gone", "zh-CN": "410：历史没了" },
    text: {
      en: "The revision to go on from is forgotten. It may come as a status or as an event inside a 200. Look at both, and list again.",
      "zh-CN":
        "要续上的修订已被忘掉。它可能是状态码，也可能是 200 里的一个事件。两种都要看，然后重新列举。",
    },
    lesson: "error-in-200",
  },
  {
    shape: "fault",
    title: { en: "Silence", "zh-CN": "沉默" },
    text: {
      en: "The connection is dead and nobody says so. No event, no error. Only a time limit notices.",
      "zh-CN": "连接死了，却没人说。没有事件，也没有错误。只有时限能发现。",
    },
    lesson: "silence",
  },
  {
    shape: "list",
    title: { en: "Back in time", "zh-CN": "回到过去" },
    text: {
      en: "After a restart another apiserver answers, and it is behind. The copy is older than what you saw before.",
      "zh-CN": "重启之后，回答的是另一个落后的 apiserver。副本比你以前见过的还旧。",
    },
    lesson: "back-in-time",
  },
  {
    shape: "tombstone",
    title: { en: "The missed deletion", "zh-CN": "漏掉的删除" },
    text: {
      en: "Gone while nobody watched. The next list lacks it, and the handler gets a tombstone instead of an object.",
      "zh-CN": "没人监听时消失了。下一次列举里没有它，事件处理器得到墓碑，而不是对象。",
    },
    lesson: "tombstone",
  },
  {
    shape: "updated",
    title: { en: "Your own write is late", "zh-CN": "自己的写入迟到" },
    text: {
      en: "You wrote, and the copy does not have it yet. If you count now, you count wrong and create twice.",
      "zh-CN": "你写了，副本里还没有。这时去数，就会数错，于是重复创建。",
    },
    lesson: "stale-read",
  },
];

/** The lessons whose sentence to keep stands on the page. */
export const keptLessons: readonly string[] = [
  "first-list",
  "store-first",
  "tombstone",
  "resync-zero",
  "watch-ended",
  "gone",
  "same-name",
  "slow-handler",
  "three-edits",
  "kill-it-anywhere",
];

/** What the shapes say; colour only repeats it. */
export const shapes = [
  ["added", { en: "added", "zh-CN": "新增" }],
  ["updated", { en: "updated", "zh-CN": "更新" }],
  ["deleted", { en: "deleted", "zh-CN": "删除" }],
  ["tombstone", { en: "tombstone: deleted, as a list showed", "zh-CN": "墓碑：列举得知的删除" }],
  ["replaced", { en: "replaced: what a list has", "zh-CN": "替换：列举里的对象" }],
] as const satisfies readonly (readonly [GlyphKind, LocalizedText])[];
