import type { Cancel } from "../environment/scheduler.ts";
import type { Fact, Moment, Trace, TraceRecord, TraceSource } from "./trace.ts";

/** The moment of a step as its scheduler knows it; `cause` is the `seq` that was current when the step was posted. */
export interface StepMoment extends Moment {
  readonly cause?: number | undefined;
}

/** The one place where facts are stamped and fanned out. */
export class TraceHub<F extends Fact> implements Trace<F>, TraceSource<F> {
  emit: ((fact: F, cause?: number) => number) | undefined;
  readonly #sinks = new Set<(record: TraceRecord<F>) => void>();
  readonly #moment: () => StepMoment;
  readonly #failed: ((error: unknown) => void) | undefined;
  #seq = 0;
  #lastStep = -1;
  #lastSeqOfStep = 0;

  /** `failed`: told of what a listener threw, which is then no matter of who told a fact. @defaultValue it is thrown there */
  constructor(moment: () => StepMoment, failed?: (error: unknown) => void) {
    this.#moment = moment;
    this.#failed = failed;
  }

  subscribe(sink: (record: TraceRecord<F>) => void): Cancel {
    this.#sinks.add(sink);
    // Bound, for the sake of programs that make many simulations: places that call a closure remember it, which keeps all
    // that it reaches past the collections of the young generation.
    this.emit ??= this.#record.bind(this);
    return () => {
      this.#sinks.delete(sink);
      if (this.#sinks.size === 0) this.emit = undefined;
    };
  }

  /** What a step posted now is caused by: the last fact of the running step, or the running step's own cause. */
  currentCause(step: number, inherited: number | undefined): number | undefined {
    return step === this.#lastStep ? this.#lastSeqOfStep : inherited;
  }

  #record(fact: F, explicitCause?: number): number {
    const { at, lane, step, cause: inherited } = this.#moment();
    const cause = explicitCause ?? this.currentCause(step, inherited);
    this.#seq += 1;
    const seq = this.#seq;
    this.#lastStep = step;
    this.#lastSeqOfStep = seq;
    const record: TraceRecord<F> =
      cause === undefined ? { seq, at, lane, step, fact } : { seq, at, lane, step, cause, fact };
    for (const sink of this.#sinks) this.#tell(sink, record);
    return seq;
  }

  #tell(sink: (record: TraceRecord<F>) => void, record: TraceRecord<F>): void {
    try {
      sink(record);
    } catch (error) {
      if (this.#failed === undefined) throw error;
      this.#failed(error);
    }
  }
}
