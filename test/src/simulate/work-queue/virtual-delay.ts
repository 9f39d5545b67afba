import type { Environment, Lane } from "@informerlab/core";

/**
 * A wait in virtual time that looks like a promise and settles without microtasks: a handler or reconciler that
 * returns it takes that long, and the run stays a pure function.
 */
export class VirtualDelay<T> implements PromiseLike<T> {
  readonly #listeners: (() => void)[] = [];
  readonly #outcome: () => T;
  #isOver = false;

  /** `outcome` gives the value after the wait, or throws. */
  constructor(environment: Environment, lane: Lane, delayMs: number, outcome: () => T) {
    this.#outcome = outcome;
    environment.clock.after(delayMs, lane, () => {
      this.#isOver = true;
      for (const listener of this.#listeners.splice(0)) listener();
    });
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise to whoever settles it.
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    const settle = (): void => {
      let value: T;
      try {
        value = this.#outcome();
      } catch (reason) {
        void rejected?.(reason);
        return;
      }
      void fulfilled?.(value);
    };
    if (this.#isOver) settle();
    else this.#listeners.push(settle);
    // Nobody chains on it: the scheduler's settle takes the outcome.
    return this as unknown as PromiseLike<A | B>;
  }
}
