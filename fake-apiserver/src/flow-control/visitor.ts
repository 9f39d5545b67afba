import type { Flow } from "./flow-classifier.ts";
import type { Arrival } from "./flow-control.ts";
import type { RequestQueue } from "./queue-set.ts";

/** How many seats a request takes. */
export interface SeatEstimate {
  /** While it is served. */
  readonly initial: number;
  /** While those who watch are told of it. */
  readonly final: number;
  /** What that is in seats times seconds. */
  readonly finalWork: number;
}

/** A request that wants seats of a priority level. */
export interface Visitor {
  readonly flow: Flow;
  /** By what requests of one schema are told apart. */
  readonly distinguisher: string;
  readonly estimate: SeatEstimate;
  /** Only its beginning takes seats. */
  readonly isWatch: boolean;
  /** Called once it has its seats. */
  readonly begin: () => void;
  readonly arrival: Arrival;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** Until it has its seats, the queue in which it waits; then the one that it came from. */
  queue?: RequestQueue | undefined;
  /** The virtual time at which it came. */
  arrivedAtWork: number;
  /** When it got its seats; undefined: it waits. */
  begunAt?: number;
  /** Called when it no longer waits. */
  stopWaiting?: () => void;
}

/** The seats of a request, whatever it does with them. */
export function seatsOf({ estimate }: Visitor): number {
  return Math.max(estimate.initial, estimate.final);
}
