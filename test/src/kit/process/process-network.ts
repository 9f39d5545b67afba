import type { Environment, Lane } from "@informerlab/core";
import type { NetworkProfile } from "@informerlab/fake-apiserver";
import type { NetworkProgram } from "../../scenario/scenario.ts";

/** Time on the wire. */
export interface ProcessNetwork {
  after(delayMs: number, lane: Lane, step: () => void): void;
  delaysOf(operation: string): MessageDelays;
}

/** How long the messages of one request take, milliseconds. */
export interface MessageDelays {
  requestDelayMs(): number;
  responseDelayMs(): number;
}

/** No message takes no time: a program that writes in a circle would otherwise keep time from passing. */
const latencyMsMin = 1;

/** The way between a process and its server: messages on it arrive whatever becomes of the process. */
export class PlannedNetwork implements ProcessNetwork {
  readonly #environment: Environment;
  readonly #latencyMs: number;
  readonly #jitterMs: number;

  constructor(environment: Environment, { latencyMs = 0, jitterMs = 0 }: NetworkProgram = {}) {
    this.#environment = environment;
    this.#latencyMs = Math.max(latencyMsMin, latencyMs);
    this.#jitterMs = jitterMs;
  }

  /** The same way for in-process informers. */
  get profile(): NetworkProfile {
    const delay = { min: this.#latencyMs, max: this.#latencyMs + this.#jitterMs };
    return { requestMs: delay, responseMs: delay, eventMs: delay };
  }

  after(delayMs: number, lane: Lane, step: () => void): void {
    this.#environment.clock.after(delayMs, lane, step);
  }

  delaysOf(operation: string): MessageDelays {
    return {
      requestDelayMs: () => this.#draw(`request/${operation}`),
      responseDelayMs: () => this.#draw(`response/${operation}`),
    };
  }

  #draw(label: string): number {
    if (this.#jitterMs === 0) return this.#latencyMs;
    return (
      this.#latencyMs + this.#jitterMs * this.#environment.random.fork(`network/${label}`).next()
    );
  }
}
