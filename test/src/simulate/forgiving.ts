import type { Environment } from "@informerlab/core";

/** An environment in which a reported error is told of, and everything goes on as in a program that logs it. */
export function forgiving(inner: Environment, told: (error: unknown) => void): Environment {
  const { clock, random, trace, scheduler } = inner;
  return {
    clock,
    random,
    trace,
    scheduler: {
      post: (lane, step) => scheduler.post(lane, step),
      settle: (lane, promise, settled) => scheduler.settle(lane, promise, settled),
      report: told,
    },
  };
}
