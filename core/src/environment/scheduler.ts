/** Undoes something once; calling it again does nothing. */
export type Cancel = () => void;

/**
 * Names one sequential loop, as client-go would start one goroutine: `reflector/nodes`, `handler/nodes/1`.
 * Steps of one lane keep their order; lanes interleave as the scheduler chooses.
 */
export type Lane = string & { readonly __lane: never };

/** Makes a lane from its name. Names are for people: unique inside one environment, `part/subject`. */
export function lane(name: string): Lane {
  return name as Lane;
}

/** Runs steps one at a time, each to completion. Which lane goes next is the scheduler's choice. */
export interface Scheduler {
  /** Queues a step behind the other steps of its lane. Never runs it before returning. */
  post(lane: Lane, step: () => void): void;
  /** The only bridge from promises: posts `settled` when the promise is done. */
  settle<T>(
    lane: Lane,
    promise: PromiseLike<T>,
    settled: (result: PromiseSettledResult<T>) => void,
  ): void;
  /** Told of an error that a step threw: a programmer error, never swallowed. */
  report(error: unknown, lane: Lane): void;
}
