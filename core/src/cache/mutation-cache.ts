import type { KubernetesObject } from "../api/object.ts";
import { metaNamespaceKey } from "../api/object-key.ts";
import { compareResourceVersions } from "../api/resource-version.ts";
import type { Clock } from "../environment/clock.ts";
import type { IndexFunction } from "./index-functions.ts";
import type { IndexerReader } from "./indexer.ts";
import type { StoreReader } from "./store.ts";

/** Settings of a {@link MutationCache}. */
export interface MutationCacheOptions<T extends KubernetesObject> {
  /** The informer's cache that is behind one's own writes. */
  readonly backing: StoreReader<T>;
  readonly clock: Clock;
  /** Where {@link MutationCache.byIndex} looks; usually the backing cache itself. @defaultValue none */
  readonly indexer?: IndexerReader<T>;
  /** How long a write is remembered, milliseconds. @defaultValue 300,000 */
  readonly timeToLiveMs?: number;
  /** Objects that the backing cache does not have yet are answered too. @defaultValue false */
  readonly includeAdds?: boolean;
  /** Writes remembered; the one unused for longest goes first. @defaultValue 100 */
  readonly sizeMax?: number;
}

interface Entry<T> {
  /** Undefined for a deletion: then `uid` and `resourceVersion` are those of what was deleted. */
  readonly object: T | undefined;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly expiresAt: number;
}

const defaults = { timeToLiveMs: 300_000, includeAdds: false, sizeMax: 100 };

/**
 * A controller's own writes on top of a cache that has not heard of them yet (MC-1). Reads answer the newer of both,
 * by resourceVersion.
 *
 * @see client-go tools/cache/mutation_cache.go
 */
export class MutationCache<T extends KubernetesObject> {
  readonly #options: MutationCacheOptions<T> & typeof defaults;
  /** In order of use, the one unused for longest first. */
  readonly #entries = new Map<string, Entry<T>>();

  constructor(options: MutationCacheOptions<T>) {
    this.#options = { ...defaults, ...options };
  }

  /** Remembers what a write returned; an older version than the one remembered is ignored. */
  mutation(object: T): void {
    const key = metaNamespaceKey(object);
    const entry = this.#entryOf(object, object);
    const known = this.#read(key);
    if (known !== undefined && isOutdated(entry, known)) return;
    this.#remember(key, entry);
  }

  /** The newer of cache and own write; undefined when the cache has none and adds are not included. */
  getByKey(key: string): T | undefined {
    const cached = this.#options.backing.getByKey(key);
    const own = this.#read(key)?.object;
    if (cached === undefined) return this.#options.includeAdds ? own : undefined;
    return this.#newer(key, cached);
  }

  /** Objects of the cache under an index value, each replaced by one's own newer write. */
  newerOf(objects: readonly T[]): T[] {
    return objects.map((object) => this.#newer(metaNamespaceKey(object), object));
  }

  /**
   * Objects of the indexer under an index value, each replaced by one's own newer write, and behind them, where adds are
   * included, one's own that it does not have yet.
   *
   * @throws Error when the cache was given no indexer. @throws UnknownIndexError
   */
  byIndex(indexName: string, value: string): T[] {
    const { indexer, includeAdds } = this.#options;
    if (indexer === undefined)
      throw new Error(
        `no index ${JSON.stringify(indexName)} to look in: give the MutationCache an indexer`,
      );
    const found = indexer.byIndex(indexName, value);
    const indexFunction = indexer.getIndexers()[indexName];
    if (!includeAdds || indexFunction === undefined) return this.newerOf(found);
    const keys = new Set(found.map(metaNamespaceKey));
    const added = [...this.#entries.keys()]
      .filter((key) => !keys.has(key))
      .map((key) => this.#read(key)?.object)
      .filter((object) => object !== undefined)
      .filter((object) => isFiled(object, indexFunction, value));
    return [...this.newerOf(found), ...added];
  }

  /** To be called from a handler: drops a write that the cache has caught up with. */
  onAddOrUpdate(object: T): void {
    const key = metaNamespaceKey(object);
    const known = this.#read(key);
    if (known === undefined || isLater(known, this.#entryOf(object, object))) return;
    this.#entries.delete(key);
  }

  /** To be called from a handler: later writes of the same object, or of no newer version, are not taken any more. */
  onDelete(object: T): void {
    const key = metaNamespaceKey(object);
    const known = this.#read(key);
    const tombstone = this.#entryOf(object, undefined);
    // The name was taken again by another object, which is newer than this deletion.
    if (known !== undefined && known.uid !== tombstone.uid && isLater(known, tombstone)) return;
    this.#remember(key, tombstone);
  }

  #newer(key: string, cached: T): T {
    const own = this.#read(key);
    if (own === undefined) return cached;
    // Versions are compared, not uids: what is newer under this name has taken the place of the older one.
    if (isLater(own, this.#entryOf(cached, cached))) return own.object ?? cached;
    this.#entries.delete(key);
    return cached;
  }

  #entryOf(identity: T, object: T | undefined): Entry<T> {
    const { uid = "", resourceVersion = "" } = identity.metadata ?? {};
    const { clock, timeToLiveMs } = this.#options;
    return { object, uid, resourceVersion, expiresAt: clock.now() + timeToLiveMs };
  }

  #read(key: string): Entry<T> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.expiresAt <= this.#options.clock.now()) return undefined;
    this.#entries.set(key, entry);
    return entry;
  }

  #remember(key: string, entry: Entry<T>): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size <= this.#options.sizeMax) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}

/** Whether a write comes too late: something newer is known, or the object is known to be deleted. */
function isOutdated<T>(written: Entry<T>, known: Entry<T>): boolean {
  if (isLater(known, written)) return true;
  return known.object === undefined && (known.uid === written.uid || !isLater(written, known));
}

function isLater<T>(a: Entry<T>, b: Entry<T>): boolean {
  return compareResourceVersions(a.resourceVersion, b.resourceVersion) > 0;
}

/** An object that an index function cannot file is in none of its values. */
function isFiled<T>(object: T, indexFunction: IndexFunction<T>, value: string): boolean {
  try {
    return indexFunction(object).includes(value);
  } catch {
    return false;
  }
}
