import type { Cancel } from "./scheduler.ts";

/** The part of `AbortSignal` that is used here; every `AbortSignal` fits. Takes the place of Go's stop channels. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Calls `stop` once the signal is given: at once when it was already. The returned cancel stops listening. */
export function onStop(signal: StopSignal | undefined, stop: () => void): Cancel {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    stop();
    return () => {};
  }
  signal.addEventListener("abort", stop);
  return () => signal.removeEventListener("abort", stop);
}
