import type { LocalizedText } from "../model/timeline/story.ts";
import type { Term } from "./glossary.ts";

/** One sentence for each word of the glossary. */
export const glossaryNotes: Readonly<Record<Term, LocalizedText>> = {
  apiserver: {
    en: "The only door to the cluster's state; everybody else asks it.",
    "zh-CN": "通向集群状态的唯一一扇门，其他人都向它询问。",
  },
  revisionLog: {
    en: "The list of all writes, in one order, each with its number.",
    "zh-CN": "全部写入的清单，顺序唯一，每次写入都有编号。",
  },
  revision: {
    en: "The number of a write; an object carries that of its last one as `resourceVersion`.",
    "zh-CN": "一次写入的编号；对象把自己最后一次写入的编号带在 `resourceVersion` 里。",
  },
  informer: {
    en: "Keeps a local copy of one kind of object and tells handlers what changes.",
    "zh-CN": "在本地维护一种资源的副本，并把变化告诉事件处理器。",
  },
  reflector: {
    en: "Lists and watches, and puts what it receives into the queue.",
    "zh-CN": "负责列举和监听，把收到的内容放进队列。",
  },
  list: {
    en: "A request for all objects as of one revision.",
    "zh-CN": "请求某个修订时的全部对象。",
  },
  relist: {
    en: "Listing again, from the apiserver, because the watch cannot be continued.",
    "zh-CN": "监听接不上了，向 apiserver 再列举一次。",
  },
  watch: {
    en: "A request that stays open and carries every change after a revision.",
    "zh-CN": "一直开着的请求，送来某个修订之后的每个变化。",
  },
  resync: {
    en: "Telling handlers the local copy once more; no request is sent.",
    "zh-CN": "把本地副本再告诉事件处理器一遍；不发任何请求。",
  },
  deltaFifo: {
    en: "The queue of keys with the changes of each; explained in most texts, no longer the default.",
    "zh-CN": "按键排队、每个键带着自己的变化；多数资料讲的是它，如今已不是默认。",
  },
  realFifo: {
    en: "The queue of changes in the order in which they came; client-go's default today.",
    "zh-CN": "按到达顺序排列变化的队列；client-go 如今的默认。",
  },
  queue: {
    en: "What stands between Reflector and Indexer; there are three kinds.",
    "zh-CN": "位于反射器和索引器之间，有三种。",
  },
  delta: {
    en: "One change of one object, as the queue holds it.",
    "zh-CN": "队列里保存的、某个对象的一次变化。",
  },
  tombstone: {
    en: "A deletion inferred from absence: the key, and the last state that was seen.",
    "zh-CN": "由缺席推断出的删除：键，加上见过的最后状态。",
  },
  bookmark: {
    en: "An event without an object: you have seen everything up to this revision.",
    "zh-CN": "没有对象的事件：到这个修订为止你都看过了。",
  },
  indexer: {
    en: "The local copy, with indexes.",
    "zh-CN": "本地副本，带有索引。",
  },
  index: {
    en: "Keys by a value, such as all Pods of a Node.",
    "zh-CN": "按某个值归类的键，例如一个 Node 上的全部 Pod。",
  },
  handler: {
    en: "Your functions, called for additions, updates and deletions.",
    "zh-CN": "你的函数，在新增、更新和删除时被调用。",
  },
  buffer: {
    en: "The notifications that wait for one handler; without a limit.",
    "zh-CN": "等着某个事件处理器的通知；没有上限。",
  },
  lister: {
    en: "Reads the local copy.",
    "zh-CN": "读取本地副本。",
  },
  workQueue: {
    en: "Keys that need attention; each at most once, and never at two workers.",
    "zh-CN": "需要处理的键；每个键至多一份，也绝不同时交给两个工作协程。",
  },
  worker: {
    en: "Takes a key, reconciles, says done.",
    "zh-CN": "取一个键，调谐，报告完成。",
  },
  reconcile: {
    en: "Bringing the world in line with what is wanted, starting from what is.",
    "zh-CN": "从现状出发，让世界符合期望。",
  },
  backOff: {
    en: "Waiting longer after each failure.",
    "zh-CN": "每失败一次，就等得更久。",
  },
  fault: {
    en: "Something that goes wrong, as data.",
    "zh-CN": "以数据表示的一次出错。",
  },
  compaction: {
    en: "The apiserver's storage forgets old revisions.",
    "zh-CN": "apiserver 的存储忘掉旧的修订。",
  },
  dirty: {
    en: "A key that was added again while a worker had it.",
    "zh-CN": "工作协程还拿着它时又被加入的键。",
  },
};
