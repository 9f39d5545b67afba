import type { RequestContext } from "@kubernetes/client-node";

/** What sends requests for client-node: an undici dispatcher. */
export type Dispatcher = NonNullable<ReturnType<RequestContext["getDispatcher"]>>;

/** A dispatcher, and who uses it. */
export class Connections {
  readonly dispatcher: Dispatcher;
  readonly #onRetired: () => void;
  #users = 0;
  #isRetired = false;

  constructor(dispatcher: Dispatcher, onRetired: () => void = () => {}) {
    this.dispatcher = dispatcher;
    this.#onRetired = onRetired;
  }

  /** Counts one more exchange; the returned function ends that. */
  enter(): () => void {
    this.#users += 1;
    return () => {
      this.#users -= 1;
      void this.#endWhenUnused();
    };
  }

  /** What uses it goes on, nothing new is sent by it. Resolves when it is closed, or at once when it is in use. */
  async retire(): Promise<void> {
    if (this.#isRetired) return;
    this.#isRetired = true;
    this.#onRetired();
    await this.#endWhenUnused();
  }

  /** Not closed but destroyed: closing would wait for what is stuck in it. */
  async #endWhenUnused(): Promise<void> {
    if (this.#isRetired && this.#users === 0) await this.dispatcher.destroy();
  }
}
