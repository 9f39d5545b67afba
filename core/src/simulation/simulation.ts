import type { Clock } from "../environment/clock.ts";
import type { Environment } from "../environment/environment.ts";
import { type Random, seededRandom } from "../environment/random.ts";
import { type Cancel, type Lane, lane, type Scheduler } from "../environment/scheduler.ts";
import type { TraceFact } from "../trace/facts.ts";
import { type StepMoment, TraceHub } from "../trace/trace-hub.ts";
import { type Choice, fifoChoice } from "./choice.ts";
import { type Timer, TimerHeap } from "./timer-heap.ts";

/** Settings of a {@link Simulation}. */
export interface SimulationOptions {
  /** @defaultValue 0 */
  readonly seed?: number | string;
  /** Virtual time at the start, milliseconds since the epoch. @defaultValue 2026-01-01T00:00:00Z */
  readonly startAt?: number;
  /** @defaultValue fifoChoice */
  readonly choice?: Choice;
  /** Steps after which a run is taken for an endless loop. @defaultValue 10,000,000 */
  readonly stepsMax?: number;
  /** Told after each step, when nobody is in the middle of anything: for a judge who looks at live parts. @defaultValue none */
  readonly afterStep?: () => void;
}

const defaults = {
  seed: 0,
  startAt: Date.UTC(2026, 0, 1),
  choice: fifoChoice,
  stepsMax: 10_000_000,
} as const satisfies Required<Omit<SimulationOptions, "afterStep">>;

const outside = lane("outside");

interface ReadyStep {
  readonly lane: Lane;
  readonly step: () => void;
  readonly cause: number | undefined;
  /** Of a timer that is due: it may still be cancelled by a step that goes before it. */
  readonly isCancelled?: boolean;
}

/**
 * Virtual time plus a chosen order: the deterministic twin of the system environment. Nothing happens until it is
 * told to run; the same calls with the same seed and choice give the same trace, byte for byte.
 */
export class Simulation implements Environment, Clock, Scheduler {
  readonly clock: Clock = this;
  readonly scheduler: Scheduler = this;
  readonly random: Random;
  readonly trace: TraceHub<TraceFact>;
  readonly #choice: Choice;
  readonly #stepsMax: number;
  readonly #afterStep: (() => void) | undefined;
  readonly #timers = new TimerHeap();
  #ready: ReadyStep[] = [];
  #readyHead = 0;
  #now: number;
  #step = 0;
  #timersMade = 0;
  #lane: Lane = outside;
  #cause: number | undefined;

