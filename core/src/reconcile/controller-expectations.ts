import type { Clock } from "../environment/clock.ts";

/** What a controller still waits to see in its cache. */
export interface Expectation {
  /** Creations that the cache has not shown yet. */
  readonly creations: number;
  /** Keys of objects whose deletion the cache has not shown yet. */
  readonly deletions: ReadonlySet<string>;
  /** When they were set, milliseconds since the epoch. */
  readonly setAt: number;
}

interface OpenExpectation extends Expectation {
  creations: number;
  readonly deletions: Set<string>;
  setAt: number;
}

/** A cache that shows nothing for so long will not: an event was lost, or another controller was at work. */
const expectationsTimeoutMs = 5 * 60_000;

/**
 * Keeps a controller from acting on a cache that does not show its own writes yet: it says how many objects it creates
 * and which it deletes, before it does; its handlers lower that; until all was seen, it does not create or delete again.
 * The ReplicaSet controller makes no second set of pods by it.
 *
 * @see kubernetes pkg/controller/controller_utils.go ControllerExpectations, UIDTrackingControllerExpectations
 */
export class ControllerExpectations {
  readonly #clock: Pick<Clock, "now">;
  readonly #timeoutMs: number;
  readonly #open = new Map<string, OpenExpectation>();

  /** `timeoutMs`: after which an expectation counts as fulfilled. @defaultValue 300,000 */
  constructor(clock: Pick<Clock, "now">, options: { readonly timeoutMs?: number } = {}) {
    this.#clock = clock;
    this.#timeoutMs = options.timeoutMs ?? expectationsTimeoutMs;
  }

  /** That many objects are about to be created for the owner with this key; takes the place of what was expected. */
  expectCreations(key: string, count: number): void {
    this.#open.set(key, { creations: count, deletions: new Set(), setAt: this.#clock.now() });
  }

  /** The objects with these keys are about to be deleted; takes the place of what was expected. */
  expectDeletions(key: string, objectKeys: Iterable<string>): void {
    const setAt = this.#clock.now();
    this.#open.set(key, { creations: 0, deletions: new Set(objectKeys), setAt });
  }

  /** An object of that owner was seen to be added, or could not be created. */
  creationObserved(key: string): void {
    const open = this.#open.get(key);
    if (open !== undefined && open.creations > 0) open.creations -= 1;
  }

  /** An object of that owner was seen to be deleted, or could not be. The same object counts once. */
  deletionObserved(key: string, objectKey: string): void {
    this.#open.get(key)?.deletions.delete(objectKey);
  }

  /** Whether the cache shows all: nothing was expected, all was seen, or the time is over. */
  areSatisfied(key: string): boolean {
    const open = this.#open.get(key);
    if (open === undefined || (open.creations === 0 && open.deletions.size === 0)) return true;
    return this.#clock.now() - open.setAt > this.#timeoutMs;
  }

  /** What is expected for an owner. */
  get(key: string): Expectation | undefined {
    return this.#open.get(key);
  }

  /** The owner is gone. */
  delete(key: string): void {
    this.#open.delete(key);
  }
}
