import type { Cancel, Lane } from "../environment/scheduler.ts";

/** Which object a fact is about: enough for a picture to follow it from the revision log to a handler. */
export interface ObjectRef {
  /** Plural resource name, with its group unless core: `nodes`, `deployments.apps`. */
  readonly resource: string;
  /** `namespace/name`, or `name` when cluster-scoped. */
  readonly key: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** One thing that happened, as plain JSON data. `kind` is `component.happened`. */
export interface Fact {
  readonly kind: string;
  readonly ref?: ObjectRef;
}

/** When, where and why: supplied by whoever runs the steps. */
export interface Moment {
  /** Milliseconds since the Unix epoch, virtual in a simulation. */
  readonly at: number;
  readonly lane: Lane;
  /** Number of the step in which it happened; facts of one step share it. */
  readonly step: number;
}

/** A fact with its place in the run. Producers never fill the fields of {@link Moment}. */
export interface TraceRecord<F extends Fact = Fact> extends Moment {
  /** 1, 2, 3 … in the order of happening. */
  readonly seq: number;
  /** The `seq` of the fact that led to this one; absent at the root of a chain. */
  readonly cause?: number;
  readonly fact: F;
}

/**
 * What producers hold. `emit` is undefined while nobody listens: `trace.emit?.({ … })` then evaluates no argument.
 * It answers the fact's `seq`, to be handed on as `cause` when the next fact happens in another step or is
 * about something that waited in a queue. Without an explicit cause, the fact before it in the same step
 * is the cause, and for the first fact of a step the one that was current when the step was posted.
 */
export interface Trace<in F extends Fact = never> {
  readonly emit: ((fact: F, cause?: number) => number) | undefined;
}

/** What consumers hold. */
export interface TraceSource<out F extends Fact = Fact> {
  subscribe(sink: (record: TraceRecord<F>) => void): Cancel;
}
