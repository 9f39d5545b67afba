import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant, type JudgedGauges, PerName } from "../invariant.ts";

/** Sums of times are not exact. */
const roundingSeconds = 1e-6;
/** How often the ages of what is under way are said. */
const agesMs = 500;

interface Counted {
  adds: number;
  retries: number;
  depth: number;
  readonly waits: { count: number; seconds: number };
  readonly works: { count: number; seconds: number };
  readonly dirtySince: Map<string, number>;
  readonly startedAt: Map<string, number>;
  /** Since when none is under way. */
  idleSince: number;
}

/** Q12: what a queue measures of itself is what happened in it. */
export const metrics: Invariant = {
  id: "Q12",
  name: "metrics",
  title: {
    en: "The metrics of a WorkQueue count each key that became dirty, waits, was retried, and how long it waited and was worked on; twice a second they say for how long keys are under way, and that none is.",
    "zh-CN":
      "工作队列的指标如实计数：变脏的键、排队的键、重试的键，以及等待与处理的时长；每半秒报告一次处理中的键已用的时间，没有时则报告为零。",
  },
  source: "client-go util/workqueue/metrics.go",
  binds: everyFlavour,
  watch: (judge) => {
    const closed = new Set<string>();
    /** Runs that ended and asked to come back at once: their loop says so to the queue a moment later. */
    const backAtOnce = new Set<string>();
    const counted = new PerName<Counted>(() => ({
      adds: 0,
      retries: 0,
      depth: 0,
      waits: { count: 0, seconds: 0 },
      works: { count: 0, seconds: 0 },
      dirtySince: new Map(),
      startedAt: new Map(),
      idleSince: Number.POSITIVE_INFINITY,
    }));
    const added = (queue: string, key: string, at: number): void => {
      const count = counted.of(queue);
      count.adds += 1;
      count.depth += 1;
      count.dirtySince.set(key, at);
    };
    return {
      on: {
        "workqueue.added": ({ queue, key }, { at }) => added(queue, key, at),
        "workqueue.collapsed": ({ queue, key, wasDirty }, { at }) => {
          if (!wasDirty) added(queue, key, at);
        },
        "workqueue.delayed": ({ queue }) => {
          counted.of(queue).retries += 1;
        },
        "workqueue.shut-down": ({ queue }) => void closed.add(queue),
        "reconcile.succeeded": ({ queue, key }) => {
          const isBack = backAtOnce.delete(`${queue} ${key}`);
          if (isBack && !closed.has(queue)) counted.of(queue).retries += 1;
        },
        "workqueue.got": ({ queue, key }, { at }) => {
          const count = counted.of(queue);
          const ages = closed.has(queue) ? undefined : judge.world?.gauges(queue)?.ages;
          if (ages !== undefined && ages.allSeconds > 0 && at - count.idleSince > agesMs + 1)
            judge.broken(saidOf(queue, staleAges(ages, at - count.idleSince)));
          count.idleSince = Number.POSITIVE_INFINITY;
          count.depth -= 1;
          count.waits.count += 1;
          count.waits.seconds += (at - (count.dirtySince.get(key) ?? at)) / 1000;
          count.dirtySince.delete(key);
          count.startedAt.set(key, at);
        },
        "workqueue.done": ({ queue, key }, { at }) => {
          const count = counted.of(queue);
          const { works, startedAt } = count;
          const since = startedAt.get(key);
          if (since === undefined) return;
          const told = closed.has(queue) ? undefined : judge.world?.gauges(queue)?.ages;
          const problem = told === undefined ? undefined : agesProblem(told, { since, at });
          if (problem !== undefined) judge.broken(saidOf(queue, problem));
          works.count += 1;
          works.seconds += (at - since) / 1000;
          startedAt.delete(key);
          if (startedAt.size === 0) count.idleSince = at;
        },
      },
      see: {
        // What comes back without a wait is counted as a retry, too.
        "work.ended": ({ queue, key, requeueAfterMs }) => {
          if (requeueAfterMs === 0) backAtOnce.add(`${queue} ${key}`);
        },
      },
      end: () => {
        for (const [queue, count] of counted.entries()) {
          const told = judge.world?.gauges(queue);
          if (told === undefined) continue;
          judge.reached();
          const problem = differenceOf(told, count);
          if (problem !== undefined) judge.broken(saidOf(queue, problem));
        }
      },
    };
  },
};

/** What is wrong with what was said of the keys under way, of which one was so since a time. */
function agesProblem(
  { saidAt, longestSeconds, allSeconds }: JudgedGauges["ages"],
  { since, at }: { readonly since: number; readonly at: number },
): LocalizedText | undefined {
  if (at - since <= agesMs) return undefined;
  if (saidAt < at - agesMs - 1)
    return {
      en: `a key is under way for ${at - since} ms, and its metrics did not say so in the last ${agesMs} ms`,
      "zh-CN": `有键已处理 ${at - since} 毫秒，而最近 ${agesMs} 毫秒里指标没有报告`,
    };
  const oldest = Math.max(0, saidAt - since) / 1000 - roundingSeconds;
  if (longestSeconds >= oldest && allSeconds >= longestSeconds - roundingSeconds) return undefined;
  return {
    en: `its metrics say ${longestSeconds} s for the longest under way and ${allSeconds} s for all; one was so for ${oldest} s`,
    "zh-CN": `指标报出处理中最久的键用了 ${longestSeconds} 秒，全部共 ${allSeconds} 秒；有一个已用 ${oldest} 秒`,
  };
}

/** Nothing is under way, and its metrics do not say so. */
function staleAges({ allSeconds }: JudgedGauges["ages"], idleMs: number): LocalizedText {
  return {
    en: `nothing has been under way for ${idleMs} ms, and its metrics say ${allSeconds} s`,
    "zh-CN": `已有 ${idleMs} 毫秒没有键在处理，指标报出的却是 ${allSeconds} 秒`,
  };
}

const metricZh = { waits: "等待", works: "处理" } as const;

function differenceOf(told: JudgedGauges, count: Counted): LocalizedText | undefined {
  for (const name of ["adds", "retries", "depth"] as const)
    if (told[name] !== count[name])
      return {
        en: `its metric says ${told[name]} for ${name}; it was ${count[name]}`,
        "zh-CN": `指标报出的 ${name} 是 ${told[name]}，实际是 ${count[name]}`,
      };
  for (const name of ["waits", "works"] as const) {
    if (told[name].count !== count[name].count)
      return {
        en: `its metric has ${told[name].count} ${name}; there were ${count[name].count}`,
        "zh-CN": `指标里有 ${told[name].count} 次${metricZh[name]}，实际有 ${count[name].count} 次`,
      };
    if (Math.abs(told[name].seconds - count[name].seconds) > roundingSeconds)
      return {
        en: `its metric says ${told[name].seconds} s for all ${name}; it was ${count[name].seconds} s`,
        "zh-CN": `指标报出的${metricZh[name]}总时长是 ${told[name].seconds} 秒，实际是 ${count[name].seconds} 秒`,
      };
  }
  return undefined;
}
