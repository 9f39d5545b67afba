import type { StopSignal } from "@informerlab/core";

/** A signal that can be given, and that knows how many still listen to it. */
export class CountedStop implements StopSignal {
  readonly #listeners = new Set<() => void>();
  aborted = false;

  get listeners(): number {
    return this.#listeners.size;
  }

  give(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.delete(listener);
  }
}
