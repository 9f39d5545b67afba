import type { Cancel, Clock, Environment, Lane, Scheduler } from "@informerlab/core";
import { lane } from "@informerlab/core";

interface Waiting {
  readonly dueAt: number;
  readonly order: number;
  readonly lane: Lane;
  readonly step: () => void;
}

const clockLane = lane("apiserver/clock");

/** Timestamps of Kubernetes have years of four digits. */
const lastMoment = Date.parse("9999-12-31T23:59:59Z");

/** Turns given to what a timer set off before the next timer fires. */
const turnsBetweenTimers = 4;

/**
 * A clock that follows another one until it is told otherwise: it can be paused, run faster, and moved forward, firing
 * every timer on the way. Whatever lives by it (timeouts, bookmarks, latencies, timestamps) moves along.
 */
export class ControlledClock implements Clock {
  readonly #host: Clock;
  readonly #scheduler: Scheduler;
  readonly #timers = new Set<Waiting>();
  #speed = 1;
  /** Since this moment of the host's time … */
  #hostAt: number;
  /** … which was this moment here, time runs at the speed. */
  #at: number;
  #timersMade = 0;
  #armedFor: Waiting | undefined;
  #disarm: Cancel | undefined;
  #advancing: Promise<void> = Promise.resolve();

  constructor({ clock, scheduler }: Pick<Environment, "clock" | "scheduler">) {
    this.#host = clock;
    this.#scheduler = scheduler;
    this.#hostAt = clock.now();
    this.#at = this.#hostAt;
  }

  now(): number {
    return this.#at + (this.#host.now() - this.#hostAt) * this.#speed;
  }

  /** How fast time runs: 1 as the host's, 0 while paused. */
  get speed(): number {
    return this.#speed;
  }

  /** When timers are due: milliseconds since the epoch, soonest first. */
  get pending(): readonly number[] {
    return [...this.#timers].map(({ dueAt }) => dueAt).sort((a, b) => a - b);
  }

  after(delayMs: number, onLane: Lane, step: () => void): Cancel {
    this.#timersMade += 1;
    const dueAt = this.now() + Math.max(0, delayMs);
    const timer: Waiting = { dueAt, order: this.#timersMade, lane: onLane, step };
    this.#timers.add(timer);
    if (this.#armedFor === undefined || dueAt < this.#armedFor.dueAt) this.#arm();
    return () => {
      if (this.#timers.delete(timer) && timer === this.#armedFor) this.#arm();
    };
  }

  /** Time stands still; {@link advance} still moves it. */
  pause(): void {
    this.#setSpeed(0);
  }

  /**
   * Time runs again.
   *
   * @throws RangeError for a speed that is not positive.
   */
  resume(speed = 1): void {
    if (!(speed > 0 && speed <= 1_000_000)) {
      throw new RangeError(
        `the speed must be between 0 and 1,000,000 (1 is real time), got ${speed}`,
      );
    }
    this.#setSpeed(speed);
  }

  /**
   * Moves time forward, firing each timer at its moment, with its consequences before the next.
   *
   * @throws RangeError for a moment that timestamps cannot name.
   */
  advance(spanMs: number): Promise<void> {
    // Now for who asks, and again when what was asked before is done: spans add up.
    this.#endOf(spanMs);
    const advanced = this.#advancing.then(() => this.#advanceTo(this.#endOf(spanMs)));
    this.#advancing = advanced.catch(() => undefined);
    return advanced;
  }

  #endOf(spanMs: number): number {
    const end = this.now() + spanMs;
    if (!(spanMs >= 0 && end <= lastMoment)) {
      throw new RangeError(
        `time can be advanced up to the end of the year 9999, which ${spanMs} ms from now is not; write 65m, 1h30m or 24h`,
      );
    }
    return end;
  }

  /** Forgets all timers. */
  close(): void {
    this.#timers.clear();
    this.#arm();
  }

  async #advanceTo(end: number): Promise<void> {
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.dueAt > end) break;
      this.#moveTo(Math.max(this.now(), next.dueAt));
      this.#fireDue();
      await this.#turns();
    }
    this.#moveTo(Math.max(this.now(), end));
    this.#arm();
  }

  #turns(): Promise<void> {
    return new Promise((resolve) => {
      const turn = (left: number): void => {
        if (left === 0) resolve();
        else this.#host.after(0, clockLane, () => turn(left - 1));
      };
      turn(turnsBetweenTimers);
    });
  }

  #setSpeed(speed: number): void {
    this.#moveTo(this.now());
    this.#speed = speed;
    this.#arm();
  }

  #moveTo(time: number): void {
    this.#hostAt = this.#host.now();
    this.#at = time;
  }

  #next(): Waiting | undefined {
    let first: Waiting | undefined;
    for (const timer of this.#timers) {
      if (first === undefined || isBefore(timer, first)) first = timer;
    }
    return first;
  }

  #fireDue(): void {
    const now = this.now();
    const due = [...this.#timers].filter(({ dueAt }) => dueAt <= now);
    for (const timer of due.sort((a, b) => (isBefore(a, b) ? -1 : 1))) {
      this.#timers.delete(timer);
      this.#scheduler.post(timer.lane, timer.step);
    }
  }

  /** One timer of the host stands for the soonest of ours. */
  #arm(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    const next = this.#next();
    this.#armedFor = next;
    if (next === undefined || this.#speed === 0) return;
    const hostDelayMs = (next.dueAt - this.now()) / this.#speed;
    this.#disarm = this.#host.after(hostDelayMs, clockLane, () => {
      this.#fireDue();
      this.#arm();
    });
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
}
