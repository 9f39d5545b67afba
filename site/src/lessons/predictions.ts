import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { numbers, type Prediction } from "./prediction.ts";

type Records = readonly TraceRecord<TraceFact>[];

const predictions: Readonly<Record<string, readonly Prediction[]>> = {
  "warm-cache": [
    {
      id: "requests",
      question: {
        en: "How many requests has the informer sent by the time its Lister is read for the third time?",
        "zh-CN": "到第三次读取 Lister 为止，informer 一共发出了几个请求？",
      },
      choices: numbers(1, 2, 3, 5),
      answer: (records) => String(requestsOfInformer(records)),
      beat: "read-again",
      because: {
        en: "One list and one watch. Reads never leave the process.",
        "zh-CN": "一次列举，一次监听。读取从不离开进程。",
      },
    },
  ],
  "why-a-queue": [
    {
      id: "deltas",
      question: {
        en: "The Node was written several times before the consumer got to it. How many deltas come out at once?",
        "zh-CN": "消费者轮到这个 Node 之前，它已被写了好几次。一次会取出几个增量？",
      },
      choices: numbers(1, 2, 3, 4),
      answer: (records) => String(Math.max(0, ...popped(records))),
      beat: "pop",
      because: {
        en: "All of them, oldest first: the queue has the key once and keeps what happened to it.",
        "zh-CN": "全部，从最早的开始：键在队列里只有一份，发生过的事都留着。",
      },
    },
  ],
  tombstone: [
    {
      id: "labels",
      question: {
        en: "Which state of the Node does the tombstone carry?",
        "zh-CN": "墓碑里是这个 Node 的哪个状态？",
      },
      choices: [
        {
          value: "seen",
          label: { en: "the last one this informer saw", "zh-CN": "这个 informer 见过的最后一个" },
        },
        {
          value: "had",
          label: { en: "the last one the Node had", "zh-CN": "这个 Node 真正的最后一个" },
        },
        { value: "none", label: { en: "none, only the key", "zh-CN": "没有状态，只有键" } },
      ],
      answer: tombstoneState,
      beat: "tombstone",
      because: {
        en: "It is made from the cache: what happened while the watch was down is not in it.",
        "zh-CN": "它由缓存做成：监听断开期间发生的事不在里面。",
      },
    },
  ],
  gone: [
    {
      id: "notifications",
      question: {
        en: "After the second list, how many notifications does the handler get? (Its resync period is 0.)",
        "zh-CN": "第二次列举之后，事件处理器收到几次通知？（重新同步周期为 0。）",
      },
      choices: numbers(1, 3, 4, 6),
      answer: (records) => String(notificationsOfRelist(records)),
      beat: "changed",
      because: {
        en: "One for each object that either side knows: changed, new and gone, and the unchanged one as an update to itself.",
        "zh-CN":
          "两边知道的对象各一次：变了的、新出现的、不见了的；没变的那个也有一次，从自己更新到自己。",
      },
    },
  ],
};

/** The questions of a lesson. */
export function predictionsOf(slug: string): readonly Prediction[] {
  return predictions[slug] ?? [];
}

/**
 * A question of a lesson.
 *
 * @throws RangeError when the lesson has no such question.
 */
export function predictionOf(slug: string, id: string): Prediction {
  const found = predictions[slug]?.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new RangeError(`The lesson ${slug} has no question "${id}"`);
}

function requestsOfInformer(records: Records): number {
  return records.filter(
    ({ fact }) =>
      fact.kind === "reflector.list-requested" || fact.kind === "reflector.watch-requested",
  ).length;
}

function popped(records: Records): readonly number[] {
  return records.flatMap(({ fact }) => (fact.kind === "queue.popped" ? [fact.deltas.length] : []));
}

function tombstoneState(records: Records): string {
  const buried = records.find(({ fact }) => fact.kind === "queue.enqueued" && fact.isTombstone);
  if (buried?.fact.kind !== "queue.enqueued") return "none";
  const { key, resourceVersion } = buried.fact.ref ?? {};
  const stored = records.findLast(
    ({ seq, fact }) => seq < buried.seq && fact.kind === "store.changed" && fact.ref.key === key,
  );
  const seen = stored?.fact.kind === "store.changed" ? stored.fact.ref.resourceVersion : undefined;
  return resourceVersion !== undefined && resourceVersion === seen ? "seen" : "had";
}

/** What the first handler hears between the second list and the next event of the watch. */
function notificationsOfRelist(records: Records): number {
  const [, second] = records.filter(({ fact }) => fact.kind === "reflector.listed");
  if (second === undefined) return 0;
  const next = records.find(
    ({ seq, fact }) => seq > second.seq && fact.kind === "reflector.received",
  );
  const heard = records.flatMap(({ seq, fact }) =>
    fact.kind === "handler.notified" && seq > second.seq && seq < (next?.seq ?? Infinity)
      ? [fact.handler]
      : [],
  );
  return heard.filter((handler) => handler === heard[0]).length;
}
