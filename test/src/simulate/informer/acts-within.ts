import type { Within } from "../../scenario/scenario.ts";

/** What a program does from within its own functions, each once: at the next call. */
export class ActsWithin {
  readonly #waiting: { readonly place: Within; readonly act: () => void }[] = [];

  next(place: Within, act: () => void): void {
    this.#waiting.push({ place, act });
  }

  /** That function is called. */
  called(place: Within): void {
    if (this.#waiting.length === 0) return;
    const due = this.#waiting.filter((one) => one.place === place);
    const left = this.#waiting.filter((one) => one.place !== place);
    this.#waiting.splice(0, this.#waiting.length, ...left);
    for (const { act } of due) act();
  }
}
