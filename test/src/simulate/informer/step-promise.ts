/**
 * A promise that tells within the step in which it is resolved: a run stays a pure function, and what a program learns
 * by awaiting is judged at the moment at which it could learn it.
 */
class StepPromise<T> implements PromiseLike<T> {
  static resolve<T>(value: T): StepPromise<T> {
    return new StepPromise((resolve) => resolve(value));
  }

  readonly #told: ((value: T) => void)[] = [];
  #value: T | undefined;
  #isSettled = false;

  constructor(begin: (resolve: (value: T) => void, reject: () => void) => void) {
    const resolve = (value: T): void => {
      if (this.#isSettled) return;
      this.#isSettled = true;
      this.#value = value;
      for (const told of this.#told.splice(0)) told(value);
    };
    // Nobody is told of a rejection: whoever awaits one here goes on waiting, and that is judged.
    begin(resolve, () => undefined);
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise to whoever awaits it.
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
  ): PromiseLike<A | B> {
    const tell = (value: T): void => void fulfilled?.(value);
    if (this.#isSettled) tell(this.#value as T);
    else this.#told.push(tell);
    return new StepPromise<A | B>(() => undefined);
  }
}

/** Calls something; whoever makes a promise in the call makes one that tells within the step. */
export function withStepPromises<T>(call: () => T): T {
  const native = globalThis.Promise;
  Reflect.set(globalThis, "Promise", StepPromise);
  try {
    return call();
  } finally {
    Reflect.set(globalThis, "Promise", native);
  }
}

/**
 * Calls something that answers by a promise; `settled` is told in the very step in which it resolves.
 *
 * @throws Error when what was called makes its promise in a way that only settles after the run.
 */
export function awaitWithin<T>(call: () => PromiseLike<T>, settled: (value: T) => void): void {
  const returned = withStepPromises(call);
  if (!(returned instanceof StepPromise))
    throw new Error("what was called answered a promise that settles only after the run");
  returned.then(settled);
}
