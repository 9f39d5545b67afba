import { type CodeProgram, line } from "./code-program.ts";

const deltaGo = "tools/cache/delta_fifo.go";
const deltaOwn = "core/src/queue/delta-fifo.ts";
const realGo = "tools/cache/the_real_fifo.go";
const realOwn = "core/src/queue/real-fifo.ts";

/** The classic queue: deltas by key. */
export const deltaFifoProgram: CodeProgram = {
  name: { en: "DeltaFIFO", "zh-CN": "增量队列 DeltaFIFO" },
  lines: [
    line(
      "key ← namespace/name of the object",
      "key ← 对象的 namespace/name",
      [deltaGo, "DeltaFIFO.KeyOf"],
      [deltaOwn, "keyOf"],
      "KF-5",
      "DF-1",
    ),
    line(
      "deltas[key] ← deltas[key] + (type, object)",
      "deltas[key] ← deltas[key] + (类型, 对象)",
      [deltaGo, "DeltaFIFO.queueActionInternalLocked"],
      [deltaOwn, "enqueue"],
      "DF-2",
    ),
    line(
      "two Deleted in a row become one",
      "相邻的两个 Deleted 合成一个",
      [deltaGo, "dedupDeltas"],
      [deltaOwn, "compress"],
      "DF-3",
    ),
    line(
      "no place in the queue yet? queue ← queue + key",
      "队列里还没有它？queue ← queue + key",
      [deltaGo, "DeltaFIFO.queueActionInternalLocked"],
      [deltaOwn, "enqueue"],
      "DF-12",
    ),
    line(
      "Replace: Replaced for each; a tombstone for the missing",
      "Replace：每个对象一个 Replaced；缺的放墓碑",
      [deltaGo, "DeltaFIFO.Replace"],
      [deltaOwn, "replace"],
      "DF-7",
      "DL-3",
    ),
    line(
      "Pop: the first key, with all its deltas",
      "Pop：取第一个键，连同它的全部增量",
      [deltaGo, "DeltaFIFO.Pop"],
      [deltaOwn, "pop"],
      "DF-6",
    ),
  ],
};

/** The queue that keeps the order of the server, one by one or atomically. */
export const realFifoProgram: CodeProgram = {
  name: { en: "RealFIFO", "zh-CN": "顺序队列 RealFIFO" },
  lines: [
    line(
      "key ← namespace/name of the object",
      "key ← 对象的 namespace/name",
      [realGo, "RealFIFO.keyOf"],
      [realOwn, "keyOf"],
      "KF-5",
    ),
    line(
      "items ← items + (type, object), as they come",
      "items ← items + (类型, 对象)，按到达的次序",
      [realGo, "RealFIFO.addToItems_locked"],
      [realOwn, "append"],
      "RQ-1",
      "RQ-3",
    ),
    line(
      "Replace: Replaced for each; a tombstone for the missing",
      "Replace：每个对象一个 Replaced；缺的放墓碑",
      [realGo, "reconcileReplacement"],
      [realOwn, "replaceOneByOne"],
      "RQ-5",
    ),
    line(
      "atomic: one ReplacedAll that holds the whole list",
      "原子模式：一个 ReplacedAll 装下整个列表",
      [realGo, "RealFIFO.addReplaceToItemsLocked"],
      [realOwn, "replaceAtomically"],
      "RQ-8",
    ),
    line("Pop: one delta", "Pop：取一个增量", [realGo, "RealFIFO.Pop"], [realOwn, "pop"], "RQ-4"),
    line(
      "PopBatch: several, each of another key",
      "PopBatch：取多个，键各不相同",
      [realGo, "RealFIFO.PopBatch"],
      [realOwn, "popBatch"],
      "RQ-11",
    ),
  ],
};
