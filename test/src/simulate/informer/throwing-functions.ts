import type { Clock, KubernetesObject } from "@informerlab/core";

/** A function that a program gives to its informer. */
export type ProgramFunction = "index" | "transform";

interface Window {
  readonly of: ProgramFunction;
  /** Only when given the object of this name; undefined: any. */
  readonly name: string | undefined;
  readonly from: number;
  readonly until: number;
}

/**
 * Functions of a program that throw for a while. What they do depends on time and object alone, not on how often they
 * were called: whoever watches a run calls them, too.
 */
export class ThrowingFunctions {
  readonly #clock: Clock;
  readonly #told: (of: ProgramFunction, object: KubernetesObject) => void;
  readonly #windows: Window[] = [];

  constructor(clock: Clock, told: (of: ProgramFunction, object: KubernetesObject) => void) {
    this.#clock = clock;
    this.#told = told;
  }

  /** From now on. */
  begin(of: ProgramFunction, name: string | undefined, forMs: number): void {
    const from = this.#clock.now();
    this.#windows.push({ of, name, from, until: from + forMs });
  }

  /** One of them throws now. */
  get areThrowing(): boolean {
    const now = this.#clock.now();
    return this.#windows.some(({ from, until }) => now >= from && now < until);
  }

  wrap<R>(
    of: ProgramFunction,
    inner: (object: KubernetesObject) => R,
  ): (object: KubernetesObject) => R {
    return (object) => {
      if (this.#windows.length > 0) this.#mayThrow(of, object);
      return inner(object);
    };
  }

  #mayThrow(of: ProgramFunction, object: KubernetesObject): void {
    const { metadata } = object;
    const now = this.#clock.now();
    const isNow = this.#windows.some(
      (window) =>
        window.of === of &&
        now >= window.from &&
        now < window.until &&
        (window.name === undefined || window.name === metadata?.name),
    );
    if (!isNow) return;
    this.#told(of, object);
    throw new Error(`the ${of} function fails on ${metadata?.name}`);
  }
}
