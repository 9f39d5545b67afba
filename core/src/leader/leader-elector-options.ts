import type { StopSignal } from "../environment/stop-signal.ts";
import type { MetricsRegistry } from "../metrics/metrics-registry.ts";
import type { LeaseLock } from "./lease-lock.ts";

/** Settings of a {@link LeaderElector}. Times are milliseconds. */
export interface LeaderElectorOptions {
  readonly lock: LeaseLock;
  /** Names the election in metrics and messages. @defaultValue the lock's description */
  readonly name?: string;
  /** How long others wait after the last renewal that they saw. @defaultValue 15,000 */
  readonly leaseDurationMs?: number;
  /** How long the leader tries to renew before it gives up. @defaultValue 10,000 */
  readonly renewDeadlineMs?: number;
  /** Time between two tries of any kind. @defaultValue 2,000 */
  readonly retryPeriodMs?: number;
  /**
   * Gives the Lease up when the run was asked to end, so that the next leader need not wait.
   * @defaultValue true; client-go's is false
   */
  readonly releaseOnStop?: boolean;
  /** This one leads now; the signal is given when it does no longer. What it throws or rejects with is reported. */
  readonly onStartedLeading: (signal: StopSignal) => void | PromiseLike<void>;
  /** The run is over, whether it led or not: nothing may be written any more. */
  readonly onStoppedLeading: () => void;
  /** Somebody leads, maybe this one; told once for each change. */
  readonly onNewLeader?: (identity: string) => void;
  /** Told "became leader" and "stopped leading", for an Event. */
  readonly recordEvent?: (message: string) => void;
  /** Gets `leader_election_master_status` and `leader_election_slowpath_total`. @defaultValue none */
  readonly metrics?: MetricsRegistry;
}

/** client-go's jitter of the wait between tries to become leader. */
export const jitterFactor = 1.2;

/** The timing rules: others must wait longer than the leader tries, and it must get to try more than once. */
export function checkTimes(times: {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}): void {
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = times;
  for (const [name, value] of Object.entries(times)) {
    if (!(value > 0)) throw new RangeError(`${name} must be greater than 0, got ${value}`);
  }
  if (leaseDurationMs < 1000) {
    throw new RangeError(`leaseDurationMs must be at least 1,000: a Lease counts in seconds`);
  }
  if (leaseDurationMs <= renewDeadlineMs) {
    throw new RangeError(
      `leaseDurationMs (${leaseDurationMs}) must be greater than renewDeadlineMs (${renewDeadlineMs})`,
    );
  }
  if (renewDeadlineMs <= jitterFactor * retryPeriodMs) {
    throw new RangeError(
      `renewDeadlineMs (${renewDeadlineMs}) must be greater than retryPeriodMs times ${jitterFactor} (${retryPeriodMs * jitterFactor})`,
    );
  }
}