  constructor(options: SimulationOptions = {}) {
    const { seed, startAt, choice, stepsMax, afterStep } = { ...defaults, ...options };
    this.#now = startAt;
    this.#choice = choice;
    this.#stepsMax = stepsMax;
    this.#afterStep = afterStep;
    this.random = seededRandom(seed);
    this.trace = new TraceHub<TraceFact>(() => this.#moment());
  }

  now(): number {
    return this.#now;
  }

  /** Steps run so far. */
  get steps(): number {
    return this.#step;
  }

  /** True when no step is ready; timers and unsettled promises may still wait. */
  get isIdle(): boolean {
    return this.#readyHead === this.#ready.length;
  }

  /** When the next timer is due, milliseconds since the epoch. */
  get nextTimerAt(): number | undefined {
    return this.#timers.peek()?.dueAt;
  }

  /** The lanes whose timers wait, each as often as it has one: for tests that nothing goes on behind a stop. */
  get timerLanes(): readonly Lane[] {
    return this.#timers.waiting().map(({ lane }) => lane);
  }

  post(lane: Lane, step: () => void): void {
    this.#ready.push({ lane, step, cause: this.#currentCause() });
  }

  after(delayMs: number, lane: Lane, step: () => void): Cancel {
    this.#timersMade += 1;
    const timer: Timer = {
      dueAt: this.#now + Math.max(0, delayMs),
      order: this.#timersMade,
      lane,
      step,
      cause: this.#currentCause(),
      isCancelled: false,
    };
    this.#timers.push(timer);
    return () => {
      timer.isCancelled = true;
    };
  }

  settle<T>(
    lane: Lane,
    promise: PromiseLike<T>,
    settled: (result: PromiseSettledResult<T>) => void,
  ): void {
    // What comes of a promise follows from the step that asked for it, whoever settles it.
    const cause = this.#currentCause();
    const arrive = (result: PromiseSettledResult<T>): void => {
      this.#ready.push({ lane, step: () => settled(result), cause });
    };
    promise.then(
      (value) => arrive({ status: "fulfilled", value }),
      (reason: unknown) => arrive({ status: "rejected", reason }),
    );
  }

  /** In a simulation a programmer error ends the run. */
  report(error: unknown): never {
    throw error;
  }

  /** Runs ready steps until none is left; time stands still. */
  runReady(): void {
    while (this.#readyHead < this.#ready.length) this.#runStep(this.#takeReady());
  }

  /** Runs one ready step, the choice's; false when none is ready. For drivers that look between steps. */
  runStep(): boolean {
    if (this.isIdle) return false;
    this.#runStep(this.#takeReady());
    return true;
  }

  /**
   * Moves time to the next timer and makes every step due then ready, without running any; false, with time as it was,
   * when none is due until `time`.
   */
  moveToNext(time: number): boolean {
    let timer = this.#timers.peek();
    if (timer === undefined || timer.dueAt > time) return false;
    const { dueAt } = timer;
    for (; timer !== undefined && timer.dueAt <= dueAt; timer = this.#timers.peek()) {
      this.#fireNext(timer);
    }
    return true;
  }

  /** Moves time to `time`, firing every timer due until then, each followed by all steps it made ready. */
  advanceTo(time: number): void {
    this.runReady();
    for (
      let timer = this.#timers.peek();
      timer !== undefined && timer.dueAt <= time;
      timer = this.#timers.peek()
    ) {
      this.#fireNext(timer);
      this.runReady();
    }
    this.#now = Math.max(this.#now, time);
  }

  /** {@link advanceTo} by a span. */
  advanceBy(spanMs: number): void {
    this.advanceTo(this.#now + spanMs);
  }

  /** Moves time to the next timer and runs what follows; false when no timer waits. */
  advanceToNext(): boolean {
    this.runReady();
    const timer = this.#timers.peek();
    if (timer === undefined) return false;
    this.advanceTo(timer.dueAt);
    return true;
  }

  /** As {@link advanceBy}, letting promises settle at each instant: for handlers and sources that are async. */
  async advanceByAsync(spanMs: number): Promise<void> {
    const end = this.#now + spanMs;
    await this.#runReadyAsync();
    for (
      let timer = this.#timers.peek();
      timer !== undefined && timer.dueAt <= end;
      timer = this.#timers.peek()
    ) {
      this.#fireNext(timer);
      await this.#runReadyAsync();
    }
    this.#now = Math.max(this.#now, end);
  }

  async #runReadyAsync(): Promise<void> {
    do {
      this.runReady();
      // A promise chain of a few links settles within as many microtasks; longer ones settle at a later instant.
      for (let turn = 0; turn < 16 && this.isIdle; turn++) await undefined;
    } while (!this.isIdle);
  }

  #fireNext(timer: Timer): void {
    this.#now = Math.max(this.#now, timer.dueAt);
    let next: Timer | undefined = timer;
    do {
      this.#timers.pop();
      this.#ready.push(next);
      next = this.#choice.gathersInstants === true ? this.#timers.peek() : undefined;
    } while (next !== undefined && next.dueAt <= this.#now);
  }

  #takeReady(): ReadyStep {
    const isAlone = this.#readyHead === this.#ready.length - 1;
    const index = isAlone || this.#choice === fifoChoice ? this.#readyHead : this.#pickIndex();
    const taken = this.#ready[index] as ReadyStep;
    if (index === this.#readyHead) {
      this.#readyHead += 1;
    } else {
      this.#ready.splice(index, 1);
    }
    if (this.#readyHead > 1024 || this.#readyHead === this.#ready.length) {
      this.#ready = this.#ready.slice(this.#readyHead);
      this.#readyHead = 0;
    }
    return taken;
  }

  /** Index of the first step of the lane that the choice picks. */
  #pickIndex(): number {
    const lanes: Lane[] = [];
    const indexes: number[] = [];
    for (let index = this.#readyHead; index < this.#ready.length; index++) {
      const { lane } = this.#ready[index] as ReadyStep;
      if (lanes.includes(lane)) continue;
      lanes.push(lane);
      indexes.push(index);
    }
    const picked = lanes.length === 1 ? 0 : this.#choice.pick(lanes);
    return indexes[picked] ?? this.#readyHead;
  }

  #runStep({ lane, step, cause, isCancelled }: ReadyStep): void {
    if (isCancelled === true) return;
    this.#step += 1;
    if (this.#step > this.#stepsMax) {
      throw new Error(
        `the simulation ran ${this.#stepsMax} steps without coming to rest (last lane: ${lane})`,
      );
    }
    this.#lane = lane;
    this.#cause = cause;
    try {
      step();
    } finally {
      this.#lane = outside;
      this.#cause = undefined;
      // What happens between steps is nobody's consequence.
      this.#step += 1;
    }
    this.#afterStep?.();
  }

  #currentCause(): number | undefined {
    if (this.trace.emit === undefined) return undefined;
    return this.trace.currentCause(this.#step, this.#cause);
  }

  #moment(): StepMoment {
    return { at: this.#now, lane: this.#lane, step: this.#step, cause: this.#cause };
  }
}
