import type { Cancel, Clock, Lane, Scheduler } from "@informerlab/core";

interface Waiter {
  readonly revision: number;
  readonly resume: () => void;
}

/** Whoever waits for storage to reach a revision. */
export class RevisionWaiters {
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #lane: Lane;
  readonly #waiting = new Set<Waiter>();

  constructor(clock: Clock, scheduler: Scheduler, lane: Lane) {
    this.#clock = clock;
    this.#scheduler = scheduler;
    this.#lane = lane;
  }

  /** Posts `step` once the revision is reached, or when the time is up. */
  wait(revision: number, timeoutMs: number, step: (isReached: boolean) => void): Cancel {
    let isOver = false;
    const finish = (isReached: boolean): void => {
      if (isOver) return;
      isOver = true;
      this.#waiting.delete(waiter);
      cancelTimer();
      step(isReached);
    };
    const cancelTimer = this.#clock.after(timeoutMs, this.#lane, () => finish(false));
    const waiter: Waiter = {
      revision,
      // Never in the middle of the commit that was waited for.
      resume: () => this.#scheduler.post(this.#lane, () => finish(true)),
    };
    this.#waiting.add(waiter);
    return () => {
      isOver = true;
      this.#waiting.delete(waiter);
      cancelTimer();
    };
  }

  /** Storage is at this revision now. */
  reached(revision: number): void {
    if (this.#waiting.size === 0) return;
    for (const waiter of [...this.#waiting]) {
      if (waiter.revision > revision) continue;
      this.#waiting.delete(waiter);
      waiter.resume();
    }
  }
}
