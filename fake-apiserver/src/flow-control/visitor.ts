import type { SeatEstimate } from "./estimate-seats.ts";
import type { Flow } from "./flow.ts";
import type { Arrival } from "./flow-control.ts";

/** Requests of some flows, in the order in which they came. */
export interface RequestQueue {
  readonly index: number;
  readonly waiting: Set<Visitor>;
  readonly executing: Set<Visitor>;
  seatsInUse: number;
  /** Of those that wait, in seats times seconds. */
  work: number;
  /** The virtual time at which its next request is due. */
  nextAt: number;
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
