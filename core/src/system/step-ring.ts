import type { Lane } from "../environment/scheduler.ts";

const capacityMin = 1024;

/**
 * Steps waiting to run, oldest first: a ring over three parallel arrays, so that a waiting step costs no object of its
 * own. It grows by doubling and gives the memory of a burst back once it is empty.
 */
export class StepRing {
  #lanes: (Lane | undefined)[] = emptySlots(capacityMin);
  #steps: ((() => void) | undefined)[] = emptySlots(capacityMin);
  #causes: (number | undefined)[] = emptySlots(capacityMin);
  #mask = capacityMin - 1;
  #head = 0;
  #length = 0;
  /** Lane of the step that {@link take} gave last. */
  lane: Lane | undefined;
  /** Cause of the step that {@link take} gave last. */
  cause: number | undefined;

  get length(): number {
    return this.#length;
  }

  push(lane: Lane, step: () => void, cause: number | undefined): void {
    if (this.#length > this.#mask) this.#resize((this.#mask + 1) * 2);
    const slot = (this.#head + this.#length) & this.#mask;
    this.#lanes[slot] = lane;
    this.#steps[slot] = step;
    this.#causes[slot] = cause;
    this.#length += 1;
  }

  /** Removes the oldest step and leaves its lane and cause in the fields of those names. */
  take(): (() => void) | undefined {
    if (this.#length === 0) return undefined;
    const slot = this.#head;
    const step = this.#steps[slot];
    this.lane = this.#lanes[slot];
    this.cause = this.#causes[slot];
    // A slot that kept its step would keep alive whatever the step closes over.
    this.#steps[slot] = undefined;
    this.#head = (slot + 1) & this.#mask;
    this.#length -= 1;
    if (this.#length === 0 && this.#mask >= capacityMin * 16) this.#resize(capacityMin);
    return step;
  }

  #resize(capacity: number): void {
    this.#lanes = this.#moved(this.#lanes, capacity);
    this.#steps = this.#moved(this.#steps, capacity);
    this.#causes = this.#moved(this.#causes, capacity);
    this.#head = 0;
    this.#mask = capacity - 1;
  }

  #moved<T>(from: readonly (T | undefined)[], capacity: number): (T | undefined)[] {
    const to = emptySlots<T>(capacity);
    for (let index = 0; index < this.#length; index++)
      to[index] = from[(this.#head + index) & this.#mask];
    return to;
  }
}

function emptySlots<T>(capacity: number): (T | undefined)[] {
  return new Array<T | undefined>(capacity).fill(undefined);
}
