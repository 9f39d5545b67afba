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
      beat: "watching",
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
      choices: numbers(1, 2, 4, 8),
      answer: (records) => String(Math.max(0, ...popped(records))),
      beat: "stacked",
      because: {
        en: "All of them, oldest first: the queue has the key once and keeps what happened to it.",
        "zh-CN": "全部，从最早的开始：键在队列里只有一份，发生过的事都留着。",
      },
    },
  ],
};

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
