import {
  BucketRateLimiter,
  type EnqueueingHandler,
  type Environment,
  enqueueObject,
  ItemExponentialFailureRateLimiter,
  ItemFastSlowRateLimiter,
  type KubernetesObject,
  MaxOfRateLimiter,
  PriorityOrder,
  type RateLimiter,
  RateLimitingQueue,
  type ReconcileContext,
  ReconcileLoop,
  type ReconcileLoopOptions,
  type ReconcileResult,
  TerminalError,
  WithMaxWaitRateLimiter,
} from "@informerlab/core";
import type { RetryLimits } from "../../invariants/invariant.ts";
import type { Observe } from "../../invariants/observation.ts";
import type { WorkQueueProgram } from "../../scenario/scenario.ts";
import { ProgramWaits } from "../programs/program-waits.ts";
import { GuestWorker, type WorkPlace } from "./guest-worker.ts";
import { QueueGauges } from "./queue-gauges.ts";
import { VirtualDelay } from "./virtual-delay.ts";

/** Reads one object of the cache that the workers use. */
export type CacheReader = (key: string) => KubernetesObject | undefined;

/** client-go's first wait of a controller's retries. */
const firstRetryMs = 5;
/** And its longest. */
const retryDefaultMaxMs = 1_000_000;

/** A work queue of a scenario, with its workers. */
export class WorkQueueActor {
  readonly name: string;
  readonly loop: ReconcileLoop;
  /** Undefined unless it is measured. */
  readonly gauges: QueueGauges | undefined;
  readonly #environment: Environment;
  readonly #program: WorkQueueProgram;
  readonly #resource: string;
  /** Runs that have come to their end, by key. */
  readonly #runs = new Map<string, number>();
  readonly #requeued = new Set<string>();
  /** How often each key was asked for: what makes it hot. */
  readonly #asks = new Map<string, number>();
  readonly #guests = new Map<string, GuestWorker>();
  readonly #observe: Observe | undefined;
  #read: CacheReader | undefined;
  readonly waits: ProgramWaits = new ProgramWaits();
  /** Reconciles that have begun and not ended. */
  runsUnderWay = 0;

  constructor(
    environment: Environment,
    options: {
      readonly program: WorkQueueProgram;
      readonly resource: string;
      readonly createQueue: ReconcileLoopOptions["createQueue"] | undefined;
      /** Where a judge wants to be told of what really happens. */
      readonly observe: Observe | undefined;
    },
  ) {
    const { program, resource, createQueue, observe } = options;
    this.#observe = observe;
    this.name = program.name;
    this.#environment = environment;
    this.#program = program;
    this.#resource = resource;
    this.gauges =
      program.metrics === true ? new QueueGauges(() => environment.clock.now()) : undefined;
    this.loop = new ReconcileLoop(environment, {
      name: program.name,
      maxConcurrent: program.workers ?? 1,
      reconcile: (_key, context) => this.#reconcile(context),
      // The trace tells of it, and the loop retries.
      onError: () => undefined,
      ...this.#createQueue(createQueue),
      ...(this.gauges === undefined ? {} : { metricsProvider: this.gauges }),
      ...(program.maxRetries === undefined ? {} : { maxRetries: program.maxRetries }),
      ...rateLimiterOf(environment, program),
    });
  }

