import { type CodeProgram, line } from "./code-program.ts";

const queueGo = "util/workqueue/queue.go";
const limitsGo = "util/workqueue/rate_limiting_queue.go";
const queueOwn = "core/src/workqueue/work-queue.ts";
const workerOwn = "core/src/reconcile/reconcile-worker.ts";

/** The queue of keys. */
export const workQueueProgram: CodeProgram = {
  name: { en: "WorkQueue", "zh-CN": "工作队列" },
  lines: [
    line(
      "Add: key is dirty already? nothing to do",
      "Add：key 已经是脏的？什么也不做",
      [queueGo, "Typed.Add"],
      [queueOwn, "add"],
      "WQ-2",
      "WQ-5",
    ),
    line(
      "dirty ← dirty + key; a worker has it? wait for Done",
      "dirty ← dirty + key；有人在处理？等 Done",
      [queueGo, "Typed.Add"],
      [queueOwn, "add"],
      "WQ-2",
      "WQ-5",
    ),
    line(
      "else queue ← queue + key",
      "否则 queue ← queue + key",
      [queueGo, "queue.Push"],
      ["core/src/workqueue/entry-queue.ts", "push"],
      "WQ-1",
      "WQ-10",
    ),
    line(
      "AddAfter: wait, the earliest due first, then Add",
      "AddAfter：先等待，最早到期的在前，再 Add",
      ["util/workqueue/delaying_queue.go", "delayingType.AddAfter"],
      ["core/src/workqueue/delaying-queue.ts", "addAfter"],
      "DQ-1",
      "DQ-2",
    ),
    line(
      "Get: key leaves queue and dirty, enters processing",
      "Get：key 离开 queue 和 dirty，进入 processing",
      [queueGo, "Typed.Get"],
      [queueOwn, "startProcessing"],
      "WQ-3",
    ),
    line(
      "Done: key is dirty again? back into the queue",
      "Done：key 又脏了？放回队列",
      [queueGo, "Typed.Done"],
      [queueOwn, "endProcessing"],
      "WQ-4",
    ),
  ],
};

/** What a controller's worker does with a key. */
export const workerProgram: CodeProgram = {
  name: { en: "Worker", "zh-CN": "工作协程" },
  lines: [
    line(
      "key ← queue.Get()",
      "key ← queue.Get()",
      [queueGo, "Typed.Get"],
      [workerOwn, "run"],
      "WQ-3",
      "WQ-5",
    ),
    line(
      "object ← indexer.GetByKey(key): the copy, no request",
      "object ← indexer.GetByKey(key)：读副本，不发请求",
      ["tools/cache/store.go", "cache.GetByKey"],
      ["core/src/cache/indexer.ts", "getByKey"],
      "LI-3",
      "LI-4",
    ),
    line(
      "compare with what should be; act",
      "与期望的状态比较；动手",
      undefined,
      [workerOwn, "reconcile"],
      "WQ-5",
    ),
    line(
      "done well: queue.Forget(key)",
      "成功：queue.Forget(key)",
      [limitsGo, "rateLimitingType.Forget"],
      ["core/src/workqueue/rate-limiting-queue.ts", "forget"],
      "RL-7",
    ),
    line(
      "failed: queue.AddRateLimited(key), later each time",
      "失败：queue.AddRateLimited(key)，一次比一次晚",
      [limitsGo, "rateLimitingType.AddRateLimited"],
      ["core/src/workqueue/rate-limiting-queue.ts", "addRateLimited"],
      "RL-1",
      "RL-7",
    ),
    line(
      "queue.Done(key)",
      "queue.Done(key)",
      [queueGo, "Typed.Done"],
      [workerOwn, "reconcile"],
      "WQ-4",
    ),
  ],
};

const storage = "fake-apiserver/src";

/** What the server does; client-go has no part in it. */
export const serverProgram: CodeProgram = {
  name: { en: "apiserver", "zh-CN": "apiserver" },
  lines: [
    line("take a request, check it", "接收请求，检查它", undefined, [
      `${storage}/request/request-run.ts`,
      "begin",
    ]),
    line("revision ← revision + 1; write", "revision ← revision + 1；写入", undefined, [
      `${storage}/storage/object-storage.ts`,
      "put",
    ]),
    line("answer with the new version", "带着新版本回答", undefined, [
      `${storage}/request/request-run.ts`,
      "deliver",
    ]),
    line("each watch that wants it gets the event", "每个需要它的监听都得到事件", undefined, [
      `${storage}/watch/watcher.ts`,
      "tell",
    ]),
    line("forget what is old", "遗忘旧的历史", undefined, [
      `${storage}/background/compactor.ts`,
      "startCompactor",
    ]),
    line("end a watch: time is up, 410, too slow", "结束监听：时间到、410、读得太慢", undefined, [
      `${storage}/watch/watcher.ts`,
      "end",
    ]),
  ],
};
