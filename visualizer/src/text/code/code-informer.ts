import { type CodeProgram, line } from "./code-program.ts";

const informerGo = "tools/cache/shared_informer.go";
const controllerGo = "tools/cache/controller.go";
const storeGo = "tools/cache/thread_safe_store.go";
const informerOwn = "core/src/informer/shared-index-informer.ts";
const processorOwn = "core/src/informer/delta-processor.ts";
const handlerOwn = "core/src/handlers/handler-queue.ts";

/** The informer as a whole. */
export const informerProgram: CodeProgram = {
  name: { en: "SharedIndexInformer", "zh-CN": "SharedIndexInformer" },
  lines: [
    line(
      "queue ← the one that the feature gates choose",
      "queue ← 由特性开关选定",
      [controllerGo, "newQueueFIFO"],
      ["core/src/informer/create-queue.ts", "createQueue"],
      "FG-4",
    ),
    line(
      "start the handlers' listeners, then the Reflector",
      "先启动事件处理器的监听者，再启动反射器",
      [informerGo, "sharedIndexInformer.RunWithContext"],
      [informerOwn, "start"],
      "SI-1",
      "SI-2",
    ),
    line(
      "one loop: pop, store, tell",
      "一个循环：取出、存储、通知",
      [controllerGo, "controller.processLoop"],
      ["core/src/informer/controller.ts", "pop"],
      "CT-2",
      "SI-4",
    ),
    line(
      "HasSynced: all of the first list has been popped",
      "HasSynced：第一次列举的内容已全部取出",
      [informerGo, "sharedIndexInformer.HasSynced"],
      [informerOwn, "hasSynced"],
      "SI-10",
      "QU-5",
    ),
    line(
      "detector: is the store what a fresh list says?",
      "检测：存储与新列表是否一致？",
      ["util/consistencydetector/data_consistency_detector.go", "CheckDataConsistency"],
      ["core/src/informer/consistency-check.ts", "compareWithList"],
      "RF-45",
    ),
    line(
      "stop: the Reflector, the queue, the listeners",
      "停止：反射器、队列、监听者",
      [informerGo, "sharedIndexInformer.RunWithContext"],
      [informerOwn, "stop"],
      "SI-3",
      "SI-12",
    ),
  ],
};

/** From a popped delta to the Indexer. */
export const storeProgram: CodeProgram = {
  name: { en: "Indexer", "zh-CN": "索引器" },
  lines: [
    line(
      "deltas ← queue.Pop()",
      "deltas ← queue.Pop()",
      [controllerGo, "controller.processLoop"],
      ["core/src/informer/controller.ts", "pop"],
      "CT-2",
    ),
    line(
      "for each delta, the oldest first:",
      "对每个增量，最旧的在前：",
      [controllerGo, "processDeltas"],
      [processorOwn, "process"],
      "PD-1",
      "PD-2",
    ),
    line(
      "write the object, file it under its index values",
      "写入对象，按索引值归档",
      [storeGo, "threadSafeMap.updateLocked"],
      ["core/src/cache/thread-safe-store.ts", "put"],
      "PD-1",
      "IX-3",
      "ST-8",
    ),
    line(
      "Bookmark: only the store's version moves",
      "Bookmark：只有存储的版本前进",
      [storeGo, "threadSafeMap.Bookmark"],
      ["core/src/cache/thread-safe-store.ts", "bookmark"],
      "PD-5",
    ),
    line(
      "ReplacedAll: the whole content at once",
      "ReplacedAll：一次换掉全部内容",
      [controllerGo, "processReplacedAllInfo"],
      [processorOwn, "replaceAll"],
      "PD-6",
      "ST-5",
    ),
    line(
      "then, and only then, tell the handlers",
      "写完之后才通知事件处理器",
      [informerGo, "sharedIndexInformer.OnUpdate"],
      [informerOwn, "notify"],
      "SI-4",
    ),
  ],
};

/** From a notification to a callback. */
export const handlersProgram: CodeProgram = {
  name: { en: "Handlers", "zh-CN": "事件处理器" },
  lines: [
    line(
      "AddEventHandler: one buffer each; late? Adds first",
      "AddEventHandler：各有缓冲区；迟到的先补 Add",
      [informerGo, "sharedIndexInformer.AddEventHandlerWithOptions"],
      [informerOwn, "addEventHandler"],
      "SI-6",
      "SY-2",
    ),
    line(
      "buffer ← buffer + note; nobody waits for a handler",
      "buffer ← buffer + 通知；谁也不等事件处理器",
      [informerGo, "processorListener.pop"],
      [handlerOwn, "add"],
      "PL-1",
      "SP-1",
    ),
    line(
      "note ← the oldest in the buffer",
      "note ← 缓冲区里最旧的",
      [informerGo, "processorListener.run"],
      [handlerOwn, "schedule"],
      "PL-2",
    ),
    line(
      "call OnAdd, OnUpdate or OnDelete",
      "调用 OnAdd、OnUpdate 或 OnDelete",
      [informerGo, "processorListener.run"],
      [handlerOwn, "call"],
      "PL-4",
      "SP-3",
    ),
    line(
      "the first list is handled: this handler is synced",
      "第一次列举已处理完：此事件处理器已同步",
      [informerGo, "processorListener.watchSynced"],
      [handlerOwn, "checkSynced"],
      "SY-1",
    ),
    line(
      "removed: the rest of its buffer is dropped",
      "移除：丢弃缓冲区里剩下的",
      [informerGo, "sharedProcessor.removeListener"],
      [informerOwn, "removeEventHandler"],
      "PL-3",
      "SI-7",
    ),
  ],
};
