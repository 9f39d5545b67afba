import { everyFlavour, hadTimeSince, type Invariant, PerName } from "../invariant.ts";

/** F13: what is queued waits for a turn, and for nothing else. */
export const workedOffAtOnce: Invariant = {
  id: "F13",
  name: "worked-off-at-once",
  title: {
    en: "What is queued is popped at the instant at which it was queued, also what stands behind an object on which a function of the program threw.",
    "zh-CN": "入队的内容在入队的那一刻就被弹出，即使它前面的对象让程序的函数抛出了异常。",
  },
  source: "client-go tools/cache: CT-1, the loop that pops until the queue is closed",
  binds: everyFlavour,
  watch: (judge) => {
    /** When something was queued or popped last, while something waits. */
    const waits = new PerName((): { since: number | undefined } => ({ since: undefined }));
    const look = (informer: string): void => {
      const { since } = waits.of(informer);
      const live = judge.world?.informer(informer);
      if (since === undefined || live === undefined) return;
      judge.reached();
      if (hadTimeSince(judge, live, since))
        judge.broken({
          en: `${informer}: something has been queued for ${judge.now - since} ms, and nothing pops it`,
          "zh-CN": `${informer}：队列里有内容已等待 ${judge.now - since} ms，却没有被弹出`,
        });
    };
    return {
      on: {
        "queue.enqueued": ({ informer }) => {
          look(informer);
          waits.of(informer).since = judge.now;
        },
        "queue.popped": ({ informer, length }) => {
          look(informer);
          waits.of(informer).since = length > 0 ? judge.now : undefined;
        },
      },
    };
  },
};
