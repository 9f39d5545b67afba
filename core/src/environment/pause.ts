import type { Clock } from "./clock.ts";
import type { Lane } from "./scheduler.ts";
import { onStop, type StopSignal } from "./stop-signal.ts";

/** Resolves after that time, or at the signal. */
export function pause(
  clock: Clock,
  lane: Lane,
  delayMs: number,
  signal?: StopSignal,
): Promise<void> {
  return new Promise((resolve) => {
    let forget = (): void => {};
    const cancel = clock.after(delayMs, lane, () => {
      forget();
      resolve();
    });
    forget = onStop(signal, () => {
      cancel();
      resolve();
    });
  });
}
