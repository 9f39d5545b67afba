import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Q6: a delayed key is added when its earliest due time comes, whatever else happens to it meanwhile. */
export const delays: Invariant = {
  id: "Q6",
  name: "delays",
  title: {
    en: "A delayed key is added exactly when its earliest due time comes; other adds neither cancel nor postpone it.",
    "zh-CN": "延迟的键恰好在其最早到期时加入；其他 add 既不取消也不推迟它。",
  },
  source: "client-go util/workqueue/delaying_queue.go",
  binds: everyFlavour,
  watch: (judge) => {
    const due = new PerName(() => new Map<string, number>());
    const shutDown = new Set<string>();
    let now = 0;
    const added = (queue: string, key: string): void => {
      // Only the queue's own lane adds what is due; a plain add at the same instant changes nothing.
      const dueAt = due.of(queue).get(key);
      if (dueAt === undefined || judge.record.lane !== `workqueue/${queue}`) return;
      if (judge.record.at < dueAt - judge.clock.earlyMs) {
        judge.broken({
          en: `${queue}: ${key} is added ${dueAt - judge.record.at} ms before it is due`,
          "zh-CN": `${queue}：${key} 比到期时刻提前 ${dueAt - judge.record.at} 毫秒加入`,
        });
      }
      due.of(queue).delete(key);
    };
    const overdue = (at: number): void => {
      if (at === now) return;
      now = at;
      for (const [queue, keys] of due.entries()) {
        if (shutDown.has(queue)) continue;
        for (const [key, dueAt] of keys) {
          if (at - dueAt > judge.clock.lateMs) {
            judge.broken({
              en: `${queue}: ${key} was due ${at - dueAt} ms ago and has not been added`,
              "zh-CN": `${queue}：${key} 已到期 ${at - dueAt} 毫秒，却还没有加入`,
            });
            keys.delete(key);
          }
        }
      }
    };
    return {
      on: {
        "workqueue.delayed": ({ queue, key, dueAt }, { at }) => {
          judge.reached();
          overdue(at);
          const waiting = due.of(queue).get(key);
          if (dueAt > at && (waiting === undefined || dueAt < waiting))
            due.of(queue).set(key, dueAt);
        },
        "workqueue.added": ({ queue, key }, { at }) => {
          added(queue, key);
          overdue(at);
        },
        "workqueue.collapsed": ({ queue, key }, { at }) => {
          added(queue, key);
          overdue(at);
        },
        "workqueue.shut-down": ({ queue }) => {
          shutDown.add(queue);
        },
      },
      end: () => overdue(judge.record.at),
    };
  },
};
