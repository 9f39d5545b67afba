import type { Commit } from "../storage/commit.ts";
import type { ResourceLog } from "../storage/resource-log.ts";

/** How much of the past a watch cache keeps for watches that resume. */
export interface WatchWindowOptions {
  /** Events that are always kept. @defaultValue 100 */
  readonly eventsMin: number;
  /** Events that are never exceeded. @defaultValue 102,400 */
  readonly eventsMax: number;
  /** The window doubles while its oldest event is younger, and halves when it holds much that is older. @defaultValue 75,000 */
  readonly freshMs: number;
}

/** The real server's sizes. */
export const defaultWatchWindow: WatchWindowOptions = {
  eventsMin: 100,
  eventsMax: 102_400,
  freshMs: 75_000,
};

/**
 * What one apiserver process remembers of one resource: a window of recent events and the snapshots that go with
 * them. It begins empty at a revision, so what is older is "too old" although storage may still have it.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/storage/cacher/watch_cache.go
 */
export class WatchCache {
  readonly #log: ResourceLog;
  readonly #options: WatchWindowOptions;
  #windowStart: number;
  #snapshotsFrom: number;
  #capacity: number;
  #count = 0;

  constructor(log: ResourceLog, startRevision: number, options: WatchWindowOptions) {
    this.#log = log;
    this.#options = options;
    this.#windowStart = startRevision;
    this.#snapshotsFrom = startRevision;
    this.#capacity = options.eventsMin;
  }

  /** A watch may begin at this revision and later. */
  get windowStart(): number {
    return this.#windowStart;
  }

  /** Exact reads of this revision and later are answered without storage. */
  get snapshotsFrom(): number {
    return this.#snapshotsFrom;
  }

  /** Takes a commit of its resource into the window. */
  observe(commit: Commit): void {
    this.#count += 1;
    if (this.#count <= this.#capacity) return;
    const { eventsMin, eventsMax, freshMs } = this.#options;
    const oldest = this.#log.firstAfter(this.#windowStart);
    if (oldest !== undefined && commit.at - oldest.at < freshMs && this.#capacity < eventsMax) {
      this.#capacity = Math.min(this.#capacity * 2, eventsMax);
    } else if (this.#capacity > eventsMin && this.#isLargelyStale(commit.at - freshMs)) {
      this.#capacity = Math.max(this.#capacity >>> 1, eventsMin);
    }
    if (this.#count > this.#capacity) this.#evictTo(this.#capacity);
  }

  /** Forgets events at and before `revision`: watches from before it are too old. */
  forgetEventsBefore(revision: number): void {
    if (revision <= this.#windowStart) return;
    this.#windowStart = revision;
    this.#count = this.#log.countAfter(revision);
    this.forgetSnapshotsBefore(revision);
  }

  /** Drops the snapshots before `revision`, as the cache does when it hears of a compaction. */
  forgetSnapshotsBefore(revision: number): void {
    this.#snapshotsFrom = Math.max(this.#snapshotsFrom, revision);
  }

  /** True when even the last quarter of the window begins with an event older than `time`. */
  #isLargelyStale(time: number): boolean {
    const quarter = this.#log.firstOfNewest(this.#capacity >>> 2, this.#windowStart);
    return quarter !== undefined && quarter.at < time;
  }

  #evictTo(count: number): void {
    const first = this.#log.firstOfNewest(count, this.#windowStart);
    if (first === undefined) return;
    this.#windowStart = first.revision - 1;
    this.#snapshotsFrom = Math.max(this.#snapshotsFrom, first.revision);
    this.#count = count;
  }
}
