/** What a candidate meets, for our elector and client-go's. Times are milliseconds from the start. */
export interface ElectionScenario {
  readonly name: string;
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
  readonly releaseOnStop: boolean;
  /** The Lease that is there at the start. */
  readonly lease: {
    readonly holderIdentity: string;
    readonly leaseDurationSeconds: number;
    readonly renewedAgoMs: number;
    readonly leaseTransitions: number;
  } | null;
  /** Between a request, which takes effect at once, and its answer. */
  readonly latencyMs: number;
  readonly faults: readonly ElectionFault[];
  readonly operations: readonly ElectionOperation[];
  /** When the run is asked to end; 0 for never. */
  readonly stopAtMs: number;
  readonly endMs: number;
}

/** What becomes of requests of that time: a status that refuses them, no answer, or no answer though it took effect. */
export interface ElectionFault {
  readonly fromMs: number;
  readonly toMs: number;
  readonly methods: readonly string[];
  readonly kind: number | "silence" | "lost";
}

/** What others do to the Lease. */
export interface ElectionOperation {
  readonly atMs: number;
  readonly kind: "delete" | "touch" | "take" | "renew" | "clear";
  readonly holder: string;
}

/** One request of the candidate, with what it writes. */
export interface ElectionRequest {
  readonly atMs: number;
  readonly method: string;
  readonly holderIdentity: string;
  readonly leaseDurationSeconds: number;
  readonly leaseTransitions: number;
  readonly acquiredAtMs: number;
  readonly renewedAtMs: number;
}

/** What came of it. */
export interface ElectionOutcome {
  readonly requests: readonly ElectionRequest[];
  /** `leads`, `stopped` and `leader NAME`, with their times. */
  readonly heard: readonly (readonly [atMs: number, what: string])[];
}
