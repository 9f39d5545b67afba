import type { Cancel, Lane } from "./scheduler.ts";

/** Time that only its owner moves. All values are milliseconds. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Posts `step` on `lane` once `delayMs` have passed. A delay of 0 or less is due at once, but never runs in place. */
  after(delayMs: number, lane: Lane, step: () => void): Cancel;
}
