import type { KubernetesObject } from "../api/object.ts";
import { deletionHandlingMetaNamespaceKey, metaNamespaceKey } from "../api/object-key.ts";
import type { Clock } from "../environment/clock.ts";
import type { Keyed, Store } from "./store.ts";

/**
 * A store whose objects vanish when they are read after their time (EX-1). Reading a list removes every old object;
 * {@link listKeys} does not look at ages.
 *
 * @see client-go tools/cache/expiration_cache.go
 */
export class ExpirationStore<T extends KubernetesObject> implements Store<T> {
  readonly #clock: Clock;
  readonly #timeToLiveMs: number;
  #entries = new Map<string, { readonly object: T; readonly storedAt: number }>();
  #resourceVersion = "";

  /** An object lives for `timeToLiveMs` milliseconds after it was last written. */
  constructor(clock: Clock, timeToLiveMs: number) {
    this.#clock = clock;
    this.#timeToLiveMs = timeToLiveMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  get lastStoreSyncResourceVersion(): string {
    return this.#resourceVersion;
  }

  add(object: T): void {
    this.update(object);
  }

  update(object: T): void {
    const key = metaNamespaceKey(object);
    this.#entries.set(key, { object, storedAt: this.#clock.now() });
    this.#resourceVersion = object.metadata?.resourceVersion ?? "";
  }

  delete(object: Keyed<T>): void {
    this.#entries.delete(deletionHandlingMetaNamespaceKey(object));
  }

  get(object: Keyed<T>): T | undefined {
    return this.getByKey(deletionHandlingMetaNamespaceKey(object));
  }

  getByKey(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#clock.now() - entry.storedAt <= this.#timeToLiveMs) return entry.object;
    this.#entries.delete(key);
    return undefined;
  }

  list(): T[] {
    return this.listKeys().flatMap((key) => this.getByKey(key) ?? []);
  }

  listKeys(): string[] {
    return [...this.#entries.keys()];
  }

  replace(objects: readonly T[], resourceVersion: string): void {
    const storedAt = this.#clock.now();
    this.#entries = new Map(
      objects.map((object) => [metaNamespaceKey(object), { object, storedAt }]),
    );
    this.#resourceVersion = resourceVersion;
  }

  resync(): void {
    // ST-6: a plain store has nobody to tell.
  }

  bookmark(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
  }
}
