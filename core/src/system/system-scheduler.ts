import { type Lane, lane, type Scheduler } from "../environment/scheduler.ts";
import type { TraceFact } from "../trace/facts.ts";
import type { StepMoment, TraceHub } from "../trace/trace-hub.ts";
import { createMacrotask } from "./macrotask.ts";
import { StepRing } from "./step-ring.ts";

/** Told of an error that a step threw, with the lane it ran on. */
export type ReportError = (error: unknown, lane: Lane) => void;

/** Steps between two looks at the time. */
const stepsPerLook = 16;
/** Steps between two chances for settled promises to be heard. */
const stepsPerTurn = 64;

const outside = lane("outside");

/**
 * Runs steps in the order of their posting, in macrotasks of the host. One macrotask runs steps for at most its time
 * budget and then lets IO and timers in; every few steps it lets the microtasks run, so that an async handler
 * advances while another lane is flooded.
 */
export class SystemScheduler implements Scheduler {
  // Taken once: a test that fakes the host's time later does not stop a running environment.
  readonly #performance = globalThis.performance;
  readonly #ring = new StepRing();
  readonly #budgetMs: number;
  readonly #reportError: ReportError;
  readonly #requestMacrotask: () => void;
  #trace: TraceHub<TraceFact> | undefined;
  #isRequested = false;
  #deadline = 0;
  #step = 0;
  #lane: Lane = outside;
  #cause: number | undefined;

  constructor(budgetMs: number, reportError: ReportError) {
    this.#budgetMs = budgetMs;
    this.#reportError = reportError;
    this.#requestMacrotask = createMacrotask(() => {
      this.#deadline = this.#performance.now() + this.#budgetMs;
      this.#runTurn();
    });
  }

  /** Steps posted now carry the fact of this hub that led to them. */
  connect(trace: TraceHub<TraceFact>): void {
    this.#trace = trace;
  }

  post(lane: Lane, step: () => void): void {
    this.enqueue(lane, step, this.currentCause());
  }

  /** As {@link post}, for a step whose cause was current earlier: a timer's. */
  enqueue(lane: Lane, step: () => void, cause: number | undefined): void {
    this.#ring.push(lane, step, cause);
    if (this.#isRequested) return;
    this.#isRequested = true;
    this.#requestMacrotask();
  }

  settle<T>(
    lane: Lane,
    promise: PromiseLike<T>,
    settled: (result: PromiseSettledResult<T>) => void,
  ): void {
    const cause = this.currentCause();
    promise.then(
      (value) => this.enqueue(lane, () => settled({ status: "fulfilled", value }), cause),
      (reason: unknown) => this.enqueue(lane, () => settled({ status: "rejected", reason }), cause),
    );
  }

  report(error: unknown, lane: Lane): void {
    try {
      this.#reportError(error, lane);
    } catch (fromReporter) {
      throwLater(fromReporter);
    }
  }

  /** The `seq` of the fact that whatever happens now follows from; undefined while nobody listens. */
  currentCause(): number | undefined {
    const trace = this.#trace;
    if (trace?.emit === undefined) return undefined;
    return trace.currentCause(this.#step, this.#cause);
  }

  moment(at: number): StepMoment {
    return { at, lane: this.#lane, step: this.#step, cause: this.#cause };
  }

  #runTurn(): void {
    const ring = this.#ring;
    for (let count = 1; ; count++) {
      const step = ring.take();
      if (step === undefined) {
        this.#isRequested = false;
        return;
      }
      this.#runStep(step, ring.lane ?? outside, ring.cause);
      if (count % stepsPerLook === 0 && this.#performance.now() >= this.#deadline) {
        this.#requestMacrotask();
        return;
      }
      if (count === stepsPerTurn) {
        queueMicrotask(() => this.#runTurn());
        return;
      }
    }
  }

  #runStep(step: () => void, lane: Lane, cause: number | undefined): void {
    this.#step += 1;
    this.#lane = lane;
    this.#cause = cause;
    try {
      step();
    } catch (error) {
      this.report(error, lane);
    }
    this.#lane = outside;
    this.#cause = undefined;
    // What happens between steps is nobody's consequence.
    this.#step += 1;
  }
}

/** Hands an error to the host as one nobody caught: Node ends with it, browsers show it. */
export function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
