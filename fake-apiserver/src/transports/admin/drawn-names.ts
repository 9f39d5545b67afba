/** Names for what comes without one, in the order in which they are drawn: `cluster-1`, `cluster-2` … None is drawn twice. */
export class DrawnNames {
  readonly #prefix: string;
  #drawn = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The next one that nobody has chosen for himself. */
  next(taken: { has(name: string): boolean }): string {
    let name: string;
    do {
      this.#drawn += 1;
      name = `${this.#prefix}-${this.#drawn}`;
    } while (taken.has(name));
    return name;
  }
}
