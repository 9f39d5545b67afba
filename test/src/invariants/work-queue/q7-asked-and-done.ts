import { type Invariant, type Judge, PerName } from "../invariant.ts";

/** Sums of times are not exact. */
const roundingMs = 0.01;
/** First wait of a key that failed, doubled with each failure. */
const firstRetryMs = 5;
const retryDefaultMaxMs = 1_000_000;
/** So many retries are free; later ones are also held back by the rate of all together: so many a second. */
const burst = 100;
const retriesPerSecond = 10;

/** What a queue owes, worked out from what was asked of it and what was done. */
class Debt {
  now = 0;
  /** Retries that are free just now; fewer than none: so many are owed. */
  #free = burst;
  #freeAt = 0;
  isShut = false;
  drains = 0;
  /** As many as were there after the last step. */
  workers: number;
  readonly asked = new Set<string>();
  /**
   * Starts that may come and need not, with their time: what comes due at the very instant at which the key is started
   * did so before or after that, and a delay asked for at that instant may have found the old one still waiting.
   */
  readonly maybe = new Map<string, number[]>();
  readonly #unclearAt = new Map<string, number>();
  readonly running = new Set<string>();
  readonly delayed = new Map<string, number>();
  readonly failures = new Map<string, number>();

  constructor(workers: number) {
    this.workers = workers;
  }

  ask(key: string, dueAt: number, now: number): void {
    if (this.isShut) return;
    if (dueAt <= now) this.asked.add(key);
    else if (this.#isUnclear(key, dueAt, now)) this.#mayCome(key, dueAt);
    else this.delayed.set(key, Math.min(dueAt, this.delayed.get(key) ?? dueAt));
  }

  /** What is due at this very instant was added before the end or dropped by it; everything later is dropped. */
  shut(now: number): void {
    this.isShut = true;
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

  /** How long the rate of all retries together holds back one more. */
  held(now: number): number {
    this.#free = Math.min(burst, this.#free + ((now - this.#freeAt) / 1000) * retriesPerSecond) - 1;
    this.#freeAt = now;
    return Math.max(0, (-this.#free / retriesPerSecond) * 1000);
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
    en: "Each key is worked on when it is asked for or due, at once if a worker is idle, and never without; the nth retry waits 5 ms × 2ⁿ⁻¹, and after 100 at once all together come ten a second.",
    "zh-CN":
      "每个键在被请求或到期时处理，有空闲工作者则立即处理，绝不无故处理；第 n 次重试等待 5 毫秒 × 2ⁿ⁻¹；一口气重试 100 次之后，所有键合计每秒 10 次。",
  },
  source: "client-go util/workqueue: what goes in, what comes out, and when",
  binds: ["delta", "real", "real-atomic"],
  watch: (judge) => {
    const workersOf = (queue: string): number => judge.world?.workers(queue) ?? 0;
    const queues: string[] = [];
    const debts = new PerName((queue) => {
      queues.push(queue);
      return new Debt(workersOf(queue));
    });
    const advance = (queue: string, debt: Debt): void => {
      const { now } = judge;
      if (now <= debt.now) return;
      debt.ripen(debt.now - roundingMs);
      const key = debt.overdue();
      if (key !== undefined) judge.broken(`${queue}: ${key} waits while a worker is idle`);
      debt.now = now;
      debt.ripen(now - 2 * roundingMs);
      const late = key ?? debt.overdue();
      if (late !== undefined)
        judge.broken(`${queue}: ${late} was due before, and a worker was idle`);
    };
    return {
      on: {},
      see: {
        "work.asked": ({ queue, key, dueAt }) => {
          const debt = debts.of(queue);
          advance(queue, debt);
          debt.ask(key, dueAt, judge.now);
        },
        "work.started": ({ queue, key }) => {
          judge.reached();
          const debt = debts.of(queue);
          advance(queue, debt);
          if (debt.running.has(key)) judge.broken(`${queue}: ${key} is worked on twice at once`);
          if (!debt.start(key, judge.now))
            judge.broken(`${queue}: ${key} is worked on, and nobody asked for it`);
          debt.running.add(key);
        },
        "work.ended": ({ queue, key, failed, requeueAfterMs }) => {
          const debt = debts.of(queue);
          advance(queue, debt);
          debt.running.delete(key);
          ended(judge, debt, {
            key,
            failed,
            requeueAfterMs,
            retryMaxMs: judge.world?.retryMaxMs(queue),
          });
        },
        "work.shut-down": ({ queue, isDraining }) => {
          const debt = debts.of(queue);
          advance(queue, debt);
          debt.shut(judge.now);
          if (isDraining) debt.drains += 1;
        },
        "work.drained": ({ queue }) => {
          debts.of(queue).drains -= 1;
        },
      },
      stepEnd: () => {
        for (const queue of queues) {
          const debt = debts.of(queue);
          advance(queue, debt);
          debt.workers = workersOf(queue);
        }
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [queue, { asked, drains }] of debts.entries()) {
          const [key] = asked;
          if (key !== undefined)
            judge.broken(`${queue}: all is quiet and ${key} was never worked on`);
          if (drains !== 0)
            judge.broken(`${queue}: all is quiet and ${drains} drains were never answered`);
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
    readonly retryMaxMs: number | undefined;
  },
): void {
  const { key, failed, requeueAfterMs, retryMaxMs } = work;
  if (!failed) {
    debt.failures.delete(key);
    if (requeueAfterMs !== undefined) debt.ask(key, now + requeueAfterMs, now);
    return;
  }
  const failures = debt.failures.get(key) ?? 0;
  debt.failures.set(key, failures + 1);
  // With a limit of its own a queue holds a key back for its own failures only.
  const heldMs = retryMaxMs === undefined ? debt.held(now) : 0;
  const waitMs = Math.min(retryMaxMs ?? retryDefaultMaxMs, firstRetryMs * 2 ** failures);
  debt.ask(key, now + Math.max(heldMs, waitMs), now);
}
