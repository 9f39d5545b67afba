import type { Cancel, Lane } from "./scheduler.ts";

/** Time that only its owner moves. All values are milliseconds. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * As {@link now}, by the wall clock, which is set right now and then, and goes on while a machine sleeps: for times that others
   * read or wrote, not to measure with. @defaultValue now()
   */
  wallTime?(): number;
  /** Posts `step` on `lane` once `delayMs` have passed. A delay of 0 or less is due at once, but never runs in place. */
  after(delayMs: number, lane: Lane, step: () => void): Cancel;
}

/** What the wall clock says. */
export function wallTimeOf(clock: Pick<Clock, "now" | "wallTime">): number {
  return clock.wallTime?.() ?? clock.now();
}
