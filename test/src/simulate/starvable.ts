import type { Environment, Lane } from "@informerlab/core";

/** An environment in which single lanes can be kept waiting, as a busy machine keeps goroutines waiting. */
export class StarvableEnvironment implements Environment {
  readonly clock: Environment["clock"];
  readonly random: Environment["random"];
  readonly scheduler: Environment["scheduler"];
  readonly trace: Environment["trace"];
  readonly #until = new Map<Lane, number>();

  constructor(inner: Environment) {
    this.clock = inner.clock;
    this.random = inner.random;
    this.trace = inner.trace;
    const { scheduler, clock } = inner;
    this.scheduler = {
      post: (lane, step) => {
        const delayMs = (this.#until.get(lane) ?? 0) - clock.now();
        if (delayMs > 0) clock.after(delayMs, lane, step);
        else scheduler.post(lane, step);
      },
      settle: (lane, promise, settled) => scheduler.settle(lane, promise, settled),
      report: (error, lane) => scheduler.report(error, lane),
    };
  }

  /** Steps posted on the lane from now on wait until the time is over; they keep their order. */
  starve(lane: Lane, forMs: number): void {
    this.#until.set(lane, Math.max(this.#until.get(lane) ?? 0, this.clock.now() + forMs));
  }
}
