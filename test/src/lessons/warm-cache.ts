import type { Scenario } from "../scenario/scenario.ts";

/** Lesson 01: what each part holds, and when requests are sent. */
export const warmCache: Scenario = {
  version: 1,
  id: "warm-cache",
  title: {
    en: "N nodes: from kubeconfig to a warm cache",
    "zh-CN": "N 个节点：从 kubeconfig 到热缓存",
  },
  seed: 1,
  network: { latencyMs: 20 },
  objects: [
    { resource: "nodes", name: "n1", labels: { zone: "a" } },
    { resource: "nodes", name: "n2", labels: { zone: "b" } },
    { resource: "nodes", name: "n3", labels: { zone: "a" } },
    { resource: "nodes", name: "n4", labels: { zone: "b" } },
    { resource: "nodes", name: "n5", labels: { zone: "a" } },
  ],
  informers: [
    {
      resource: "nodes",
      queue: "delta",
      indexLabels: ["zone"],
      handlers: [{ name: "controller", enqueuesTo: "work" }],
      startAtMs: 100,
    },
  ],
  queues: [{ name: "work", informer: "nodes", durationMs: 5 }],
  script: [
    { id: "read-1", atMs: 400, do: "read", informer: "nodes" },
    { id: "read-2", atMs: 500, do: "read", informer: "nodes" },
    { id: "read-3", atMs: 600, do: "read", informer: "nodes" },
    { id: "join", atMs: 1000, do: "create", resource: "nodes", name: "n6", labels: { zone: "b" } },
    { id: "read-4", atMs: 1200, do: "read", informer: "nodes" },
  ],
  endAtMs: 1500,
  beats: [
    {
      id: "handler",
      when: { kind: "handler.registered" },
      title: { en: "Nothing has happened yet", "zh-CN": "还什么都没发生" },
      text: {
        en: "The kubeconfig named a server, the factory made an informer, a handler was added. No request was sent: all of this only prepares.",
        "zh-CN":
          "kubeconfig 指明了服务器，工厂创建了 informer，又添加了处理器。到此没有发出任何请求：这些都只是准备。",
      },
    },
    {
      id: "start",
      when: { kind: "informer.started" },
      title: { en: "Start", "zh-CN": "启动" },
      text: {
        en: "Only now does the informer of {resource} begin. Its Reflector wakes up first.",
        "zh-CN": "直到此刻，{resource} 的 informer 才开始工作。最先醒来的是 Reflector（反射器）。",
      },
    },
    {
      id: "ask",
      when: { kind: "reflector.list-requested" },
      title: { en: "The first request: list", "zh-CN": "第一个请求：列举" },
      text: {
        en: 'The Reflector asks for everything. Version "{options.resourceVersion}" means: whatever state you have at hand will do.',
        "zh-CN":
          "反射器请求全部对象。版本 “{options.resourceVersion}” 的意思是：你手头的任何状态都可以。",
      },
    },
    {
      id: "answer",
      when: { kind: "server.responded", where: { count: 5 } },
      title: { en: "A state with a number", "zh-CN": "带编号的状态" },
      text: {
        en: "{count} nodes, and the revision they belong to: {resourceVersion}. The number matters as much as the nodes.",
        "zh-CN":
          "{count} 个节点，以及它们所属的版本：{resourceVersion}。这个编号与节点本身同样重要。",
      },
    },
    {
      id: "listed",
      when: { kind: "reflector.listed" },
      title: { en: "Into the queue", "zh-CN": "进入队列" },
      text: {
        en: "The list does not go straight into the cache. Each node becomes a delta in the DeltaFIFO.",
        "zh-CN": "列举结果不会直接写入缓存。每个节点变成 DeltaFIFO（增量队列）中的一个增量。",
      },
    },
    {
      id: "first-row",
      when: { kind: "store.changed", where: { "ref.key": "n1" } },
      title: { en: "Row by row into the cache", "zh-CN": "逐行写入缓存" },
      text: {
        en: "One delta at a time is popped and stored, {ref.key} first. The index by zone is kept in the same moment.",
        "zh-CN": "每次取出一个增量并存入，首先是 {ref.key}。按 zone 的索引在同一时刻更新。",
      },
    },
    {
      id: "synced",
      when: { kind: "informer.synced" },
      title: { en: "hasSynced", "zh-CN": "hasSynced（已同步）" },
      text: {
        en: "All {count} nodes of the first list are stored: the cache is warm. The handler may still be busy with the news.",
        "zh-CN": "首次列举的 {count} 个节点都已存入：缓存热了。处理器可能还在忙着处理这些消息。",
      },
    },
    {
      id: "handled",
      when: { kind: "handler.synced" },
      title: { en: "The handler is synced, too", "zh-CN": "处理器也已同步" },
      text: {
        en: "A flag of its own: the handler has returned from every initial add. Start workers that need the whole picture after this.",
        "zh-CN":
          "这是另一个标志：处理器已从每一次初始 add 返回。需要全貌的 worker 应在此之后启动。",
      },
    },
    {
      id: "watch",
      when: { kind: "reflector.watch-opened" },
      title: { en: "The second request: watch", "zh-CN": "第二个请求：监听" },
      text: {
        en: "The watch starts exactly where the list ended. Nothing between the two can be missed.",
        "zh-CN": "监听恰好从列举结束处开始。两者之间不会漏掉任何变更。",
      },
    },
    {
      id: "read",
      when: { kind: "actor.acted", where: { operation: "read-1" } },
      title: { en: "Reading is free", "zh-CN": "读取是免费的" },
      text: {
        en: "A lister reads the cache. No request leaves the process.",
        "zh-CN": "lister 读取缓存。没有任何请求离开本进程。",
      },
    },
    {
      id: "read-again",
      when: { kind: "actor.acted", where: { operation: "read-3" } },
      title: { en: "Three lists, two requests", "zh-CN": "三次列出，两个请求" },
      text: {
        en: "The third list() and still only two requests in all: one list, one watch.",
        "zh-CN": "第三次 list()，总共仍只有两个请求：一次列举，一次监听。",
      },
    },
    {
      id: "join",
      when: { kind: "server.committed", where: { "ref.key": "n6" } },
      title: { en: "n6 joins", "zh-CN": "n6 加入" },
      text: {
        en: "Somebody creates {ref.key}: revision {ref.resourceVersion}. The server tells every watch at once.",
        "zh-CN": "有人创建了 {ref.key}：版本 {ref.resourceVersion}。服务器立刻告知每个监听。",
      },
    },
    {
      id: "received",
      when: { kind: "reflector.received", where: { "ref.key": "n6" } },
      title: { en: "One event", "zh-CN": "一个事件" },
      text: {
        en: "One {type} event arrives and takes the same way as before: queue, cache, handler.",
        "zh-CN": "一个 {type} 事件到达，走的还是同一条路：队列、缓存、处理器。",
      },
    },
    {
      id: "stored",
      when: { kind: "store.changed", where: { "ref.key": "n6" } },
      title: { en: "Store first", "zh-CN": "先存储" },
      text: {
        en: "{ref.key} is in the cache before any handler hears of it.",
        "zh-CN": "任何处理器听说之前，{ref.key} 已在缓存中。",
      },
    },
    {
      id: "worked",
      when: { kind: "reconcile.read", where: { key: "n6" } },
      title: { en: "A worker looks", "zh-CN": "worker 查看" },
      text: {
        en: "The handler only put the key {key} into the work queue. The worker takes the key and reads the cache: again no request.",
        "zh-CN": "处理器只把键 {key} 放进工作队列。worker 取出键并读缓存：同样没有请求。",
      },
    },
  ],
};
