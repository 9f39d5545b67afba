import type { Scenario } from "../scenario/scenario.ts";

/** Lesson 08: a deletion that nobody saw. */
export const tombstone: Scenario = {
  version: 1,
  id: "tombstone",
  title: { en: "The tombstone", "zh-CN": "墓碑" },
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
    { id: "silence", atMs: 1000, do: "fault", fault: { on: { open: true }, do: { stall: true } } },
    {
      id: "relabel",
      atMs: 1500,
      do: "label",
      resource: "nodes",
      name: "n3",
      labels: { zone: "b" },
    },
    { id: "vanish", atMs: 2000, do: "delete", resource: "nodes", name: "n3" },
    { id: "forget", atMs: 2500, do: "compact" },
  ],
  healAtMs: 3000,
  endAtMs: 6000,
  beats: [
    {
      id: "cached",
      when: { kind: "store.changed", where: { "ref.key": "n3", change: "added" } },
      title: { en: "n3 is cached", "zh-CN": "n3 在缓存中" },
      text: {
        en: "{ref.key} is known, version {ref.resourceVersion}, zone a.",
        "zh-CN": "{ref.key} 已知，版本 {ref.resourceVersion}，zone 为 a。",
      },
    },
    {
      id: "silence",
      when: { kind: "fault.injected", where: { fault: "silence" } },
      title: { en: "Silence", "zh-CN": "沉默" },
      text: {
        en: "The connection is half-open: no bytes, no end, no error. To the informer all looks well.",
        "zh-CN": "连接半开：没有字节、没有结束、没有错误。在 informer 看来一切正常。",
      },
    },
    {
      id: "relabel",
      when: { kind: "server.committed", where: { verb: "update", "ref.key": "n3" } },
      title: { en: "A change nobody sees", "zh-CN": "没人看见的变更" },
      text: {
        en: "n3 moves to zone b: revision {ref.resourceVersion}. The event goes nowhere.",
        "zh-CN": "n3 移到 zone b：版本 {ref.resourceVersion}。这个事件无处可去。",
      },
    },
    {
      id: "vanish",
      when: { kind: "server.committed", where: { verb: "delete", "ref.key": "n3" } },
      title: { en: "A deletion nobody sees", "zh-CN": "没人看见的删除" },
      text: {
        en: "n3 is deleted. The cache still shows it, in zone a.",
        "zh-CN": "n3 被删除。缓存里它还在，还在 zone a。",
      },
    },
    {
      id: "forget",
      when: { kind: "server.compacted" },
      title: { en: "The server forgets", "zh-CN": "服务器遗忘" },
      text: {
        en: "Everything before revision {revision} is compacted away. The missed events can never be sent again.",
        "zh-CN": "版本 {revision} 之前的一切都被压缩掉。错过的事件再也无法补发。",
      },
    },
    {
      id: "gone",
      when: { kind: "reflector.received", where: { type: "ERROR" } },
      title: { en: "410 Gone", "zh-CN": "410 Gone" },
      text: {
        en: "The connection broke, the Reflector asked to go on where it was, and the server refuses: too old.",
        "zh-CN": "连接断开，反射器请求从原处继续，服务器拒绝：太旧了。",
      },
    },
    {
      id: "relist",
      when: { kind: "reflector.listed", where: { count: 2 } },
      title: { en: "A list without n3", "zh-CN": "没有 n3 的列举" },
      text: {
        en: "{count} nodes. The list says what exists; it cannot say what is gone.",
        "zh-CN": "{count} 个节点。列举说明什么存在，却说不出什么消失了。",
      },
    },
    {
      id: "tombstone",
      when: { kind: "queue.enqueued", where: { type: "Deleted", isTombstone: true } },
      title: { en: "The tombstone", "zh-CN": "墓碑" },
      text: {
        en: "The queue finds n3 in the cache and not in the list. It writes a tombstone: the key, and the last state that was known.",
        "zh-CN": "队列发现 n3 在缓存中却不在列举里，于是写下墓碑：键，以及最后已知的状态。",
      },
    },
    {
      id: "deleted",
      when: { kind: "store.changed", where: { change: "deleted" } },
      title: { en: "Gone from the cache", "zh-CN": "从缓存消失" },
      text: {
        en: "The cache drops n3, indexes included.",
        "zh-CN": "缓存连同索引移除 n3。",
      },
    },
    {
      id: "told",
      when: { kind: "handler.called", where: { notification: "delete" } },
      title: { en: "That, not how", "zh-CN": "知其消失，不知其终" },
      text: {
        en: "The handler gets the tombstone with version {ref.resourceVersion}, zone a. It says that n3 is gone, not how it ended: in zone b. Code that casts it to a Node breaks here.",
        "zh-CN":
          "处理器收到墓碑，版本 {ref.resourceVersion}，zone a。它说明 n3 消失了，却不知其最终在 zone b。直接转成 Node 的代码会在此出错。",
      },
    },
  ],
};
