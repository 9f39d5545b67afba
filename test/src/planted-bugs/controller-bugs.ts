import {
  ControllerExpectations,
  ItemExponentialFailureRateLimiter,
  RateLimitingQueue,
} from "@informerlab/core";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes in what a controller is made from: expectations, limits of retries. */
export const controllerBugs: readonly PlantedBug[] = [
  {
    name: "hasty-expectations",
    title: {
      en: "A controller counts in its cache a few times without waiting to see there what it has created: it creates twice.",
      "zh-CN": "控制器有几次不等缓存反映出自己的创建就再次计数：于是重复创建。",
    },
    ancestor: "kubernetes/kubernetes#129795",
    caughtBy: ["E2"],
    budget: 5000,
    parts: () => ({ createExpectations: (...input) => new HastyExpectations(...input) }),
  },
  {
    name: "expectation-stays-open",
    title: {
      en: "A deletion that was seen stays expected: the controller waits for ever and does nothing more.",
      "zh-CN": "已经看到的删除仍被期望着：控制器永远等待，再也不做任何事。",
    },
    caughtBy: ["E3"],
    budget: 10_000,
    parts: () => ({
      createExpectations: (clock) =>
        new LastingExpectations(clock, { timeoutMs: Number.POSITIVE_INFINITY }),
    }),
  },
  {
    name: "one-retry-short",
    title: {
      en: "A key that failed more than once is given up one retry before its limit.",
      "zh-CN": "失败超过一次的键，比上限少重试一次就被放弃。",
    },
    caughtBy: ["Q7"],
    budget: 10_000,
    parts: () => ({ createWorkQueue: (...input) => new OvercountingQueue(...input) }),
  },
  {
    name: "turns-are-not-taken",
    title: {
      en: "A failed key waits for its own failures only, however many others are retried at once.",
      "zh-CN": "失败的键只按自己的失败次数等待，不管同时有多少别的键在重试。",
    },
    caughtBy: ["Q7"],
    budget: 10_000,
    parts: () => ({
      createWorkQueue: (environment, { rateLimiter: _all, ...options }) =>
        new RateLimitingQueue(environment, {
          ...options,
          rateLimiter: new ItemExponentialFailureRateLimiter({
            baseDelayMs: 5,
            maxDelayMs: 1_000_000,
          }),
        }),
    }),
  },
];

/** Counts the first failure twice. */
class OvercountingQueue extends RateLimitingQueue {
  override numRequeues(key: string): number {
    const failures = super.numRequeues(key);
    return failures === 0 ? 0 : failures + 1;
  }
}

/** More would let it fight against its own haste for ever. */
const hastyDecisionsMax = 3;

class HastyExpectations extends ControllerExpectations {
  #decisions = 0;

  override areSatisfied(controller: string): boolean {
    if (super.areSatisfied(controller)) return true;
    this.#decisions += 1;
    return this.#decisions <= hastyDecisionsMax;
  }
}

class LastingExpectations extends ControllerExpectations {
  override deletionObserved(): void {
    // Nobody hears of it.
  }
}
