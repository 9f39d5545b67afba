import type { Cancel } from "@informerlab/core";
import type { Flow } from "./flow.ts";

/** What became of a request before anybody has looked at what it wants. */
export class Passage {
  /** Where it belongs; undefined: nobody sorts requests. */
  readonly flow: Flow | undefined;
  #state: "waiting" | "in" | "refused" = "waiting";
  #retryAfter = 1;
  #decided: (() => void) | undefined;
  #leave: Cancel | undefined;

  constructor(flow?: Flow) {
    this.flow = flow;
  }

  get state(): "waiting" | "in" | "refused" {
    return this.#state;
  }

  /** In how many seconds who is refused may come again. */
  get retryAfter(): number {
    return this.#retryAfter;
  }

  /** Called once, when the wait is over. */
  whenDecided(step: () => void): void {
    this.#decided = step;
  }

  admit(): void {
    this.#state = "in";
    this.#tell();
  }

  refuse(retryAfter: number): void {
    this.#state = "refused";
    this.#retryAfter = retryAfter;
    this.#leave = undefined;
    this.#tell();
  }

  /** What gives back what it holds. */
  onLeave(leave: Cancel): void {
    this.#leave = leave;
  }

  /** It is answered, or its client has gone. */
  leave(): void {
    const leave = this.#leave;
    this.#leave = undefined;
    this.#decided = undefined;
    leave?.();
  }

  #tell(): void {
    const decided = this.#decided;
    this.#decided = undefined;
    decided?.();
  }
}

/** Who passes without being counted. */
export function freePassage(flow?: Flow): Passage {
  const passage = new Passage(flow);
  passage.admit();
  return passage;
}
