import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { deletionHandlingMetaNamespaceKey, type KeyFunction } from "../api/object-key.ts";
import type { Indexers } from "./index-functions.ts";
import {
  applyTransform,
  type Keyed,
  type Store,
  type StoreReader,
  type Transaction,
  TransactionError,
  type TransformFunction,
} from "./store.ts";
import { type StoredObject, StoredObjects } from "./stored-objects.ts";
import { type KeyedTransaction, ThreadSafeStore } from "./thread-safe-store.ts";

/** Settings of an {@link Indexer}. */
export interface IndexerOptions<T extends KubernetesObject> {
  /** @defaultValue deletionHandlingMetaNamespaceKey */
  readonly keyFunction?: KeyFunction;
  /** @defaultValue none */
  readonly indexers?: Indexers<T>;
  /** Applied by add, update and replace, never by delete or transactions (ST-7). @defaultValue none */
  readonly transform?: TransformFunction<T>;
  /** ST-10: false answers "" for the store's version, as client-go does without atomic events. @defaultValue true */
  readonly claimsResourceVersion?: boolean;
}

/** Queries of an {@link Indexer}, without its writes. */
export interface IndexerReader<T extends KubernetesObject = KubernetesObject>
  extends StoreReader<T> {
  /** IX-4: objects filed under any value that the function gives for `object`, which need not be stored. */
  index(indexName: string, object: T): T[];
  /** IX-6: keys of the objects under a value, sorted. */
  indexKeys(indexName: string, value: string): string[];
  /** IX-7: all values of an index; none for an unknown one. */
  listIndexFunctionValues(indexName: string): string[];
  /** IX-5: objects under a value. */
  byIndex(indexName: string, value: string): T[];
  /** IX-8. */
  getIndexers(): Indexers<T>;
}

/**
 * A store with secondary indexes.
 *
 * @see client-go tools/cache/index.go, tools/cache/store.go
 */
export class Indexer<T extends KubernetesObject = KubernetesObject>
  implements Store<T>, IndexerReader<T>
{
  readonly #keyFunction: KeyFunction;
  readonly #store: ThreadSafeStore<T>;
  readonly #transform: TransformFunction<T> | undefined;
  readonly #claimsResourceVersion: boolean;

  constructor(options: IndexerOptions<T> = {}) {
    this.#keyFunction = options.keyFunction ?? deletionHandlingMetaNamespaceKey;
    this.#store = new ThreadSafeStore(options.indexers);
    this.#transform = options.transform;
    this.#claimsResourceVersion = options.claimsResourceVersion ?? true;
  }

  get size(): number {
    return this.#store.size;
  }

  get lastStoreSyncResourceVersion(): string {
    return this.#claimsResourceVersion ? this.#store.resourceVersion : "";
  }

  add(object: T): void {
    this.update(object);
  }

  update(object: T): void {
    const key = this.#keyFunction(object);
    this.#store.update(key, applyTransform(this.#transform, object, key));
  }

  delete(object: Keyed<T>): void {
    this.#store.delete(this.#keyFunction(object), withMetadata(object));
  }

  get(object: Keyed<T>): T | undefined {
    return this.#store.get(this.#keyFunction(object));
  }

  getByKey(key: string): T | undefined {
    return this.#store.get(key);
  }

  list(): readonly T[] {
    return this.#store.list();
  }

  listKeys(): string[] {
    return this.#store.listKeys();
  }

  /** Walks keys with their objects, without a copy. Do not write to the store meanwhile. */
  entries(): IterableIterator<StoredObject<T>> {
    return this.#store.entries();
  }

  replace(objects: readonly T[], resourceVersion: string): void {
    const stored = new StoredObjects<T>();
    for (const object of objects) {
      const key = this.#keyFunction(object);
      stored.put(key, applyTransform(this.#transform, object, key));
    }
    this.#store.replace(stored, resourceVersion);
  }

  /** {@link replace} by objects under their keys, which were transformed already and become the store's own. */
  replaceKeyed(stored: StoredObjects<T>, resourceVersion: string): void {
    this.#store.replace(stored, resourceVersion);
  }

  resync(): void {
    // ST-6: a plain store has nobody to tell.
  }

  bookmark(resourceVersion: string): void {
    this.#store.bookmark(resourceVersion);
  }

  /** ST-11: applies every write that has a key, in order, in one step. @throws TransactionError for the rest. */
  transaction(...transactions: readonly Transaction<T>[]): void {
    const keyed: KeyedTransaction<T>[] = [];
    const successful: number[] = [];
    const causes: unknown[] = [];
    for (const [position, { type, object }] of transactions.entries()) {
      try {
        const key = this.#keyFunction(object);
        keyed.push({ type, key, object: type === "Delete" ? withMetadata(object) : (object as T) });
        successful.push(position);
      } catch (cause) {
        causes.push(cause);
      }
    }
    this.#store.transact(keyed);
    if (causes.length > 0) throw new TransactionError(successful, transactions.length, causes);
  }

  /**
   * {@link transaction} for writes whose keys are known. Answers what each found under its key.
   *
   * @param failed - told of a write whose index function failed; the others are applied all the same.
   */
  transactKeyed(
    transactions: readonly KeyedTransaction<T>[],
    failed?: (position: number, error: unknown) => void,
  ): (T | undefined)[] {
    return this.#store.transact(transactions, failed);
  }

  /** {@link update} under a key that is known already. Answers what was there. */
  updateKeyed(key: string, object: T): T | undefined {
    return this.#store.update(key, object);
  }

  /** {@link delete} by a key that is known already. */
  deleteKeyed(key: string, object: T | undefined): void {
    this.#store.delete(key, object);
  }

  index(indexName: string, object: T): T[] {
    return this.#store.index(indexName, object);
  }

  indexKeys(indexName: string, value: string): string[] {
    return this.#store.indexKeys(indexName, value);
  }

  listIndexFunctionValues(indexName: string): string[] {
    return this.#store.listIndexFunctionValues(indexName);
  }

  byIndex(indexName: string, value: string): T[] {
    return this.#store.byIndex(indexName, value);
  }

  getIndexers(): Indexers<T> {
    return this.#store.getIndexers();
  }

  /** IX-9: objects already stored are filed under the new names at once. @throws IndexConflictError. */
  addIndexers(indexers: Indexers<T>): void {
    this.#store.addIndexers(indexers);
  }
}

/** ST-8: a tombstone or explicit key carries no metadata, so it leaves the store's version alone. */
function withMetadata<T extends KubernetesObject>(object: Keyed<T>): T | undefined {
  return object instanceof DeletedFinalStateUnknown || !("metadata" in object) ? undefined : object;
}
