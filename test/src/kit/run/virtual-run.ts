import type { Simulation } from "@informerlab/core/simulation";
import { hostTurn } from "../process/host.ts";

/** Turns of the host's event loop without any traffic after which a connection in memory is taken for quiet. */
const quietTurns = 25;

/**
 * Lets virtual time pass for programs that await: after a step that settled a promise, and before time moves on, every
 * microtask gets its turn. What awaits only such promises has then done all it can.
 */
export class VirtualRun {
  readonly #simulation: Simulation;
  readonly #hasRealIo: boolean;
  readonly #afterStep: () => void;
  #isTouched = false;
  #hasRun = false;
  #isStirred = false;

  constructor(simulation: Simulation, hasRealIo: boolean, afterStep: () => void) {
    this.#simulation = simulation;
    this.#hasRealIo = hasRealIo;
    this.#afterStep = afterStep;
  }

  /** A promise of the program may have settled. */
  touched(): void {
    this.#isTouched = true;
  }

  /** A step of the program ran. */
  ran(): void {
    this.#hasRun = true;
  }

  /** Something went over a connection that the host's event loop carries. */
  stirred(): void {
    this.#isStirred = true;
  }

  /** Runs everything until a moment, the steps due then included. `isOver` ends it earlier. */
  async advanceTo(time: number, isOver: () => boolean): Promise<void> {
    do {
      await this.#runReady(isOver);
    } while (!isOver() && this.#simulation.moveToNext(time));
    if (!isOver()) this.#simulation.advanceTo(time);
  }

  async #runReady(isOver: () => boolean): Promise<void> {
    for (;;) {
      while (!isOver() && this.#simulation.runStep()) {
        this.#afterStep();
        if (this.#isTouched) await this.#turn();
      }
      if (isOver() || !(this.#hasRun || this.#isStirred)) return;
      this.#hasRun = false;
      await this.#turn();
      if (this.#simulation.isIdle) return;
    }
  }

  async #turn(): Promise<void> {
    this.#isTouched = false;
    await hostTurn();
    if (!this.#hasRealIo || !this.#isStirred) return;
    for (let quiet = 0; quiet < quietTurns; quiet++) {
      if (this.#isStirred) quiet = 0;
      this.#isStirred = false;
      await hostTurn();
    }
  }
}
