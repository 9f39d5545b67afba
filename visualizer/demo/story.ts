import type { TraceFile } from "@informerlab/core/trace";
import type { Story } from "../src/model/timeline/story.ts";

/** Beats for the expired watch of the example trace. */
export function expiredStory(trace: TraceFile): Story {
  const seqOf = (kind: string, nth = 1): number =>
    trace.records.filter(({ fact }) => fact.kind === kind)[nth - 1]?.seq ?? 1;
  return {
    title: { en: "410 Gone: when the watch cannot go on", "zh-CN": "410 Gone：当监听无法继续" },
    beats: [
      {
        id: "list",
        seq: seqOf("reflector.listed"),
        title: { en: "A state with a number on it", "zh-CN": "带号码的状态" },
        text: {
          en: "The list is some past state of the cluster, at {lastResourceVersion}. The watch will start exactly there, so nothing falls between the two.",
          "zh-CN":
            "列表是集群的某个过去状态，号码是 {lastResourceVersion}。监听就从这里开始，两者之间不会漏掉任何东西。",
        },
        rules: ["RF-12"],
      },
      {
        id: "synced",
        seq: seqOf("informer.synced"),
        title: { en: "Warm", "zh-CN": "缓存就绪" },
        text: {
          en: "All {cached} objects are cached. Reads are free from here on.",
          "zh-CN": "{cached} 个对象都在缓存里。从此读取不再花费请求。",
        },
      },
      {
        id: "cut",
        seq: seqOf("fault.injected"),
        title: { en: "The wire is cut", "zh-CN": "连接断了" },
        text: {
          en: "Nobody is told. The cache keeps answering, as it was at {storeResourceVersion}, and a node is about to be deleted unseen.",
          "zh-CN":
            "没有人得到通知。缓存照常回答，停在 {storeResourceVersion}；而一个节点即将在看不见的时候被删除。",
        },
      },
      {
        id: "gone",
        seq: seqOf(
          "reflector.received",
          trace.records
            .filter(({ fact }) => fact.kind === "reflector.received")
            .findIndex(({ fact }) => fact.kind === "reflector.received" && fact.type === "ERROR") +
            1,
        ),
        title: { en: "The error inside a success", "zh-CN": "成功里的错误" },
        text: {
          en: "The server has forgotten what came after the last version seen. Going on is impossible; only starting over is left.",
          "zh-CN": "服务器已经忘了那个版本之后的事。无法继续，只能从头再来。",
        },
        rules: ["RF-33"],
      },
      {
        id: "tombstone",
        seq:
          trace.records.find(
            ({ fact }) => fact.kind === "queue.enqueued" && fact.isTombstone === true,
          )?.seq ?? 1,
        title: { en: "What did not arrive", "zh-CN": "没有到来的消息" },
        text: {
          en: "{ref.key} is missing from the list. The queue concludes that it was deleted, and makes a tombstone with the last state we knew.",
          "zh-CN":
            "列表里没有 {ref.key}。队列由此断定它被删除了，并立起一块墓碑，带着我们所知的最后状态。",
        },
        rules: ["DF-7"],
      },
    ],
  };
}
