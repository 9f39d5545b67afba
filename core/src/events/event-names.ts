import { dns1123SubdomainErrors } from "../api/qualified-name.ts";
import type { Clock } from "../environment/clock.ts";
import { type Random, randomInteger } from "../environment/random.ts";

const nanosInMilli = 1_000_000;

/**
 * Names of new Events, each unlike any other: that of the object, and the time in nanoseconds, which no clock here has, so
 * the last digits count. Where that is no name of an Event, one is drawn.
 *
 * @see client-go tools/record/util GenerateEventName
 */
export class EventNames {
  readonly #clock: Pick<Clock, "now">;
  readonly #random: Random;
  #made = 0;

  constructor(clock: Pick<Clock, "now">, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** `about`: the name of the object that the Event is about. */
  next(about: string): string {
    const nanos = BigInt(Math.floor(this.#clock.now())) * BigInt(nanosInMilli);
    this.#made = (this.#made + 1) % nanosInMilli;
    const name = `${about}.${(nanos + BigInt(this.#made)).toString(16)}`;
    return dns1123SubdomainErrors(name).length === 0 ? name : this.#drawn();
  }

  /** The form of a random UUID. */
  #drawn(): string {
    return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replaceAll("x", () =>
      randomInteger(this.#random, 16).toString(16),
    );
  }
}
