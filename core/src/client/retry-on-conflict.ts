import { isConflict } from "../api/status-error.ts";
import type { Environment } from "../environment/environment.ts";
import { pause } from "../environment/pause.ts";
import { lane } from "../environment/scheduler.ts";
import type { StopSignal } from "../environment/stop-signal.ts";

/** How {@link retryOnConflict} waits between tries. */
export interface ConflictBackoff {
  /** Tries in all. @defaultValue 5 */
  readonly steps?: number;
  /** First wait, milliseconds. @defaultValue 10 */
  readonly initialMs?: number;
  /** Each wait is this many times the one before; 0 is 1. @defaultValue 1 */
  readonly factor?: number;
  /** No try follows a wait after which the next one were longer than this, milliseconds. @defaultValue none */
  readonly capMs?: number;
  /** Each wait is up to this share longer. @defaultValue 0.1 */
  readonly jitter?: number;
  /** Once it is given there is no further try. @defaultValue none */
  readonly signal?: StopSignal;
}

/** client-go's DefaultRetry. */
const defaults = {
  steps: 5,
  initialMs: 10,
  factor: 1,
  jitter: 0.1,
  capMs: Number.POSITIVE_INFINITY,
} as const;

/**
 * Runs `attempt` again while it fails with a conflict: read the object anew in it, change it, write it. The last
 * conflict is thrown when no try is left; any other error at once.
 *
 * @see client-go util/retry/util.go RetryOnConflict
 */
export function retryOnConflict<R>(
  environment: Pick<Environment, "clock" | "random">,
  attempt: () => PromiseLike<R>,
  options: ConflictBackoff = {},
): Promise<R> {
  return retryOnError(environment, isConflict, attempt, options);
}

/**
 * As {@link retryOnConflict}, for the errors that `isRetriable` names.
 *
 * @see client-go util/retry/util.go OnError
 */
export async function retryOnError<R>(
  { clock, random }: Pick<Environment, "clock" | "random">,
  isRetriable: (error: unknown) => boolean,
  attempt: () => PromiseLike<R>,
  options: ConflictBackoff = {},
): Promise<R> {
  const { steps, initialMs, factor, jitter, capMs, signal } = { ...defaults, ...options };
  if (!(steps >= 1)) throw new RangeError(`steps is ${steps}; at least 1 try is needed`);
  const draws = random.fork("retry-on-conflict");
  const isStopped = (): boolean => signal?.aborted === true;
  let waitMs = initialMs;
  for (let step = 1; ; step++) {
    let last: unknown;
    try {
      return await attempt();
    } catch (error) {
      if (!isRetriable(error) || step >= steps || isStopped()) throw error;
      last = error;
    }
    await pause(clock, lane("retry-on-conflict"), waitMs * (1 + draws.next() * jitter), signal);
    if (factor !== 0) waitMs *= factor;
    if (waitMs > capMs || isStopped()) throw last;
  }
}
