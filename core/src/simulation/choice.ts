import { type Random, randomInteger } from "../environment/random.ts";
import type { Lane } from "../environment/scheduler.ts";

/** Decides which of several lanes that could go next does. Answers an index into `ready`, which is never empty. */
export interface Choice {
  pick(ready: readonly Lane[]): number;
  /**
   * All that is due at one instant becomes ready together, so that it can interleave; without it one timer fires after
   * the other, each followed by everything that it caused. @defaultValue false
   */
  readonly gathersInstants?: boolean;
}

/** Lanes in the order in which their oldest step was posted: the calm schedule of lessons. */
export const fifoChoice: Choice = { pick: () => 0 };

/** Any lane, drawn from `random`: the schedule of chaos runs. */
export function randomChoice(random: Random): Choice {
  return { pick: (ready) => randomInteger(random, ready.length) };
}
