import {
  everyFlavour,
  type Invariant,
  type Judge,
  PerName,
  type RetryLimits,
} from "../invariant.ts";

/** Sums of times are not exact. */
const roundingMs = 0.01;
/** First wait of a key that failed, doubled with each failure. */
const firstRetryMs = 5;
const retryDefaultMaxMs = 1_000_000;
/** The controllers' own limit of all retries together: later ones than the free ones are held back by its rate. */
const ownBucket = { burst: 100, perSecond: 10 };

/** What a queue owes, worked out from what was asked of it and what was done. */
class Debt {
  readonly queue: string;
  now = 0;
  isShut = false;
  drains = 0;
  /** As many as were there after the last step. */
  workers: number;
  readonly asked = new Set<string>();
  /** Of these, what a worker asks for when it has ended its work, with the time: the queue hears of it in a later step. */
  readonly #askedAtEnd = new Map<string, number>();
  /**
   * Starts that may come and need not, with their time: what comes due at the very instant at which the key is started
   * did so before or after that, and a delay asked for at that instant may have found the old one still waiting.
   */
  readonly maybe = new Map<string, number[]>();
  /** When all turns that retries have taken are over, had none been free. */
  #row = 0;
  readonly #unclearAt = new Map<string, number>();
  readonly running = new Set<string>();
  /** Keys that have failed and not yet taken their turn among all retries. */
  readonly waitingForTurn = new Set<string>();
  readonly delayed = new Map<string, number>();
  readonly failures = new Map<string, number>();

  constructor(queue: string, workers: number) {
    this.queue = queue;
    this.workers = workers;
  }

  ask(key: string, dueAt: number, now: number): void {
    if (this.isShut) return;
    this.#askedAtEnd.delete(key);
    if (dueAt <= now) this.asked.add(key);
    else if (this.#isUnclear(key, dueAt, now)) this.#mayCome(key, dueAt);
    else this.delayed.set(key, Math.min(dueAt, this.delayed.get(key) ?? dueAt));
  }

  /** Work has ended, and wants its key again. */
  askAtEnd(key: string, dueAt: number, now: number): void {
    const wasAsked = this.asked.has(key);
    this.ask(key, dueAt, now);
    if (!wasAsked && this.asked.has(key)) this.#askedAtEnd.set(key, now);
  }

  /** What is due at this very instant was added before the end or dropped by it; everything later is dropped. */
  shut(now: number): void {
    this.isShut = true;
    for (const [key, at] of this.#askedAtEnd)
      if (at === now && this.asked.delete(key)) this.#mayCome(key, now);
    for (const [key, dueAt] of this.delayed) if (dueAt <= now + roundingMs) this.#mayCome(key, now);
    this.delayed.clear();
  }

  ripen(now: number): void {
    for (const [key, dueAt] of this.delayed) {
      if (dueAt > now) continue;
      this.delayed.delete(key);
      this.asked.add(key);
    }
  }

  /** The key is started; false when nobody asked for it. */
  start(key: string, now: number): boolean {
    const isDueNow = (this.delayed.get(key) ?? Number.POSITIVE_INFINITY) <= now + roundingMs;
    if (isDueNow) this.delayed.delete(key);
    if (this.asked.delete(key)) {
      if (isDueNow) this.#mayCome(key, now);
      if (isDueNow) this.#unclearAt.set(key, now);
      return true;
    }
    if (isDueNow) return true;
    const possible = this.maybe.get(key) ?? [];
    const index = possible.findIndex((dueAt) => dueAt <= now + roundingMs);
    if (index < 0) return false;
    possible.splice(index, 1);
    this.#unclearAt.set(key, now);
    return true;
  }

  /** An earlier delay may still hold, and then this one says nothing. */
  #isUnclear(key: string, dueAt: number, now: number): boolean {
    if (this.#unclearAt.get(key) === now) return true;
    const waiting = this.delayed.get(key);
    if (waiting !== undefined && waiting <= now + roundingMs) return true;
    return (this.maybe.get(key) ?? []).some((other) => other >= now - roundingMs && other < dueAt);
  }

  #mayCome(key: string, dueAt: number): void {
    const possible = this.maybe.get(key);
    if (possible === undefined) this.maybe.set(key, [dueAt]);
    else possible.push(dueAt);
  }

  /** When one more retry is free: each takes its turn in a row of them, of which the first `burst` came at once. */
  retryFreeAt({ burst: free, perSecond }: NonNullable<RetryLimits["bucket"]>, now: number): number {
    const turnMs = 1000 / perSecond;
    this.#row = Math.max(this.#row, now) + turnMs;
    return this.#row - free * turnMs;
  }

  /** A key that should have been started by now. */
  overdue(): string | undefined {
    if (this.isShut || this.running.size >= this.workers) return undefined;
    for (const key of this.asked) if (!this.running.has(key)) return key;
    return undefined;
  }
}

/** Q7, Q8: whatever is asked of a work queue is done, when it is due and no more often. Judged from outside alone. */
export const askedAndDone: Invariant = {
  id: "Q7",
  name: "asked-and-done",
  title: {
    en: "Each key is worked on when it is asked for or due, at once if a worker is idle, and never without; the nth retry waits 5 ms × 2ⁿ⁻¹, or as its queue says, or for its turn among all, of which 100 are free and then ten a second; a key given up begins anew.",
    "zh-CN":
      "每个键在被请求或到期时处理，有空闲的工作协程则立即处理，绝不无故处理；第 n 次重试等待 5 毫秒 × 2ⁿ⁻¹，或按该队列的设置，或等到所有重试中轮到它（前 100 次不受限，之后每秒 10 次）；被放弃的键再来时从头算起。",
  },
  source: "client-go util/workqueue: what goes in, what comes out, and when",
  binds: everyFlavour,
  watch: (judge) => {
    const workersOf = (queue: string): number => judge.world?.workers(queue) ?? 0;
    const limitsOf = (queue: string): RetryLimits => judge.world?.limits(queue) ?? {};
    const all: Debt[] = [];
    const debts = new PerName((queue) => {
      const debt = new Debt(queue, workersOf(queue));
      all.push(debt);
      return debt;
    });
    const advance = (debt: Debt, now = judge.now): void => {
      if (now <= debt.now) return;
      const { queue } = debt;
      debt.ripen(debt.now - roundingMs);
      const key = debt.overdue();
      if (key !== undefined)
        judge.broken({
          en: `${queue}: ${key} waits while a worker is idle`,
          "zh-CN": `${queue}：有空闲的工作协程，${key} 却还在等`,
        });
      debt.now = now;
      debt.ripen(now - 2 * roundingMs);
      const late = key ?? debt.overdue();
      if (late !== undefined)
        judge.broken({
          en: `${queue}: ${late} was due before, and a worker was idle`,
          "zh-CN": `${queue}：${late} 早已到期，且有空闲的工作协程`,
        });
    };
    return {
      on: {
        // Of several that fail at one instant only this tells who took a turn first.
        "reconcile.failed": ({ queue, key }) => {
          const debt = debts.of(queue);
          if (!debt.waitingForTurn.delete(key)) return;
          const limits = limitsOf(queue);
          ended(judge, debt, { key, failed: true, requeueAfterMs: undefined, limits });
        },
      },
      see: {
        "work.asked": ({ queue, key, dueAt }) => {
          const debt = debts.of(queue);
          advance(debt);
          debt.ask(key, dueAt, judge.now);
        },
        "work.started": ({ queue, key }) => {
          judge.reached();
          const debt = debts.of(queue);
          advance(debt);
          if (debt.running.has(key))
            judge.broken({
              en: `${queue}: ${key} is worked on twice at once`,
              "zh-CN": `${queue}：${key} 同时被处理两次`,
            });
          if (!debt.start(key, judge.now))
            judge.broken({
              en: `${queue}: ${key} is worked on, and nobody asked for it`,
              "zh-CN": `${queue}：没有谁请求过 ${key}，它却得到了处理`,
            });
          debt.running.add(key);
        },
        "work.ended": ({ queue, key, failed, requeueAfterMs }) => {
          const debt = debts.of(queue);
          advance(debt);
          debt.running.delete(key);
          const limits = limitsOf(queue);
          if (failed && bucketOf(limits) !== undefined) debt.waitingForTurn.add(key);
          else ended(judge, debt, { key, failed, requeueAfterMs, limits });
        },
        "work.shut-down": ({ queue, isDraining }) => {
          const debt = debts.of(queue);
          advance(debt);
          debt.shut(judge.now);
          if (isDraining) debt.drains += 1;
        },
        "work.drained": ({ queue }) => {
          debts.of(queue).drains -= 1;
        },
      },
      stepEnd: () => {
        const { now } = judge;
        for (const debt of all) {
          advance(debt, now);
          debt.workers = workersOf(debt.queue);
        }
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const { queue, asked, drains } of all) {
          const [key] = asked;
          if (key !== undefined)
            judge.broken({
              en: `${queue}: all is quiet and ${key} was never worked on`,
              "zh-CN": `${queue}：一切平静，${key} 却始终没有得到处理`,
            });
          if (drains !== 0)
            judge.broken({
              en: `${queue}: all is quiet and ${drains} drains were never answered`,
              "zh-CN": `${queue}：一切平静，却有 ${drains} 次排空始终没有得到答复`,
            });
        }
      },
    };
  },
};

