import {
  type EnqueueingHandler,
  type Environment,
  enqueueObject,
  type KubernetesObject,
  type ReconcileContext,
  ReconcileLoop,
  type ReconcileLoopOptions,
  type ReconcileResult,
} from "@informerlab/core";
import type { WorkQueueProgram } from "../scenario/scenario.ts";
import { VirtualDelay } from "./virtual-delay.ts";

/** Reads one object of the cache that the workers use. */
export type CacheReader = (key: string) => KubernetesObject | undefined;

/** A work queue of a scenario, with its workers. */
export class WorkQueueActor {
  readonly name: string;
  readonly loop: ReconcileLoop;
  readonly #environment: Environment;
  readonly #program: WorkQueueProgram;
  readonly #resource: string;
  readonly #failures = new Map<string, number>();
  readonly #requeued = new Set<string>();
  #read: CacheReader = () => undefined;
  /** Reconciles that have begun and not ended. */
  runsUnderWay = 0;

  constructor(
    environment: Environment,
    options: {
      readonly program: WorkQueueProgram;
      readonly resource: string;
      readonly createQueue: ReconcileLoopOptions["createQueue"] | undefined;
    },
  ) {
    const { program, resource, createQueue } = options;
    this.name = program.name;
    this.#environment = environment;
    this.#program = program;
    this.#resource = resource;
    this.loop = new ReconcileLoop(environment, {
      name: program.name,
      maxConcurrent: program.workers ?? 1,
      reconcile: (_key, context) => this.#reconcile(context),
      // The trace tells of it, and the loop retries.
      onError: () => undefined,
      ...(createQueue === undefined ? {} : { createQueue }),
    });
  }

  /** Nothing waits, nothing is in processing, no retry is pending. */
  get isAtRest(): boolean {
    const { queue } = this.loop;
    return this.runsUnderWay === 0 && queue.length === 0 && queue.waitingLength === 0;
  }

  /** The workers begin, reading this cache. */
  start(read: CacheReader): void {
    this.#read = read;
    this.loop.start();
  }

  /** What an event handler does to feed this queue. */
  handler(): EnqueueingHandler<KubernetesObject> {
    return enqueueObject(this.loop.queue);
  }

  #reconcile(
    context: ReconcileContext,
  ): ReconcileResult | undefined | PromiseLike<ReconcileResult | undefined> {
    const { key, lane } = context;
    const object = this.#read(key);
    const { uid, resourceVersion } = object?.metadata ?? {};
    context.read(
      object === undefined
        ? undefined
        : {
            resource: this.#resource,
            key,
            ...(uid === undefined ? {} : { uid }),
            ...(resourceVersion === undefined ? {} : { resourceVersion }),
          },
    );
    const { durationMs = 0 } = this.#program;
    if (durationMs === 0) return this.#finish(key);
    this.runsUnderWay += 1;
    return new VirtualDelay(this.#environment, lane, durationMs, () => {
      this.runsUnderWay -= 1;
      return this.#finish(key);
    });
  }

  #finish(key: string): ReconcileResult | undefined {
    const { failures = 0, requeueAfterMs } = this.#program;
    const failed = this.#failures.get(key) ?? 0;
    if (failed < failures) {
      this.#failures.set(key, failed + 1);
      throw new Error(`reconcile of ${key} fails on purpose, ${failed + 1} of ${failures}`);
    }
    if (requeueAfterMs === undefined || this.#requeued.has(key)) return undefined;
    this.#requeued.add(key);
    return { requeueAfterMs };
  }
}
