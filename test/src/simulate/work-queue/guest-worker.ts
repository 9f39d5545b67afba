import {
  type Cancel,
  type Environment,
  type Lane,
  lane,
  type RateLimitingQueue,
} from "@informerlab/core";
import type { Observe } from "../../invariants/observation.ts";

/** How long a guest works on each key. */
const workMs = 5;

/** What a guest needs of the queue that it visits. */
export interface GuestWorkerOptions {
  readonly queue: RateLimitingQueue;
  readonly worker: string;
  /** Reads the cache as the queue's own workers do, and tells the trace. */
  readonly read: (key: string, place: WorkPlace) => void;
  readonly observe: Observe | undefined;
}

/** Who works on what. */
export interface WorkPlace {
  readonly queue: string;
  readonly worker: string;
  readonly key: string;
}

/** A worker that comes to a queue and leaves it: a program that is scaled up and down. */
export class GuestWorker {
  readonly #environment: Environment;
  readonly #options: GuestWorkerOptions;
  readonly #lane: Lane;
  #cancel: Cancel = () => undefined;
  #hasLeft = false;
  isBusy = false;

  constructor(environment: Environment, options: GuestWorkerOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#lane = lane(`worker/${options.queue.name}/${options.worker}`);
  }

  /** It waits for a key or works on one. */
  get isThere(): boolean {
    return this.isBusy || !this.#hasLeft;
  }

  /** Waits for the next key. */
  come(): void {
    const { queue } = this.#options;
    this.#cancel = queue.get((key) => {
      if (key === undefined) this.#hasLeft = true;
      else this.#work(key);
    }, this.#lane);
  }

  /** Waits no longer. From a queue that takes no more nobody leaves: what is left in it has no other worker. */
  leave(): void {
    if (this.#options.queue.isShuttingDown) return;
    this.#hasLeft = true;
    this.#cancel();
    // Doing it again, as careless programs do, must change nothing.
    this.#cancel();
  }

  #work(key: string): void {
    const { queue, worker, observe, read } = this.#options;
    if (this.#hasLeft) observe?.({ kind: "work.given-to-gone", queue: queue.name, key, worker });
    this.isBusy = true;
    observe?.({ kind: "work.started", queue: queue.name, key });
    const place: WorkPlace = { queue: queue.name, worker, key };
    const { trace, clock } = this.#environment;
    const started = trace.emit?.({ kind: "reconcile.started", ...place });
    read(key, place);
    clock.after(workMs, this.#lane, () => {
      this.isBusy = false;
      observe?.({ kind: "work.ended", queue: queue.name, key, failed: false });
      trace.emit?.({ kind: "reconcile.succeeded", ...place }, started);
      queue.forget(key);
      queue.done(key);
      // Its own key may have come back, and a queue that takes no more has lost its idle workers.
      if (queue.isShuttingDown) this.#hasLeft = false;
      if (!this.#hasLeft) this.come();
    });
  }
}
