import type { Scenario } from "../scenario/scenario.ts";

/** Lesson 12: starting over costs one list, and handlers hear only what is different. */
export const gone: Scenario = {
  version: 1,
  id: "gone",
  title: { en: "410 Gone: start over", "zh-CN": "410 Gone：从头再来" },
  seed: 1,
  network: { latencyMs: 20 },
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
    { id: "cut", atMs: 1500, do: "cut-watches", how: "reset" },
    { id: "change", atMs: 1505, do: "label", resource: "nodes", name: "n1", labels: { zone: "b" } },
    { id: "leave", atMs: 1506, do: "delete", resource: "nodes", name: "n3" },
    { id: "join", atMs: 1507, do: "create", resource: "nodes", name: "n4", labels: { zone: "a" } },
    { id: "forget", atMs: 1510, do: "compact" },
  ],
  endAtMs: 4000,
  beats: [
    {
      id: "warm",
      when: { kind: "reflector.watch-opened", nth: 1 },
      title: { en: "A warm cache", "zh-CN": "热缓存" },
      text: {
        en: "Three nodes are cached and the watch is open.",
        "zh-CN": "缓存了三个节点，监听已打开。",
      },
    },
    {
      id: "cut",
      when: { kind: "fault.injected", where: { action: "reset" } },
      title: { en: "The watch breaks", "zh-CN": "监听断开" },
      text: {
        en: "The connection is reset. That alone is harmless: the Reflector asks to go on from the version it knows.",
        "zh-CN": "连接被重置。这本身无害：反射器会请求从已知版本继续。",
      },
    },
    {
      id: "resume",
      when: { kind: "reflector.watch-requested", nth: 2 },
      title: { en: "Go on, please", "zh-CN": "请继续" },
      text: {
        en: "The new watch asks for everything after {options.resourceVersion}. The request is on its way.",
        "zh-CN": "新的监听请求 {options.resourceVersion} 之后的一切。请求正在路上。",
      },
    },
    {
      id: "changes",
      when: { kind: "server.committed", where: { "ref.key": "n4" } },
      title: { en: "Meanwhile", "zh-CN": "与此同时" },
      text: {
        en: "n1 was changed, n3 deleted, and now n4 is created: revision {ref.resourceVersion}.",
        "zh-CN": "n1 变更，n3 删除，现在又创建了 n4：版本 {ref.resourceVersion}。",
      },
    },
    {
      id: "forget",
      when: { kind: "server.compacted" },
      title: { en: "Compaction passes us", "zh-CN": "压缩越过了我们" },
      text: {
        en: "The storage forgets what is older than {revision}. What the watch asks for no longer exists.",
        "zh-CN": "存储遗忘早于 {revision} 的历史。监听所请求的已不存在。",
      },
    },
    {
      id: "gone",
      when: { kind: "reflector.received", where: { type: "ERROR" } },
      title: { en: "410 Gone", "zh-CN": "410 Gone" },
      text: {
        en: "The answer is honest: too old. Better no stream than one with a hole in it.",
        "zh-CN": "回答很诚实：太旧了。宁可没有流，也不要有缺口的流。",
      },
    },
    {
      id: "wait",
      when: { kind: "reflector.backing-off" },
      title: { en: "A pause", "zh-CN": "停一停" },
      text: {
        en: "Everybody's watch may have expired at once. Each client waits a random while before it lists again.",
        "zh-CN": "所有人的监听可能同时过期。每个客户端先随机等待一会儿再重新列举。",
      },
    },
    {
      id: "relist",
      when: { kind: "reflector.list-requested", nth: 2 },
      title: { en: "Relist", "zh-CN": "重新列举" },
      text: {
        en: "One more list: not older than {options.resourceVersion}, what this informer had already seen.",
        "zh-CN": "再列举一次：不早于 {options.resourceVersion}，即本 informer 已见过的版本。",
      },
    },
    {
      id: "diff",
      when: { kind: "queue.enqueued", where: { type: "Deleted" } },
      title: { en: "A diff, not a restart", "zh-CN": "是比较，不是重启" },
      text: {
        en: "The queue compares list and cache: n1 and n2 and n4 are replaced, and {ref.key}, which is missing, gets a tombstone.",
        "zh-CN": "队列比较列举与缓存：n1、n2、n4 被替换；缺席的 {ref.key} 得到墓碑。",
      },
    },
    {
      id: "changed",
      when: { kind: "handler.notified", where: { notification: "update", "ref.key": "n1" } },
      title: { en: "Only differences are told", "zh-CN": "只告知差异" },
      text: {
        en: "The handler hears: n1 updated, n4 added, n3 deleted. n2 is the same as before: at most a sync note.",
        "zh-CN": "处理器听到：n1 更新、n4 加入、n3 删除。n2 与之前相同：至多一条同步提示。",
      },
    },
    {
      id: "again",
      when: { kind: "reflector.watch-opened", nth: 3 },
      title: { en: "Back to normal", "zh-CN": "恢复正常" },
      text: {
        en: "The watch is open again. The whole affair cost one list.",
        "zh-CN": "监听再次打开。整件事只花了一次列举。",
      },
    },
  ],
};
