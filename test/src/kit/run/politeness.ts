import type { LocalizedText } from "../../scenario/localized-text.ts";
import type { Commit } from "../process/cluster-view.ts";

/**
 * So many times in a row the same is asked again at once, before it is called a hot loop: many keys that need one list, or
 * events that come while a key fails, are none.
 */
const retriesMax = 60;
/** So often one key is worked on within {@link busyMs} while nobody writes anything, before it is called a hot loop. */
const roundsMax = 200;
const busyMs = 10_000;
/** So often one process writes one object within {@link writingMs}, before it is taken for one that never stops. */
const writesMax = 300;
const writingMs = 60_000;

/** A request that was refused, and how often it was asked again at once. */
interface Refused {
  readonly atMs: number;
  readonly times: number;
}

interface Rounds {
  readonly sinceMs: number;
  readonly count: number;
}

/** What a program breaks that asks without a pause. */
export const pausesBetweenTries: LocalizedText = {
  en: "who is refused waits before asking again",
  "zh-CN": "被拒绝后先等一等再问",
};

/** What a program breaks that works without a cause. */
export const restsBetweenRounds: LocalizedText = {
  en: "no key is worked on without end while nothing changes",
  "zh-CN": "没有变化时不会没完没了地处理同一个键",
};

/** What a run breaks in which something goes round without end. */
export const runComesToRest: LocalizedText = {
  en: "the run comes to rest",
  "zh-CN": "运行会平静下来",
};

/** Looks for hot loops: they cost a real server its life, and a simulation hardly notices. */
export class Politeness {
  readonly #refused = new Map<string, Refused>();
  readonly #rounds = new Map<string, Rounds>();
  readonly #writes = new Map<string, Rounds>();
  /** The longest way to the server and back, milliseconds. */
  readonly #roundTripMs: number;

  constructor(network: { readonly latencyMs?: number; readonly jitterMs?: number } | undefined) {
    const { latencyMs = 0, jitterMs = 0 } = network ?? {};
    this.#roundTripMs = 2 * (latencyMs + jitterMs);
  }

  /** The same was refused, and asked again as soon as that was known, so many times in a row? */
  refused(asked: string, requestedMs: number, atMs: number): LocalizedText | undefined {
    const before = this.#refused.get(asked);
    const isAtOnce = before !== undefined && requestedMs - before.atMs <= this.#roundTripMs + 1;
    const times = isAtOnce ? before.times + 1 : 0;
    this.#refused.set(asked, { atMs, times });
    if (times < retriesMax) return undefined;
    return {
      en: `${asked} was refused and asked again at once, ${times} times in a row: wait longer from time to time, as a rate limited queue does`,
      "zh-CN": `${asked} 被拒绝后立刻再问，连续 ${times} 次：请像限速队列那样越等越久`,
    };
  }

  /** A write: there may be something to do again. The same object so often, by one process? What grows with each write would fill the memory first. */
  committed({
    by,
    life,
    resource,
    key,
    atMs,
  }: Omit<Commit, "verb" | "object">): LocalizedText | undefined {
    this.#rounds.clear();
    if (life === 0) return undefined;
    const { count, sinceMs } = counted(this.#writes, `${by}: ${resource} ${key}`, atMs, writingMs);
    if (count < writesMax) return undefined;
    const seconds = ((atMs - sinceMs) / 1000).toFixed(1);
    return {
      en: `${by} wrote ${resource} ${key} ${count} times within ${seconds} s: something goes round without end`,
      "zh-CN": `${by} 在 ${seconds} 秒内写了 ${resource} ${key} ${count} 次：有什么在没完没了地打转`,
    };
  }

  /** A key is worked on so often, and nothing comes of it? */
  worked(key: string, atMs: number): LocalizedText | undefined {
    const rounds = counted(this.#rounds, key, atMs, busyMs);
    if (rounds.count < roundsMax) return undefined;
    const seconds = ((atMs - rounds.sinceMs) / 1000).toFixed(1);
    return {
      en: `${key} was worked on ${rounds.count} times within ${seconds} s, in which nothing was written: wait for an event, or come back later`,
      "zh-CN": `${seconds} 秒内处理了 ${key} ${rounds.count} 次，期间没有任何写入：请等事件到来，或者晚些再来`,
    };
  }
}

/** One more of them, or the first of a new row. */
function counted(all: Map<string, Rounds>, what: string, atMs: number, withinMs: number): Rounds {
  const before = all.get(what);
  const isNew = before === undefined || atMs - before.sinceMs > withinMs;
  const rounds = isNew ? { sinceMs: atMs, count: 1 } : { ...before, count: before.count + 1 };
  all.set(what, rounds);
  return rounds;
}
