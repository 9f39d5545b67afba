const secondsMax = 32;

interface Second {
  readonly second: number;
  readonly count: number;
}

/**
 * After how many seconds who is refused may come again: twice as many while many are refused, one less when few are.
 *
 * @see kubernetes apiserver pkg/util/flowcontrol/dropped_requests_tracker.go
 */
export class RetryAfter {
  #seconds = 1;
  #raisedAt = 0;
  #history: Second[] = [];
  #current = 0;
  #count = 0;

  get seconds(): number {
    return this.#seconds;
  }

  /** One more is refused. */
  refused(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (second === this.#current) {
      this.#count += 1;
      return;
    }
    this.#history.push({ second: this.#current, count: this.#count });
    const kept = Math.min(2 * this.#seconds, secondsMax);
    const ended = this.#current;
    this.#history = this.#history.filter((one) => ended - one.second <= kept);
    this.#current = second;
    this.#count = 1;
    this.#adjust(second);
  }

  #adjust(now: number): void {
    const refused = this.#history
      .filter(({ second }) => second < now && now - second <= this.#seconds)
      .reduce((total, { count }) => total + count, 0);
    if (now - this.#raisedAt >= this.#seconds && refused >= 3 * this.#seconds) {
      this.#seconds = Math.min(2 * this.#seconds, secondsMax);
      this.#raisedAt = now;
    } else if (refused < this.#seconds && this.#seconds > 1) this.#seconds -= 1;
  }
}
