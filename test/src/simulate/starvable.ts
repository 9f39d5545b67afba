import type { Environment, Lane } from "@informerlab/core";

/** An environment in which single lanes can be kept waiting, as a busy machine keeps goroutines waiting. */
export class StarvableEnvironment implements Environment {
  readonly clock: Environment["clock"];
  readonly random: Environment["random"];
  readonly scheduler: Environment["scheduler"];
  readonly trace: Environment["trace"];
  readonly #starved = new Map<Lane, { until: number; waiting: number }>();

  constructor(inner: Environment) {
    this.clock = inner.clock;
    this.random = inner.random;
    this.trace = inner.trace;
    const { scheduler, clock } = inner;
    this.scheduler = {
      post: (lane, step) => {
        const state = this.#starved.get(lane);
        const delayMs = (state?.until ?? 0) - clock.now();
        if (state === undefined || (delayMs <= 0 && state.waiting === 0)) {
          scheduler.post(lane, step);
          return;
        }
        // Timers that are due together fire in the order in which they were set: the lane keeps its order.
        state.waiting += 1;
        clock.after(delayMs, lane, () => {
          state.waiting -= 1;
          step();
        });
      },
      settle: (lane, promise, settled) => scheduler.settle(lane, promise, settled),
      report: (error, lane) => scheduler.report(error, lane),
    };
  }

  /** Steps posted on the lane from now on wait until the time is over; they keep their order. */
  starve(lane: Lane, forMs: number): void {
    const until = this.clock.now() + forMs;
    const state = this.#starved.get(lane);
    if (state === undefined) this.#starved.set(lane, { until, waiting: 0 });
    else state.until = Math.max(state.until, until);
  }
}
