import type { KubernetesObject } from "../api/object.ts";
import { type KeyFunction, metaNamespaceKey } from "../api/object-key.ts";
import type { Keyed } from "../cache/store.ts";
import { FIFOClosedError, type PopResult, queueKeyOf } from "./queue.ts";
import { RingBuffer } from "./ring-buffer.ts";

/**
 * The plain queue: the newest object of each key, in the order of first coming (QU-13). What was deleted keeps its place,
 * and is skipped there unless it was added again. No informer uses it.
 *
 * @see client-go tools/cache/fifo.go
 */
export class FIFO<T extends KubernetesObject> {
  readonly #keyFunction: KeyFunction;
  readonly #objects = new Map<string, T>();
  /** Keys, also of what was deleted since, and one that came again twice. */
  readonly #order = new RingBuffer<string>();
  #isPopulated = false;
  #initialPopulationCount = 0;
  #isClosed = false;

  constructor(keyFunction: KeyFunction = metaNamespaceKey) {
    this.#keyFunction = keyFunction;
  }

  get hasSynced(): boolean {
    return this.#isPopulated && this.#initialPopulationCount === 0;
  }

  get length(): number {
    return this.#objects.size;
  }

  /** A key that waits keeps its place and gets the newer object. @throws KeyError. */
  add(object: T): void {
    const key = queueKeyOf(this.#keyFunction, object);
    this.#isPopulated = true;
    if (!this.#objects.has(key)) this.#order.push(key);
    this.#objects.set(key, object);
  }

  update(object: T): void {
    this.add(object);
  }

  delete(object: Keyed<T>): void {
    const key = queueKeyOf(this.#keyFunction, object);
    this.#isPopulated = true;
    this.#objects.delete(key);
  }

  /** Forgets what waits; the order is that of the list. @throws KeyError; nothing changes then. */
  replace(objects: readonly T[]): void {
    const items = objects.map((object) => [queueKeyOf(this.#keyFunction, object), object] as const);
    this.#objects.clear();
    this.#order.clear();
    for (const [key, object] of items) this.#objects.set(key, object);
    for (const key of this.#objects.keys()) this.#order.push(key);
    if (this.#isPopulated) return;
    this.#isPopulated = true;
    this.#initialPopulationCount = this.#objects.size;
  }

  /** @throws FIFOClosedError when closed and empty. */
  pop(process: (object: T, isInInitialList: boolean) => void): PopResult {
    for (;;) {
      const key = this.#order.shift();
      if (key === undefined) {
        if (this.#isClosed) throw new FIFOClosedError();
        return "empty";
      }
      const isInInitialList = !this.hasSynced;
      if (this.#initialPopulationCount > 0) this.#initialPopulationCount -= 1;
      const object = this.#objects.get(key);
      if (object === undefined) continue;
      this.#objects.delete(key);
      process(object, isInInitialList);
      return "popped";
    }
  }

  close(): void {
    this.#isClosed = true;
  }
}
