import type { Environment } from "../environment/environment.ts";
import { lane } from "../environment/scheduler.ts";
import { onStop, type StopSignal } from "../environment/stop-signal.ts";

/** Something that syncs once: an informer, or the registration of a handler. */
export interface DoneChecker {
  readonly name: string;
  readonly hasSynced: boolean;
  /** Calls back once {@link hasSynced}: at once when it is so already. */
  onSynced(told: () => void): void;
}

/**
 * WT-2: resolves to true once all have synced, to false when the signal comes first. One that has synced at that moment
 * counts.
 *
 * @see client-go tools/cache/shared_informer.go WaitFor
 */
export function waitFor(
  signal: StopSignal | undefined,
  ...checkers: readonly DoneChecker[]
): Promise<boolean> {
  return new Promise((resolve) => {
    const areAllSynced = (): boolean => checkers.every(({ hasSynced }) => hasSynced);
    const forgetStop = onStop(signal, () => resolve(areAllSynced()));
    const look = (): void => {
      if (!areAllSynced()) return;
      forgetStop();
      resolve(true);
    };
    for (const checker of checkers) checker.onSynced(look);
    look();
  });
}

const pollPeriodMs = 100;

/**
 * WT-1: asks all functions at once and then every 100 ms. Resolves to true when all answer true in one pass, to false
 * once the signal is given; rejects with what one of them throws. Informers and registrations need no asking: see {@link waitFor}.
 *
 * @see client-go tools/cache/shared_informer.go WaitForCacheSync
 */
export function waitForCacheSync(
  { clock }: Pick<Environment, "clock">,
  signal: StopSignal | undefined,
  ...haveSynced: readonly (() => boolean)[]
): Promise<boolean> {
  const waitLane = lane("wait-for-cache-sync");
  return new Promise((resolve, reject) => {
    let cancelPoll = (): void => {};
    const forgetStop = onStop(signal, () => {
      cancelPoll();
      resolve(false);
    });
    if (signal?.aborted === true) return;
    const poll = (): void => {
      try {
        if (haveSynced.every((hasSynced) => hasSynced())) {
          forgetStop();
          resolve(true);
          return;
        }
      } catch (error) {
        forgetStop();
        reject(error);
        return;
      }
      cancelPoll = clock.after(pollPeriodMs, waitLane, poll);
    };
    poll();
  });
}
