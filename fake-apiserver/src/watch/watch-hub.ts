import type { Environment } from "@informerlab/core";
import type { Commit } from "../storage/commit.ts";
import type { ObjectStorage } from "../storage/object-storage.ts";
import { defaultWatchWindow, WatchCache, type WatchWindowOptions } from "./watch-cache.ts";
import { type WatchEndReason, Watcher, type WatcherOptions } from "./watcher.ts";

/** Settings of a {@link WatchHub}. */
export interface WatchHubOptions {
  /** False: lists and watches are answered by storage itself, as with `--watch-cache=false`. */
  readonly hasWatchCache: boolean;
  readonly window: Partial<WatchWindowOptions>;
  /** Told when a frame could not be made or handed over; its watch breaks, others go on. */
  readonly onError: (error: unknown) => void;
}

/** Resources that the real server serves without a watch cache. */
const uncachedResources: ReadonlySet<string> = new Set(["events"]);

/** Commits → watchers. Also decides what of the past each resource still answers. */
export class WatchHub {
  readonly #environment: Environment;
  readonly #storage: ObjectStorage;
  readonly #options: WatchHubOptions;
  readonly #window: WatchWindowOptions;
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #caches = new Map<string, WatchCache>();
  readonly #endListeners = new Set<(watcher: Watcher, reason: WatchEndReason) => void>();
  /** Where the caches of this apiserver process begin. */
  #startRevision: number;
  #watchersMade = 0;

  constructor(environment: Environment, storage: ObjectStorage, options: WatchHubOptions) {
    this.#environment = environment;
    this.#storage = storage;
    this.#options = options;
    this.#window = { ...defaultWatchWindow, ...options.window };
    this.#startRevision = storage.revision;
    storage.subscribe((commit) => this.#publish(commit));
  }

  /** Open watches, of one resource or of all. */
  *watchers(resource?: string): Generator<Watcher> {
    if (resource !== undefined) yield* this.#watchers.get(resource) ?? [];
    else for (const watchers of this.#watchers.values()) yield* watchers;
  }

  /** The cache of a resource; undefined for those that storage answers itself. */
  cacheOf(resource: string): WatchCache | undefined {
    if (!this.#options.hasWatchCache || uncachedResources.has(resource)) return undefined;
    let cache = this.#caches.get(resource);
    if (cache === undefined) {
      cache = new WatchCache(this.#storage.of(resource), this.#startRevision, this.#window);
      this.#caches.set(resource, cache);
    }
    return cache;
  }

  /** Begins the cache of a resource here and now, as a new custom resource does. */
  startCache(resource: string): void {
    this.#caches.set(
      resource,
      new WatchCache(this.#storage.of(resource), this.#storage.revision, this.#window),
    );
  }

  /** A list of the state at this revision or later can be answered exactly. */
  readableFrom(resource: string): number {
    const compacted = this.#storage.log.compactedRevision;
    const cache = this.cacheOf(resource);
    return cache === undefined ? compacted : Math.min(compacted, cache.snapshotsFrom);
  }

  /** A watch from this revision or later gets every event. */
  watchableFrom(resource: string): number {
    // Storage keeps the write of the compacted revision itself, so a watch may begin just before it.
    return this.cacheOf(resource)?.windowStart ?? this.#storage.log.compactedRevision - 1;
  }

  /** Opens a watch at a revision that is known to be answerable; nothing is told yet. */
  open(options: Omit<WatcherOptions, "id" | "onEnd">, revision: number): Watcher {
    this.#watchersMade += 1;
    const watcher = new Watcher(
      this.#environment,
      {
        ...options,
        id: String(this.#watchersMade),
        onEnd: (ended, reason) => this.#forget(ended, reason),
      },
      revision,
    );
    let watchers = this.#watchers.get(options.resource);
    if (watchers === undefined) {
      watchers = new Set();
      this.#watchers.set(options.resource, watchers);
    }
    watchers.add(watcher);
    return watcher;
  }

  /** Tells a watch what was committed after its revision until now. */
  replay(watcher: Watcher): void {
    for (const commit of this.#storage.of(watcher.resource).commitsAfter(watcher.revision)) {
      watcher.tell(commit);
    }
  }

  onEnd(listener: (watcher: Watcher, reason: WatchEndReason) => void): () => void {
    this.#endListeners.add(listener);
    return () => {
      this.#endListeners.delete(listener);
    };
  }

  /** Ends every watch and rebuilds every cache from what storage has now. */
  restart(): void {
    this.#startRevision = this.#storage.revision;
    this.#caches.clear();
    for (const watcher of [...this.watchers()]) watcher.end("restart", "clean");
    this.forgetUnreachable();
  }

  /** The apiserver learns of a compaction: its snapshots from before go. */
  announceCompaction(revision: number): void {
    for (const log of this.#storage.log.logs()) {
      this.cacheOf(log.resource)?.forgetSnapshotsBefore(revision);
    }
    this.forgetUnreachable();
  }

  /** Watch windows of all resources begin no earlier than `revision`. */
  forgetEventsBefore(revision: number): void {
    for (const log of this.#storage.log.logs()) {
      this.cacheOf(log.resource)?.forgetEventsBefore(revision);
    }
    this.forgetUnreachable();
  }

  /** Frees the commits that no read and no watch can reach any more. */
  forgetUnreachable(): void {
    const compacted = this.#storage.log.compactedRevision;
    for (const log of this.#storage.log.logs()) {
      const cache = this.cacheOf(log.resource);
      const needed =
        cache === undefined
          ? compacted
          : Math.min(compacted, cache.snapshotsFrom, cache.windowStart + 1);
      log.forgetBefore(needed);
    }
  }

  #publish(commit: Commit): void {
    this.cacheOf(commit.resource)?.observe(commit);
    const watchers = this.#watchers.get(commit.resource);
    if (watchers === undefined) return;
    for (const watcher of watchers) this.#tell(watcher, commit);
  }

  /** What goes wrong with one watch must not reach the writer, nor the other watches. */
  #tell(watcher: Watcher, commit: Commit): void {
    try {
      watcher.tell(commit);
    } catch (error) {
      this.#options.onError(error);
      watcher.end("fault", "clean");
    }
  }

  #forget(watcher: Watcher, reason: WatchEndReason): void {
    this.#watchers.get(watcher.resource)?.delete(watcher);
    for (const listener of this.#endListeners) listener(watcher, reason);
  }
}
