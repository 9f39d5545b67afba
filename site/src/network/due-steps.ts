import type { Moment } from "./exchange.ts";

/** Steps that wait until the picture is at their moment, where they run once, in the order of moments. */
export class DueSteps {
  #now: Moment = 0;
  readonly #waiting = new Set<{ readonly at: Moment; readonly step: () => void }>();

  /** Runs a step at its moment; at once where that is past. The returned cancel forgets it. */
  at(moment: Moment, step: () => void): () => void {
    if (moment <= this.#now) {
      step();
      return () => {};
    }
    const waiting = { at: moment, step };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  /** Goes to a moment, forwards or backwards, and runs what is due by then. */
  goTo(moment: Moment): void {
    this.#now = moment;
    const due = [...this.#waiting].filter(({ at }) => at <= moment).sort((a, b) => a.at - b.at);
    for (const waiting of due) {
      if (this.#waiting.delete(waiting)) waiting.step();
    }
  }
}
