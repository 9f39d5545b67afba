import type { Latch } from "../environment/latch.ts";
import type { StopSignal } from "../environment/stop-signal.ts";

/** The receipt for one registered handler. */
export class HandlerRegistration {
  readonly name: string;
  readonly #synced: Latch;
  readonly #closed: Latch;

  /** @param closed set when nothing more is delivered. */
  constructor(name: string, synced: Latch, closed: Latch) {
    this.name = name;
    this.#synced = synced;
    this.#closed = closed;
  }

  /** SY-1: the informer has synced and this handler returned from every initial add. Never goes back (SY-3). */
  get hasSynced(): boolean {
    return this.#synced.isSet;
  }

  /** Calls back once {@link hasSynced}. */
  onSynced(told: () => void): void {
    this.#synced.onSet(told);
  }

  /** Resolves to true once {@link hasSynced}, to false when the signal, the removal or the informer's stop comes first. */
  waitForSync(signal?: StopSignal): Promise<boolean> {
    return this.#synced.wait(signal, this.#closed);
  }
}
