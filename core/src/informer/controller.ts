import type { KubernetesObject } from "../api/object.ts";
import type { Keyed, TransformFunction } from "../cache/store.ts";
import type { Environment } from "../environment/environment.ts";
import { type Lane, lane } from "../environment/scheduler.ts";
import type { Deltas } from "../queue/delta.ts";
import type { PopProcess, Queue, ReflectorStore } from "../queue/queue.ts";
import { Reflector } from "../reflector/reflector.ts";
import type { ReflectorOptions } from "../reflector/reflector-options.ts";
import { summaryOf } from "./delta-processor.ts";

/** Settings of a {@link Controller}. */
export interface ControllerOptions<T extends KubernetesObject> {
  /** How the Reflector reads; its store is the queue. */
  readonly reflector: Omit<ReflectorOptions<T>, "store">;
  readonly queue: Queue<T>;
  /** Handles one pop. What it throws is reported and the next pop comes (CT-2). */
  readonly process: PopProcess<T>;
  /** With it, and a queue that can, deltas are popped in batches. @defaultValue none */
  readonly processBatch?: PopProcess<T>;
  /** Called whenever the queue may have become synced. */
  readonly onProgress?: () => void;
}

/**
 * The motor of an informer: a Reflector that fills a queue and a loop on the lane `controller/NAME` that empties it
 * (CT-1).
 *
 * @see client-go tools/cache/controller.go
 */
export class Controller<T extends KubernetesObject> implements ReflectorStore<T> {
  readonly #environment: Environment;
  readonly #options: ControllerOptions<T>;
  readonly #queue: Queue<T>;
  readonly #reflector: Reflector<T>;
  readonly #lane: Lane;
  readonly #name: string;
  #isScheduled = false;
  #isStopped = false;

  constructor(environment: Environment, options: ControllerOptions<T>) {
    this.#environment = environment;
    this.#options = options;
    this.#queue = options.queue;
    this.#name = options.reflector.name ?? options.reflector.resource;
    this.#lane = lane(`controller/${this.#name}`);
    this.#reflector = new Reflector(environment, { ...options.reflector, store: this });
  }

  /** CT-3. */
  get hasSynced(): boolean {
    return this.#queue.hasSynced;
  }

  /** CT-3: "" before the first list. */
  get lastSyncResourceVersion(): string {
    return this.#reflector.lastSyncResourceVersion;
  }

  get reflector(): Reflector<T> {
    return this.#reflector;
  }

  /** Nothing waits between the Reflector and the store. */
  get isDrained(): boolean {
    return this.#queue.length === 0;
  }

  start(): void {
    this.#reflector.start();
  }

  /** Closes the queue and ends the loop; what still waits is not processed (CT-2). */
  stop(): void {
    this.#isStopped = true;
    this.#queue.close();
    this.#reflector.stop();
  }

  get transformer(): TransformFunction<T> | undefined {
    return this.#queue.transformer;
  }

  add(object: T): void {
    this.#queue.add(object);
    this.#wake();
  }

  update(object: T): void {
    this.#queue.update(object);
    this.#wake();
  }

  delete(object: Keyed<T>): void {
    this.#queue.delete(object);
    this.#wake();
  }

  replace(objects: readonly T[], resourceVersion: string): void {
    try {
      this.#queue.replace(objects, resourceVersion);
    } finally {
      // What a replace that failed half-way has queued is delivered all the same (DF-10, RQ-6). An empty list queues
      // nothing, but it is progress once the Reflector has noted its version: in a later step.
      this.#schedule();
      this.#progress();
    }
  }

  resync(): void {
    this.#queue.resync();
    this.#wake();
  }

  bookmark(resourceVersion: string): void {
    this.#queue.bookmark(resourceVersion);
    this.#wake();
  }

  /** The Reflector has moved on: with nothing in the queue, the cache is complete up to there. */
  updateResourceVersion(_resourceVersion: string): void {
    if (this.#queue.length === 0) this.#progress();
  }

  #wake(): void {
    if (this.#queue.length > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isStopped) return;
    this.#isScheduled = true;
    this.#environment.scheduler.post(this.#lane, this.#step);
  }

  readonly #step = (): void => {
    this.#isScheduled = false;
    if (this.#isStopped) return;
    this.#reporting(() => this.#pop());
    this.#progress();
    this.#wake();
  };

  /** What a program does when it hears of progress may throw; reading goes on. */
  #progress(): void {
    this.#reporting(() => this.#options.onProgress?.());
  }

  #reporting(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#environment.scheduler.report(error, this.#lane);
    }
  }

  #pop(): void {
    const { process, processBatch } = this.#options;
    if (this.#environment.trace.emit === undefined) {
      this.#popWith(process, processBatch);
    } else {
      this.#popWith(this.#traced(process, false), processBatch && this.#traced(processBatch, true));
    }
  }

  #popWith(process: PopProcess<T>, processBatch: PopProcess<T> | undefined): void {
    if (processBatch !== undefined && this.#queue.popBatch !== undefined) {
      this.#queue.popBatch(processBatch, process);
    } else {
      this.#queue.pop(process);
    }
  }

  #traced(process: PopProcess<T>, isBatch: boolean): PopProcess<T> {
    return (deltas: Deltas<T>, isInInitialList: boolean) => {
      const seq = this.#environment.trace.emit?.(
        {
          kind: "queue.popped",
          informer: this.#name,
          deltas: deltas.map((delta) => summaryOf(this.#options.reflector.resource, delta)),
          isBatch,
          isInitial: isInInitialList,
          length: this.#queue.length,
        },
        deltas[deltas.length - 1]?.cause,
      );
      // With one delta the pop itself is the next link of its chain; in a batch each delta keeps its own.
      const [only] = deltas;
      const linked = only !== undefined && deltas.length === 1 ? [{ ...only, cause: seq }] : deltas;
      process(linked, isInInitialList);
    };
  }
}
