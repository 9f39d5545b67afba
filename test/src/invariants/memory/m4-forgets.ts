import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** M4: what was done is forgotten; memory that only grows is a leak, however small. */
export const forgets: Invariant = {
  id: "M4",
  name: "forgets",
  title: {
    en: "When all is quiet a WorkQueue remembers failures of those keys only that failed last.",
    "zh-CN": "一切平静时，工作队列只记得最后一次处理失败的那些键的失败次数。",
  },
  source: "client-go util/workqueue Forget; kubernetes/kubernetes#110696",
  binds: everyFlavour,
  watch: (judge) => {
    const done = new PerName(() => new Set<string>());
    return {
      on: {},
      see: {
        "work.ended": ({ queue, key, failed }) => {
          if (failed) done.of(queue).delete(key);
          else done.of(queue).add(key);
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [queue, keys] of done.entries()) {
          for (const key of keys) {
            const failures = judge.world?.failures(queue, key) ?? 0;
            judge.reached();
            if (failures > 0)
              judge.broken({
                en: `${queue}: ${key} is done, and ${failures} failures of it are remembered`,
                "zh-CN": `${queue}：${key} 已处理成功，却还记着它失败过 ${failures} 次`,
              });
          }
        }
      },
    };
  },
};
