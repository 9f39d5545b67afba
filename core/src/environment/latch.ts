import type { Cancel } from "./scheduler.ts";
import { onStop, type StopSignal } from "./stop-signal.ts";

/** A fact that becomes true once and stays true, and those who wait for it. */
export class Latch {
  #isSet = false;
  readonly #waiting = new Set<() => void>();

  get isSet(): boolean {
    return this.#isSet;
  }

  /** Sets it and tells everybody who waits, in the order of their coming. */
  set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    for (const told of this.#waiting) told();
    this.#waiting.clear();
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

  /** Resolves to true once set, to false when the signal comes first. One that is set at that moment counts (WT-2). */
  wait(signal?: StopSignal): Promise<boolean> {
    return new Promise((resolve) => {
      let ignoreStop: Cancel = () => {};
      const forget = this.onSet(() => {
        ignoreStop();
        resolve(true);
      });
      if (this.#isSet) return;
      ignoreStop = onStop(signal, () => {
        forget();
        resolve(false);
      });
    });
  }
}
