import type { Cancel } from "./scheduler.ts";
import { onStop, type StopSignal } from "./stop-signal.ts";

/** A fact that becomes true once and stays true, and those who wait for it. */
export class Latch {
  #isSet = false;
  readonly #waiting = new Set<() => void>();

  get isSet(): boolean {
    return this.#isSet;
  }

  /**
   * Sets it and tells everybody who waits, in the order of their coming. Who throws keeps nobody else from being told.
   *
   * @throws what was thrown first, when all were told.
   */
  set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    let failure: { readonly error: unknown } | undefined;
    for (const told of this.#waiting) {
      try {
        told();
      } catch (error) {
        failure ??= { error };
      }
    }
    this.#waiting.clear();
    if (failure !== undefined) throw failure.error;
  }

  /** Calls `told` once it is set: at once when it is already. */
  onSet(told: () => void): Cancel {
    if (this.#isSet) {
      told();
      return () => {};
    }
    this.#waiting.add(told);
    return () => this.#waiting.delete(told);
  }

  /**
   * Resolves to true once set, to false when the signal comes first, or `end`, after which it never will be. One that is
   * set at that moment counts (WT-2).
   */
  wait(signal?: StopSignal, end?: Latch): Promise<boolean> {
    return new Promise((resolve) => {
      const cancels: Cancel[] = [];
      const settle = (isReached: boolean): void => {
        for (const cancel of cancels) cancel();
        resolve(isReached);
      };
      cancels.push(this.onSet(() => settle(true)));
      if (this.#isSet) return;
      cancels.push(onStop(signal, () => settle(false)));
      if (signal?.aborted === true || end === undefined) return;
      cancels.push(end.onSet(() => settle(false)));
    });
  }
}
