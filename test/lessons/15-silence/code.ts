/** For a liveness probe: tells an informer that is quiet from one that has lost its connection. */
export class Watchdog {
  readonly #patienceMs: number;
  #version = "";
  #since = 0;

  /** @param patienceMs - more than a minute: that often, bookmarks move a version on even when nothing changes */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /**
   * Whether the informer still follows the cluster.
   *
   * @param seen - the informer's `lastSyncResourceVersion`
   * @param newest - the `resourceVersion` of a list with `limit: 1` and no version, sent just now
   */
  isAlive(now: number, seen: string, newest: string): boolean {
    if (seen !== this.#version || seen === newest) {
      this.#version = seen;
      this.#since = now;
    }
    return now - this.#since <= this.#patienceMs;
  }
}
