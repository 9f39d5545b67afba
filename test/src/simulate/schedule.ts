import type { Lane } from "@informerlab/core";
import { type Choice, fifoChoice } from "@informerlab/core/simulation";
import type { Scenario } from "../scenario/scenario.ts";

/** How often, on average, a lane's priority is drawn anew under `priorities`: each so many of its steps. */
const stepsPerChange = 12;

/** Which lane goes next, as a scenario asks for it. */
export function choiceOf({ schedule = "fifo", seed = 1 }: Scenario): Choice {
  if (schedule === "fifo") return fifoChoice;
  if (schedule === "random") return new KeyedChoice(seed, 1);
  if (schedule === "priorities") return new KeyedChoice(seed, stepsPerChange);
  return new ReplayedChoice(schedule.choices);
}

/**
 * Every lane has a priority, drawn by its name and by how often it went before: leaving an operation out of a scenario
 * leaves the draws of all other lanes as they were. With a new draw at each step any order is equally likely; with
 * rare draws one lane overtakes all others for long, which is what mistakes of depth one or two need (PCT, Burckhardt
 * and others 2010).
 */
class KeyedChoice implements Choice {
  readonly gathersInstants = true;
  readonly #seed: number;
  readonly #stepsPerChange: number;
  readonly #lanes = new Map<Lane, { readonly key: number; steps: number; priority: number }>();

  constructor(seed: number, changeAfter: number) {
    this.#seed = seed;
    this.#stepsPerChange = changeAfter;
  }

  pick(ready: readonly Lane[]): number {
    let best = 0;
    let highest = -1;
    for (const [index, lane] of ready.entries()) {
      const { priority } = this.#stateOf(lane);
      if (priority > highest) {
        highest = priority;
        best = index;
      }
    }
    this.#goes(ready[best] as Lane);
    return best;
  }

  #stateOf(lane: Lane): { readonly key: number; steps: number; priority: number } {
    let state = this.#lanes.get(lane);
    if (state === undefined) {
      let key = mix(this.#seed ^ 0x51ed270b);
      for (let index = 0; index < lane.length; index++)
        key = Math.imul(key ^ lane.charCodeAt(index), 0x01000193);
      state = { key, steps: 0, priority: mix(key) };
      this.#lanes.set(lane, state);
    }
    return state;
  }

  #goes(lane: Lane): void {
    const state = this.#stateOf(lane);
    state.steps += 1;
    const draw = mix(state.key ^ Math.imul(state.steps, 0x85ebca6b));
    if (draw % this.#stepsPerChange === 0) state.priority = mix(draw);
  }
}

/** Follows a list of choices, then goes first in, first out; notes how many lanes there were to choose from. */
export class ReplayedChoice implements Choice {
  readonly gathersInstants = true;
  /** Lanes that were ready at each point of choice so far. */
  readonly widths: number[] = [];
  readonly #choices: readonly number[];

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  pick(ready: readonly Lane[]): number {
    const choice = this.#choices[this.widths.length] ?? 0;
    this.widths.push(ready.length);
    return Math.min(choice, ready.length - 1);
  }
}

/** The 32-bit finalizer of MurmurHash3. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
