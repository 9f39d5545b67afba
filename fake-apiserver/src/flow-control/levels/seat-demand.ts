/** What a level wanted since the last adjustment, and smoothed over all of them. */
export interface DemandStatistics {
  readonly highest: number;
  readonly average: number;
  readonly deviation: number;
  readonly smoothed: number;
}

/** How slowly a demand that has gone is forgotten. */
const smoothing = 0.977;

/**
 * How many seats a level could use, over time: those that are taken and those that are waited for.
 *
 * @see kubernetes apiserver pkg/util/flowcontrol/fairqueuing/integrator.go
 */
export class SeatDemand {
  #now: number;
  #value = 0;
  #highest = 0;
  #elapsed = 0;
  #integral = 0;
  #squares = 0;
  #statistics: DemandStatistics = { highest: 0, average: 0, deviation: 0, smoothed: 0 };

  constructor(nowMs: number) {
    this.#now = nowMs;
  }

  get statistics(): DemandStatistics {
    return this.#statistics;
  }

  set(value: number, nowMs: number): void {
    this.#advance(nowMs);
    this.#value = value;
    this.#highest = Math.max(this.#highest, value);
  }

  /** A period ends here, and the next one begins. */
  endPeriod(nowMs: number): void {
    this.#advance(nowMs);
    this.#update(this.#highest);
    this.#highest = this.#value;
    this.#elapsed = 0;
    this.#integral = 0;
    this.#squares = 0;
  }

  /** So many periods have passed in which nothing changed. */
  passPeriods(count: number, nowMs: number): void {
    this.#now = nowMs;
    const value = this.#value;
    const faded = value + (this.#statistics.smoothed - value) * smoothing ** count;
    const smoothed = Math.max(value, faded);
    this.#statistics = { highest: value, average: value, deviation: 0, smoothed };
  }

  #advance(nowMs: number): void {
    const seconds = (nowMs - this.#now) / 1000;
    this.#now = nowMs;
    this.#elapsed += seconds;
    this.#integral += this.#value * seconds;
    this.#squares += this.#value ** 2 * seconds;
  }

  #update(highest: number): void {
    if (this.#elapsed <= 0) {
      this.#statistics = { ...this.#statistics, highest };
      return;
    }
    const average = this.#integral / this.#elapsed;
    const deviation = Math.sqrt(Math.max(0, this.#squares / this.#elapsed - average ** 2));
    const envelope = average + deviation;
    const faded = smoothing * this.#statistics.smoothed + (1 - smoothing) * envelope;
    const smoothed = Math.max(envelope, faded);
    this.#statistics = { highest, average, deviation, smoothed };
  }
}
