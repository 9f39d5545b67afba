import type { Event } from "../kinds/core-v1.generated.ts";

/** What is told, and what the server does meanwhile. Times are milliseconds from the start. */
export interface EventScenario {
  readonly name: string;
  readonly component: string;
  readonly host: string;
  readonly correlator: {
    readonly similarMax: number;
    readonly similarIntervalMs: number;
    readonly burst: number;
    readonly refillMs: number;
    readonly keysMax: number;
  };
  /** Between a request, which takes effect at once, and its answer. */
  readonly latencyMs: number;
  readonly faults: readonly EventFault[];
  readonly operations: readonly (ToldEvent | ForgottenEvents)[];
  readonly endMs: number;
}

/** What becomes of requests of that time: a status that refuses them, or, with 0, a connection that breaks. */
export interface EventFault {
  readonly fromMs: number;
  readonly toMs: number;
  readonly methods: readonly string[];
  readonly status: number;
}

export interface ToldEvent {
  readonly atMs: number;
  readonly about: Event["involvedObject"];
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The server forgets all Events, as it does an hour after the last one. */
export interface ForgottenEvents {
  readonly atMs: number;
  readonly forget: true;
}

/** One request of a recorder, and its answer; 0 for none. */
export interface EventRequest {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly body: Event;
  readonly status: number;
}

/** A write that meets conflicts. */
export interface RetryScenario {
  readonly name: string;
  readonly steps: number;
  readonly initialMs: number;
  readonly factor: number;
  readonly jitter: number;
  /** 0 for none. */
  readonly capMs: number;
  /** What the attempts come to, one after the other; the last one goes on for ever. */
  readonly answers: readonly RetryAnswer[];
  readonly attemptMs: number;
}

export type RetryAnswer = "ok" | "conflict" | "exists" | "broken";

export interface RetryOutcome {
  readonly attemptsAtMs: readonly number[];
  readonly result: RetryAnswer;
}

/** What a controller expects and sees, of the owners `jobs/a` and `jobs/b`. */
export interface ExpectationScenario {
  readonly name: string;
  readonly operations: readonly ExpectationOperation[];
}

export interface ExpectationOperation {
  readonly atMs: number;
  readonly kind:
    | "expectCreations"
    | "expectDeletions"
    | "creationObserved"
    | "deletionObserved"
    | "delete";
  readonly owner: string;
  readonly count: number;
  readonly keys: readonly string[];
}

/** What is known of an owner after an operation. */
export interface ExpectationState {
  readonly owner: string;
  readonly isSatisfied: boolean;
  readonly isKnown: boolean;
  readonly creations: number;
  readonly deletions: number;
}
