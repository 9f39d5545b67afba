import { Latch } from "./latch.ts";
import { onStop, type StopSignal } from "./stop-signal.ts";

/** A signal and the power to give it: an AbortController for where there is none. */
export interface OwnStop {
  readonly signal: StopSignal;
  readonly stop: () => void;
}

/** A stop of one's own, which is given with `parent` too. Stop it when it is done with: it listens to the parent until then. */
export function linkedStop(parent: StopSignal | undefined): OwnStop {
  const latch = new Latch();
  const cancels = new Map<() => void, () => void>();
  let forget = (): void => {};
  const stop = (): void => {
    forget();
    latch.set();
  };
  forget = onStop(parent, stop);
  if (latch.isSet) forget();
  const signal: StopSignal = {
    get aborted() {
      return latch.isSet;
    },
    addEventListener: (_type, listener) => {
      if (!latch.isSet) cancels.set(listener, latch.onSet(listener));
    },
    removeEventListener: (_type, listener) => {
      cancels.get(listener)?.();
      cancels.delete(listener);
    },
  };
  return { signal, stop };
}
