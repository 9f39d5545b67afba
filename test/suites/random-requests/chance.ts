import { type Random, randomInteger, seededRandom } from "@informerlab/core";

/** Draws of one seed. */
export class Chance {
  /** Where its draws come from, for what draws by itself. */
  readonly random: Random;

  constructor(seed: string) {
    this.random = seededRandom(seed);
  }

  oneOf<T>(from: readonly T[]): T {
    const picked = from[randomInteger(this.random, from.length)];
    if (picked === undefined) throw new Error("nothing to choose from");
    return picked;
  }

  /** True once in so many times. */
  isOneIn(count: number): boolean {
    return randomInteger(this.random, count) === 0;
  }

  /** A value once in so many times, else nothing. */
  maybe<T extends object>(oneIn: number, value: () => T): T | object {
    return this.isOneIn(oneIn) ? value() : {};
  }

  /** By weight. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    const total = choices.reduce((sum, [weight]) => sum + weight, 0);
    let left = randomInteger(this.random, total);
    for (const [weight, choice] of choices) {
      if (left < weight) return choice;
      left -= weight;
    }
    throw new Error("no choice has a weight");
  }
}
