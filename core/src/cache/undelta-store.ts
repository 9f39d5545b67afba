import type { KubernetesObject } from "../api/object.ts";
import { Indexer } from "./indexer.ts";
import type { Keyed, Transaction } from "./store.ts";

/**
 * A store that hands its whole content on after every write (UN-1): for consumers that want states, not changes.
 *
 * @see client-go tools/cache/undelta_store.go
 */
export class UndeltaStore<T extends KubernetesObject> extends Indexer<T> {
  readonly #push: (objects: readonly T[]) => void;

  constructor(push: (objects: readonly T[]) => void) {
    super();
    this.#push = push;
  }

  override update(object: T): void {
    super.update(object);
    this.#push(this.list());
  }

  override delete(object: Keyed<T>): void {
    super.delete(object);
    this.#push(this.list());
  }

  override transaction(...transactions: readonly Transaction<T>[]): void {
    try {
      super.transaction(...transactions);
    } finally {
      this.#push(this.list());
    }
  }

  override replace(objects: readonly T[], resourceVersion: string): void {
    super.replace(objects, resourceVersion);
    this.#push(this.list());
  }
}