  #createQueue(
    planted: ReconcileLoopOptions["createQueue"],
  ): Pick<ReconcileLoopOptions, "createQueue"> {
    const create: NonNullable<typeof planted> =
      planted ?? ((environment, options) => new RateLimitingQueue(environment, options));
    if (!this.isHotFirst) return { createQueue: create };
    const order = new PriorityOrder({ priorityOf: (key) => this.#asks.get(key) ?? 0 });
    return { createQueue: (environment, options) => create(environment, { ...options, order }) };
  }

  get isHotFirst(): boolean {
    return this.#program.hotFirst === true;
  }

  get workers(): number {
    let guests = 0;
    for (const guest of this.#guests.values()) if (guest.isThere) guests += 1;
    return (this.#program.workers ?? 1) + guests;
  }

  /** How its retries are limited, beside the controllers' own limits. */
  get limits(): RetryLimits {
    return this.#program;
  }

  /** Nothing waits, nothing is in processing, no retry is pending. */
  get isAtRest(): boolean {
    const { queue } = this.loop;
    for (const { isBusy } of this.#guests.values()) if (isBusy) return false;
    return this.runsUnderWay === 0 && queue.length === 0 && queue.waitingLength === 0;
  }

  /** One more worker, unless one of that name is there. */
  guestComes(worker: string): void {
    if (this.#guests.get(worker)?.isThere === true) return;
    const guest = new GuestWorker(this.#environment, {
      queue: this.loop.queue,
      worker,
      observe: this.#observe,
      read: (key, place) => this.#tellOfRead(key, place),
    });
    this.#guests.set(worker, guest);
    guest.come();
  }

  guestLeaves(worker: string): void {
    this.#guests.get(worker)?.leave();
  }

  #tellOfRead(key: string, place: WorkPlace): void {
    const ref = this.#refOf(key);
    const fact = {
      kind: "reconcile.read",
      ...place,
      ...(ref === undefined ? {} : { ref }),
    } as const;
    this.#environment.trace.emit?.(fact);
  }

  /** What the cache holds under a key. */
  #refOf(key: string): Parameters<ReconcileContext["read"]>[0] {
    const object = this.#read?.(key);
    if (object === undefined) return undefined;
    const { uid, resourceVersion } = object.metadata ?? {};
    return {
      resource: this.#resource,
      key,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    };
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

  /** Somebody asks for a key, at once or later. */
  ask(key: string, afterMs: number): void {
    this.isAsked(key, afterMs);
    if (afterMs > 0) this.loop.queue.addAfter(key, afterMs);
    else this.loop.queue.add(key);
  }

  /** Tells the judge that a key is asked for. */
  isAsked(key: string, afterMs = 0): void {
    const dueAt = this.#environment.clock.now() + afterMs;
    this.#asks.set(key, (this.#asks.get(key) ?? 0) + 1);
    this.#observe?.({ kind: "work.asked", queue: this.name, key, dueAt });
  }

  /** No more keys; `drain` waits until nothing is in processing. */
  shutDown(drain: boolean): void {
    this.#observe?.({ kind: "work.shut-down", queue: this.name, isDraining: drain });
    if (!drain) {
      this.loop.queue.shutDown();
      return;
    }
    this.loop.queue.shutDownWithDrain(() =>
      this.#observe?.({ kind: "work.drained", queue: this.name }),
    );
  }

  /** Stops the loop, again where that has happened. */
  stopAgain(): void {
    for (let turn = 0; turn < 2; turn++) {
      const wait = this.waits.begin();
      this.loop.stop(() => {
        wait.isOver = true;
      });
    }
  }

  #reconcile(
    context: ReconcileContext,
  ): ReconcileResult | undefined | PromiseLike<ReconcileResult | undefined> {
    const { key, lane } = context;
    this.#observe?.({ kind: "work.started", queue: this.name, key });
    context.read(this.#refOf(key));
    const { durationMs = 0 } = this.#program;
    if (durationMs === 0) return this.#finish(key);
    this.runsUnderWay += 1;
    return new VirtualDelay(this.#environment, lane, durationMs, () => {
      this.runsUnderWay -= 1;
      return this.#finish(key);
    });
  }

  #finish(key: string): ReconcileResult | undefined {
    const { failures: most = 0, failing, failsOn = [], failsForGoodOn = [] } = this.#program;
    const { requeueAfterMs } = this.#program;
    const failures = failing === undefined || failing.includes(key) ? most : 0;
    const ended = { kind: "work.ended", queue: this.name, key } as const;
    const run = (this.#runs.get(key) ?? 0) + 1;
    this.#runs.set(key, run);
    const failsForGood = failsForGoodOn.includes(run);
    if (run <= failures || failsOn.includes(run) || failsForGood) {
      const isGivenUp = failsForGood || this.#program.givesUp === true;
      // What is given up is owed to nobody.
      this.#observe?.({ ...ended, failed: !isGivenUp });
      throw new (isGivenUp ? TerminalError : Error)(`run ${run} of ${key} fails`);
    }
    if (requeueAfterMs === undefined || this.#requeued.has(key)) {
      this.#observe?.({ ...ended, failed: false });
      return undefined;
    }
    this.#requeued.add(key);
    this.#observe?.({ ...ended, failed: false, requeueAfterMs });
    return { requeueAfterMs };
  }
}

function rateLimiterOf(
  environment: Environment,
  program: WorkQueueProgram,
): Pick<ReconcileLoopOptions, "rateLimiter"> {
  const { retryMaxMs, bucket, fastSlow } = program;
  if (retryMaxMs === undefined && bucket === undefined && fastSlow === undefined) return {};
  const ofItem = itemLimiterOf(program);
  if (bucket === undefined) return { rateLimiter: ofItem };
  const { burst, perSecond: qps } = bucket;
  return {
    rateLimiter: new MaxOfRateLimiter(ofItem, new BucketRateLimiter(environment, { burst, qps })),
  };
}

/** What holds a key back for its own failures. */
function itemLimiterOf({ retryMaxMs, fastSlow }: WorkQueueProgram): RateLimiter {
  if (fastSlow === undefined)
    return new ItemExponentialFailureRateLimiter({
      baseDelayMs: firstRetryMs,
      maxDelayMs: retryMaxMs ?? retryDefaultMaxMs,
    });
  const { fastMs: fastDelayMs, slowMs: slowDelayMs, attempts: maxFastAttempts } = fastSlow;
  const limiter = new ItemFastSlowRateLimiter({ fastDelayMs, slowDelayMs, maxFastAttempts });
  return retryMaxMs === undefined ? limiter : new WithMaxWaitRateLimiter(limiter, retryMaxMs);
}
