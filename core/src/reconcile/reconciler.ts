import type { Lane } from "../environment/scheduler.ts";
import type { ObjectRef } from "../trace/trace.ts";

/** What a reconciler knows besides the key. */
export interface ReconcileContext {
  readonly key: string;
  /** `worker-1`, `worker-2` … */
  readonly worker: string;
  /** The lane this run is on. */
  readonly lane: Lane;
  /** Failed runs of this key since the last one that succeeded. */
  readonly failures: number;
  /** Puts into the trace which version of the object this run saw; undefined when the lister answered NotFound. */
  read(ref: ObjectRef | undefined): void;
}

/** What a run wants besides success. */
export interface ReconcileResult {
  /** The key is wanted again after this time, milliseconds, whatever happens until then. */
  readonly requeueAfterMs?: number;
}

/**
 * Brings the world in line with the wanted state of one key. It starts from the state that is, not from the event
 * that woke it. To fail is to throw or to reject: the key is retried with back-off.
 */
export type Reconcile = (
  key: string,
  context: ReconcileContext,
) => void | ReconcileResult | PromiseLike<void> | PromiseLike<ReconcileResult | undefined>;

/** A failure that no retry can mend: the key is forgotten until it is enqueued again. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}

/** A run that failed. */
export interface ReconcileFailure {
  readonly key: string;
  readonly worker: string;
  readonly error: unknown;
  /** Failed runs of this key since the last one that succeeded, this one included. */
  readonly failures: number;
  /** When the key is tried again, in milliseconds from now; absent when it is not. */
  readonly retryDelayMs?: number;
}
