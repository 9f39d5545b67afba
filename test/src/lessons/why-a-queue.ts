import type { Scenario } from "../scenario/scenario.ts";

/** Lesson 05: what would be lost without a queue between Reflector and Indexer. */
export const whyAQueue: Scenario = {
  version: 1,
  id: "why-a-queue",
  title: {
    en: "Why is a DeltaFIFO needed at all?",
    "zh-CN": "为什么需要 DeltaFIFO？",
  },
  seed: 1,
  network: { latencyMs: 10 },
  objects: [
    { resource: "nodes", name: "n1", labels: { zone: "a" } },
    { resource: "nodes", name: "n2", labels: { zone: "b" } },
    { resource: "nodes", name: "n3", labels: { zone: "a" } },
  ],
  informers: [
    { resource: "nodes", queue: "delta", handlers: [{ name: "controller", enqueuesTo: "work" }] },
  ],
  queues: [{ name: "work", informer: "nodes", durationMs: 5 }],
  script: [
    { id: "busy", atMs: 1000, do: "starve", informer: "nodes", part: "controller", forMs: 400 },
    { id: "edit-1", atMs: 1010, do: "update", resource: "nodes", name: "n1" },
    { id: "edit-2", atMs: 1020, do: "update", resource: "nodes", name: "n2" },
    { id: "edit-3", atMs: 1030, do: "update", resource: "nodes", name: "n1" },
    { id: "edit-4", atMs: 1040, do: "update", resource: "nodes", name: "n1" },
    {
      id: "busy-again",
      atMs: 3000,
      do: "starve",
      informer: "nodes",
      part: "controller",
      forMs: 4000,
    },
    { id: "join", atMs: 3100, do: "create", resource: "nodes", name: "n4", labels: { zone: "b" } },
    { id: "leave", atMs: 3200, do: "delete", resource: "nodes", name: "n3" },
    { id: "expire", atMs: 3300, do: "expire-watches" },
    { id: "vanish", atMs: 3400, do: "delete", resource: "nodes", name: "n4" },
  ],
  endAtMs: 8000,
  beats: [
    {
      id: "busy",
      when: { kind: "actor.acted", where: { operation: "busy" } },
      title: { en: "The consumer is busy", "zh-CN": "消费者正忙" },
      text: {
        en: "The part that fills the cache gets no time for 400 ms. Without a queue the Reflector would now stop reading, and the server would drop the watch as too slow.",
        "zh-CN":
          "填充缓存的部分 400 毫秒得不到时间。没有队列，反射器就会停止读取，服务器会因太慢而断开监听。",
      },
    },
    {
      id: "first-edit",
      when: { kind: "queue.enqueued", where: { type: "Updated", "ref.key": "n1" }, nth: 1 },
      title: { en: "The stream is drained", "zh-CN": "流始终被读空" },
      text: {
        en: "The Reflector reads on and puts what it hears into the queue: {ref.key}@{ref.resourceVersion}.",
        "zh-CN": "反射器继续读取，把听到的放进队列：{ref.key}@{ref.resourceVersion}。",
      },
    },
    {
      id: "third-edit",
      when: { kind: "queue.enqueued", where: { type: "Updated", "ref.key": "n1" }, nth: 3 },
      title: { en: "One place, three deltas", "zh-CN": "一个位置，三个增量" },
      text: {
        en: "n1 changed three times and n2 once. Two keys wait: n1 keeps one place in line, with its whole history behind it.",
        "zh-CN": "n1 变了三次，n2 一次。等待的是两个键：n1 只占一个位置，身后带着它的全部历史。",
      },
    },
    {
      id: "pop",
      when: { kind: "queue.popped", where: { isInitial: false }, nth: 1 },
      title: { en: "All of n1 at once", "zh-CN": "n1 一次取出" },
      text: {
        en: "Popping n1 gives all three deltas, oldest first. Handlers hear of each change; nothing was merged away.",
        "zh-CN": "弹出 n1 会得到全部三个增量，从旧到新。处理器听到每次变化；没有任何东西被合并掉。",
      },
    },
    {
      id: "busy-again",
      when: { kind: "actor.acted", where: { operation: "busy-again" } },
      title: { en: "Busy again, and trouble", "zh-CN": "又忙了，还有麻烦" },
      text: {
        en: "Four seconds without time for the cache. Meanwhile n4 joins, n3 leaves, and then the watch expires.",
        "zh-CN": "缓存四秒得不到时间。其间 n4 加入、n3 离开，随后监听过期。",
      },
    },
    {
      id: "vanish",
      when: { kind: "server.committed", where: { verb: "delete", "ref.key": "n4" } },
      title: { en: "Nobody sees n4 go", "zh-CN": "没人看见 n4 离开" },
      text: {
        en: "n4 is deleted while no watch is open. It waits in the queue, is not in the cache, and no event will ever tell of its end.",
        "zh-CN": "n4 被删除时没有监听。它在队列中等待，不在缓存里，也不会有事件告知它的结束。",
      },
    },
    {
      id: "ghost-found",
      when: {
        kind: "queue.enqueued",
        where: { type: "Deleted", "ref.key": "n4", isTombstone: true },
      },
      title: { en: "What did not arrive", "zh-CN": "没有到来的消息" },
      text: {
        en: "The new list lacks n4. The queue compares it with the cache and with itself, and makes the deletion that nobody sent. No other part could.",
        "zh-CN":
          "新列举中没有 n4。队列把列举与缓存、也与自身比较，补上没人发送的删除。别的部分做不到。",
      },
    },
    {
      id: "two-into-one",
      when: { kind: "queue.compressed" },
      title: { en: "Two deletions become one", "zh-CN": "两次删除合为一次" },
      text: {
        en: "It lacks n3, too, whose deletion waits already. Only here may the queue merge: the deletion that knows more stays.",
        "zh-CN":
          "列举中也没有 n3，而它的删除已在等待。队列只在此处合并：留下知道得更多的那次删除。",
      },
    },
    {
      id: "order",
      when: { kind: "store.changed", where: { change: "deleted", "ref.key": "n4" } },
      title: { en: "One consumer, one order", "zh-CN": "一个消费者，一个顺序" },
      text: {
        en: "n4 is added and deleted in one pop. Cache and handlers see the same order of events, because one consumer makes both.",
        "zh-CN": "n4 在一次弹出中先加入再删除。缓存与处理器看到同样的顺序，因为出自同一个消费者。",
      },
    },
  ],
};
