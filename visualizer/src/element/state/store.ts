/** Told of each change, with the state before it. */
export type Listener<State> = (state: Readonly<State>, before: Readonly<State>) => void;

/** The one place where the state of a picture lives. Everything drawn follows from it; nobody else remembers anything. */
export class Store<State extends object> {
  #state: Readonly<State>;
  readonly #listeners = new Set<Listener<State>>();

  constructor(state: State) {
    this.#state = state;
  }

  get state(): Readonly<State> {
    return this.#state;
  }

  /** Changes some fields; listeners hear of it once, and only when something is another than before. */
  set(change: Partial<State>): void {
    const names = Object.keys(change) as (keyof State)[];
    if (names.every((name) => this.#state[name] === change[name])) return;
    const before = this.#state;
    this.#state = { ...before, ...change };
    for (const listener of [...this.#listeners]) listener(this.#state, before);
  }

  /** The answer ends the listening. */
  subscribe(listener: Listener<State>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
