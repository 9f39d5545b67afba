import type { Work } from "./estimate-seats.ts";
import type { FlowRequest } from "./flow-classifier.ts";
import type { Passage } from "./passage.ts";

/** A request of which it is known who asks. */
export interface Arrival extends FlowRequest {
  /** It goes on after it is answered: logs, `exec`, watches. */
  readonly isLongRunning: boolean;
  readonly work: () => Work;
  /** For how long it may wait at most, from now on. */
  readonly waitMsMax: number;
}

/** Decides how many requests are served at a time, and which wait or are refused. */
export interface FlowControl {
  enter(arrival: Arrival): Passage;
  /** Brings what metrics tell up to date. */
  report(): void;
  /** What there is to see below `/debug/api_priority_and_fairness/`; undefined: nothing. */
  dump(name: string, withDetails: boolean): string | undefined;
}

/** Verbs of requests that change nothing. */
export function isReading(verb: string): boolean {
  return verb === "get" || verb === "list" || verb === "watch";
}