function ended(
  { now }: Judge,
  debt: Debt,
  work: {
    readonly key: string;
    readonly failed: boolean;
    readonly requeueAfterMs: number | undefined;
    readonly limits: RetryLimits;
  },
): void {
  const { key, failed, requeueAfterMs, limits } = work;
  const { maxRetries = Number.POSITIVE_INFINITY } = limits;
  if (!failed) {
    debt.failures.delete(key);
    if (requeueAfterMs !== undefined) debt.askAtEnd(key, now + requeueAfterMs, now);
    return;
  }
  const failures = debt.failures.get(key) ?? 0;
  if (failures >= maxRetries) {
    // It is given up, and begins anew when somebody asks for it.
    debt.failures.delete(key);
    return;
  }
  debt.failures.set(key, failures + 1);
  const bucket = bucketOf(limits);
  const ownMs = ownWaitMs(limits, failures);
  const freeAt = bucket === undefined ? now : debt.retryFreeAt(bucket, now);
  debt.ask(key, Math.max(now + ownMs, freeAt), now);
}

/** For how long a key waits that has failed so often before. */
function ownWaitMs(
  { retryMaxMs = retryDefaultMaxMs, fastSlow }: RetryLimits,
  failures: number,
): number {
  if (fastSlow === undefined) return Math.min(retryMaxMs, firstRetryMs * 2 ** failures);
  const { fastMs, slowMs, attempts } = fastSlow;
  return Math.min(retryMaxMs, failures < attempts ? fastMs : slowMs);
}

/** With limits of its own for single keys alone a queue holds a key back for its own failures only. */
function bucketOf({ bucket, retryMaxMs, fastSlow }: RetryLimits): RetryLimits["bucket"] {
  const isOwn = retryMaxMs === undefined && fastSlow === undefined;
  return bucket ?? (isOwn ? ownBucket : undefined);
}
