import type { KubernetesObject, Queue } from "@informerlab/core";

type Inner = Queue<KubernetesObject>;

/** A queue that does what another does; what is overridden is the mistake. */
export class QueueAround implements Inner {
  readonly #inner: Inner;
  readonly transformer: Inner["transformer"];
  popBatch?: NonNullable<Inner["popBatch"]>;

  constructor(inner: Inner) {
    this.#inner = inner;
    this.transformer = inner.transformer;
    const popBatch = inner.popBatch?.bind(inner);
    if (popBatch !== undefined) this.popBatch = popBatch;
  }

  get hasSynced(): boolean {
    return this.#inner.hasSynced;
  }

  get length(): number {
    return this.#inner.length;
  }

  get isClosed(): boolean {
    return this.#inner.isClosed;
  }

  add(object: KubernetesObject): void {
    this.#inner.add(object);
  }

  update(object: KubernetesObject): void {
    this.#inner.update(object);
  }

  delete(object: Parameters<Inner["delete"]>[0]): void {
    this.#inner.delete(object);
  }

  replace(objects: readonly KubernetesObject[], resourceVersion: string): void {
    this.#inner.replace(objects, resourceVersion);
  }

  resync(): void {
    this.#inner.resync();
  }

  bookmark(resourceVersion: string): void {
    this.#inner.bookmark(resourceVersion);
  }

  pop(process: Parameters<Inner["pop"]>[0]): ReturnType<Inner["pop"]> {
    return this.#inner.pop(process);
  }

  close(): void {
    this.#inner.close();
  }
}
