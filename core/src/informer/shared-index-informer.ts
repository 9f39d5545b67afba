import type { KubernetesObject } from "../api/object.ts";
import { compareResourceVersions } from "../api/resource-version.ts";
import type { Indexers } from "../cache/index-functions.ts";
import { Indexer, type IndexerReader } from "../cache/indexer.ts";
import { MutationDetector } from "../cache/mutation-detector.ts";
import type { TransformFunction } from "../cache/store.ts";
import type { Environment } from "../environment/environment.ts";
import { Latch } from "../environment/latch.ts";
import { lane } from "../environment/scheduler.ts";
import { onStop, type StopSignal } from "../environment/stop-signal.ts";
import type { Queue } from "../queue/queue.ts";
import type { ListerWatcher } from "../source/lister-watcher.ts";
import type { BufferLimit } from "./coalescing-buffer.ts";
import { type ConsistencyReport, compareWithList } from "./consistency-check.ts";
import { Controller } from "./controller.ts";
import { createQueue, type QueueFlavour } from "./create-queue.ts";
import { DeltaProcessor } from "./delta-processor.ts";
import { EventDistributor, type Listener } from "./event-distributor.ts";
import type { ResourceEventHandler } from "./event-handler.ts";
import { type HandlerError, HandlerQueue } from "./handler-queue.ts";
import { HandlerRegistration } from "./handler-registration.ts";
import type { Notification } from "./notification.ts";
import { NotificationIterator } from "./notification-iterator.ts";
import type { ReflectorOptions } from "./reflector-options.ts";
import type { ReflectorRules } from "./reflector-rules.ts";
import { effectiveResyncPeriod, minimumResyncPeriodMs, ResyncSchedule } from "./resync.ts";
import { traceQueue } from "./trace-queue.ts";

/** Settings of a {@link SharedIndexInformer}. Times are milliseconds. */
export interface SharedIndexInformerOptions<T extends KubernetesObject>
  extends Pick<
    ReflectorOptions<T>,
    | "resource"
    | "expected"
    | "pageSize"
    | "minWatchTimeoutMs"
    | "maxInternalErrorRetryMs"
    | "useWatchList"
    | "readDeadlineMs"
    | "backoff"
  > {
  readonly listerWatcher: ListerWatcher<T>;
  /** Names lanes, facts and metrics; unique in its environment. @defaultValue the resource */
  readonly name?: string;
  /** DESIGN: what the queue between Reflector and Indexer promises. @defaultValue "real-atomic" */
  readonly queue?: QueueFlavour;
  /** RS-1: how often the whole cache is told again to handlers; 0 never. @defaultValue 0 */
  readonly resyncPeriodMs?: number;
  /** @defaultValue none */
  readonly indexers?: Indexers<T>;
  /** Trims objects before they are queued; must not change its argument and must be idempotent (RF-27). @defaultValue none */
  readonly transform?: TransformFunction<T>;
  /** Told of what ended a round of list and watch (RF-4). @defaultValue `environment.warn` */
  readonly watchErrorHandler?: (error: unknown) => void;
  /** Told when a handler threw or rejected. @defaultValue `environment.warn` */
  readonly handlerErrorHandler?: (error: HandlerError) => void;
  /** MD-1: finds whoever edits cached objects; costs a copy of each. @defaultValue false */
  readonly detectMutations?: boolean;
  /** Compares the cache with a list this often (see {@link SharedIndexInformer.checkConsistency}); 0 never. @defaultValue 0 */
  readonly consistencyCheckPeriodMs?: number;
  /** Parts to build from; tests plant bugs here. @defaultValue the real ones */
  readonly parts?: InformerParts<T>;
}

/** The seams at which a part can be replaced by another that keeps its contract. */
export interface InformerParts<T extends KubernetesObject> {
  createQueue?(...input: Parameters<typeof createQueue<T>>): Queue<T>;
  createIndexer?(options: ConstructorParameters<typeof Indexer<T>>[0]): Indexer<T>;
  createDeltaProcessor?(
    options: ConstructorParameters<typeof DeltaProcessor<T>>[0],
  ): DeltaProcessor<T>;
  createDistributor?(clock: Environment["clock"]): EventDistributor<T>;
  readonly reflectorRules?: ReflectorRules;
  wrapListerWatcher?(listerWatcher: ListerWatcher<T>): ListerWatcher<T>;
}

/** Settings of one handler. */
export interface HandlerOptions {
  /** RS-2: 0 never, else at least 1,000. @defaultValue the informer's period */
  readonly resyncPeriodMs?: number;
  /** @defaultValue `handler-N` */
  readonly name?: string;
  /** Bounded memory for slow handlers, see {@link BufferLimit}. @defaultValue unbounded, as in client-go */
  readonly buffer?: BufferLimit;
}

/** The informer was stopped; it cannot be used for this any more (SI-2, SI-5). */
export class InformerStateError extends Error {
  override readonly name = "InformerStateError";
}

/**
 * A local, indexed copy of one resource, kept up to date by list and watch, and the handlers that are told of its
 * changes.
 *
 * @see client-go tools/cache/shared_informer.go
 */
export class SharedIndexInformer<T extends KubernetesObject = KubernetesObject>
  implements AsyncDisposable
{
  readonly name: string;
  readonly resource: string;
  readonly #environment: Environment;
  readonly #options: SharedIndexInformerOptions<T>;
  readonly #indexer: Indexer<T>;
  readonly #distributor: EventDistributor<T>;
  readonly #listenerOf = new WeakMap<HandlerRegistration, Listener<T>>();
  readonly #synced = new Latch();
  readonly #stopped = new Latch();
  #transform: TransformFunction<T> | undefined;
  #watchErrorHandler: ((error: unknown) => void) | undefined;
  #controller: Controller<T> | undefined;
  readonly #mutationDetector: MutationDetector | undefined;
  #resyncCheckPeriodMs: number;
  #registrations = 0;
  #versionWaiters: { readonly version: string; readonly latch: Latch }[] = [];

  constructor(environment: Environment, options: SharedIndexInformerOptions<T>) {
    this.#environment = environment;
    this.#options = options;
    this.resource = options.resource;
    this.name = options.name ?? options.resource;
    this.#resyncCheckPeriodMs = options.resyncPeriodMs ?? 0;
    this.#transform = options.transform;
    this.#watchErrorHandler = options.watchErrorHandler;
    const indexerOptions = {
      indexers: options.indexers ?? {},
      claimsResourceVersion: this.#flavour === "real-atomic",
    };
    this.#indexer =
      options.parts?.createIndexer?.(indexerOptions) ?? new Indexer<T>(indexerOptions);
    this.#distributor =
      options.parts?.createDistributor?.(environment.clock) ??
      new EventDistributor<T>(environment.clock);
    if (options.detectMutations === true) {
      this.#mutationDetector = new MutationDetector(environment, { name: this.name });
    }
  }

  /** The cache, for reading; nothing protects the objects in it from being changed, so do not. */
  get indexer(): IndexerReader<T> {
    return this.#indexer;
  }

  /** SI-10: the first list is in the cache. Handlers may still have to hear of it: see {@link HandlerRegistration.hasSynced}. */
  get hasSynced(): boolean {
    return this.#synced.isSet;
  }

  /** SI-11: where the next watch begins; "" before the first list. */
  get lastSyncResourceVersion(): string {
    return this.#controller?.lastSyncResourceVersion ?? "";
  }

  get isStarted(): boolean {
    return this.#controller !== undefined;
  }

  /** SI-12. */
  get isStopped(): boolean {
    return this.#stopped.isSet;
  }

  /**
   * Registers a handler; allowed at any time before the stop. While the informer runs the handler first hears of every
   * cached object, flagged initial, then of every later change: no gap, nothing twice (SI-6).
   *
   * @throws InformerStateError after the stop (SI-5).
   */
  addEventHandler(
    handler: ResourceEventHandler<T>,
    options: HandlerOptions = {},
  ): HandlerRegistration {
    if (this.isStopped) {
      throw new InformerStateError(
        `informer ${this.name} has stopped: a handler added now would never be called`,
      );
    }
    const requestedMs = this.#negotiateResync(
      options.resyncPeriodMs ?? this.#options.resyncPeriodMs ?? 0,
    );
    const periodMs = effectiveResyncPeriod(requestedMs, this.#resyncCheckPeriodMs);
    this.#registrations += 1;
    const { handlerErrorHandler } = this.#options;
    const queue = new HandlerQueue<T>(this.#environment, {
      informer: this.name,
      resource: this.resource,
      name: options.name ?? `handler-${this.#registrations}`,
      handler,
      informerSynced: this.#synced,
      ...(options.buffer === undefined ? {} : { bufferLimit: options.buffer }),
      ...(handlerErrorHandler === undefined ? {} : { onHandlerError: handlerErrorHandler }),
    });
    const resync = new ResyncSchedule({
      requestedMs,
      periodMs,
      now: this.#environment.clock.now(),
    });
    const listener = { queue, resync };
    this.#environment.trace.emit?.({
      kind: "handler.registered",
      informer: this.name,
      handler: queue.name,
      resyncPeriodMs: periodMs,
      isLate: this.isStarted,
    });
    this.#distributor.add(listener);
    if (this.isStarted) {
      for (const object of this.#indexer.list())
        queue.add({ type: "add", object, isInInitialList: true });
    }
    const registration = new HandlerRegistration(queue.name, queue.synced);
    this.#listenerOf.set(registration, listener);
    queue.watchSynced();
    return registration;
  }

  /** SI-7: no new notification reaches the handler; a callback that runs is left to finish. Unknown ones are ignored. */
  removeEventHandler(registration: HandlerRegistration): void {
    const listener = this.#listenerOf.get(registration);
    if (listener === undefined || !this.#distributor.remove(listener)) return;
    this.#environment.trace.emit?.({
      kind: "handler.removed",
      informer: this.name,
      handler: listener.queue.name,
      dropped: listener.queue.depth,
    });
    listener.queue.close();
  }

  /** SI-8: removes the handler and resolves once no callback of it runs. Awaited inside that handler it never would. */
  shutDownEventHandler(registration: HandlerRegistration): Promise<void> {
    this.removeEventHandler(registration);
    const listener = this.#listenerOf.get(registration);
    return new Promise((resolve) => {
      if (listener === undefined) resolve();
      else listener.queue.whenDone(resolve);
    });
  }

  /** IX-9. @throws IndexConflictError; InformerStateError after the stop (SI-5). */
  addIndexers(indexers: Indexers<T>): void {
    if (this.isStopped)
      throw new InformerStateError(`informer ${this.name} has stopped: indexes cannot be added`);
    this.#indexer.addIndexers(indexers);
  }

  /** @throws InformerStateError once started (SI-1). */
  setTransform(transform: TransformFunction<T>): void {
    this.#mustNotBeStarted("a transform");
    this.#transform = transform;
  }

  /** @throws InformerStateError once started (SI-1). */
  setWatchErrorHandler(handler: (error: unknown) => void): void {
    this.#mustNotBeStarted("a watch error handler");
    this.#watchErrorHandler = handler;
  }

  /** Starts in the background. A second call, or one after the stop, warns and does nothing (SI-2). */
  start(): void {
    if (this.isStarted || this.isStopped) {
      this.#environment.warn?.(
        `informer ${this.name} was ${this.isStopped ? "stopped" : "started"} already; an informer runs once, make another one`,
      );
      return;
    }
    this.#environment.trace.emit?.({
      kind: "informer.started",
      informer: this.name,
      resource: this.resource,
      queue: this.#flavour,
      resyncPeriodMs: this.#resyncCheckPeriodMs,
      indexes: Object.keys(this.#indexer.getIndexers()),
    });
    this.#controller = this.#createController();
    this.#controller.start();
    this.#scheduleConsistencyCheck();
  }

  /** Runs until the signal; resolves when stopped. */
  run(signal: StopSignal): Promise<void> {
    this.start();
    return new Promise((resolve) => {
      onStop(signal, () => this.stop());
      this.#stopped.onSet(resolve);
    });
  }

  /** SI-3: ends reading, then the handlers' queues. A callback that runs is not waited for. */
  stop(): void {
    if (this.isStopped) return;
    this.#controller?.stop();
    this.#mutationDetector?.stop();
    for (const { queue } of this.#distributor.listeners) queue.close();
    this.#environment.trace.emit?.({ kind: "informer.stopped", informer: this.name });
    this.#stopped.set();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
  }

  /** Calls back once the informer is stopped. */
  onStopped(told: () => void): void {
    this.#stopped.onSet(told);
  }

  /** Calls back once {@link hasSynced}. */
  onSynced(told: () => void): void {
    this.#synced.onSet(told);
  }

  /** Resolves to true once {@link hasSynced}, to false when the signal comes first. */
  waitForSync(signal?: StopSignal): Promise<boolean> {
    return this.#synced.wait(signal);
  }

  /**
   * Resolves to true once the cache holds everything up to `version`: read your own writes by waiting for the
   * resourceVersion that a write returned. Resolves to false when the signal or the stop comes first. Events of other
   * objects and bookmarks count, so on a quiet resource it can take until the next bookmark.
   *
   * @throws RangeError when `version` is no resourceVersion that can be compared (KEP-5504).
   */
  async waitForResourceVersion(version: string, signal?: StopSignal): Promise<boolean> {
    compareResourceVersions(version, version);
    const waiter = { version, latch: new Latch() };
    this.#versionWaiters.push(waiter);
    this.#tellVersionWaiters();
    const forgetStop = new Latch();
    const hasReached = await Promise.race([
      waiter.latch.wait(signal),
      this.#stopped.wait().then(() => waiter.latch.isSet),
      forgetStop.wait(signal),
    ]);
    this.#versionWaiters = this.#versionWaiters.filter((other) => other !== waiter);
    return hasReached;
  }

  /** Notifications as they come, beginning with the cached objects; ends with the signal, the stop, or `break`. */
  notifications(
    signal?: StopSignal,
    options: HandlerOptions = {},
  ): AsyncIterableIterator<Notification<T>> {
    return new NotificationIterator<T>(
      (handler) => {
        const registration = this.addEventHandler(handler, options);
        return () => this.removeEventHandler(registration);
      },
      [(end) => onStop(signal, end), (end) => this.#stopped.onSet(end)],
    );
  }

  /**
   * Lists at exactly the version that the cache claims and compares: nothing may differ (RF-45). Needs the queue
   * `real-atomic`, whose store claims a version. Answers undefined when there is nothing to compare: no version yet,
   * or the server has forgotten it.
   */
  checkConsistency(): Promise<ConsistencyReport | undefined> {
    return new Promise((resolve, reject) => {
      compareWithList<T>(
        {
          listerWatcher: this.#options.listerWatcher,
          indexer: this.#indexer,
          transform: this.#transform,
        },
        (result) => {
          if (!result.ok) {
            reject(result.error);
            return;
          }
          const { report } = result;
          if (report !== undefined && !report.isConsistent) this.#onInconsistent(report);
          resolve(report);
        },
      );
    });
  }

  get #flavour(): QueueFlavour {
    return this.#options.queue ?? "real-atomic";
  }

  #createController(): Controller<T> {
    const { environment, options } = { environment: this.#environment, options: this.#options };
    const { parts } = options;
    const queueOptions = {
      flavour: this.#flavour,
      knownObjects: this.#indexer,
      observer: traceQueue<T>(environment.trace, this.name, this.resource),
      ...(this.#transform === undefined ? {} : { transformer: this.#transform }),
    };
    const queue = parts?.createQueue?.(queueOptions) ?? createQueue<T>(queueOptions);
    const processorOptions = {
      informer: this.name,
      resource: this.resource,
      indexer: this.#indexer,
      trace: environment.trace,
      notify: (notification: Notification<T>, cause: number | undefined) => {
        this.#mutationDetector?.watch(notification.object);
        this.#distributor.distribute(notification, cause);
      },
    };
    const processor =
      parts?.createDeltaProcessor?.(processorOptions) ?? new DeltaProcessor<T>(processorOptions);
    const { listerWatcher, resource, queue: _queue, name: _name, ...rest } = options;
    return new Controller<T>(environment, {
      queue,
      reflector: {
        ...reflectorOptionsOf(rest),
        listerWatcher: parts?.wrapListerWatcher?.(listerWatcher) ?? listerWatcher,
        resource,
        name: this.name,
        resyncPeriodMs: this.#resyncCheckPeriodMs,
        shouldResync: () => this.#distributor.shouldResync(),
        ...(parts?.reflectorRules === undefined ? {} : { rules: parts.reflectorRules }),
        ...(this.#watchErrorHandler === undefined
          ? {}
          : { watchErrorHandler: this.#watchErrorHandler }),
      },
      process: (deltas, isInInitialList) => processor.process(deltas, isInInitialList),
      ...(this.#flavour === "real-atomic"
        ? {
            processBatch: (deltas, isInInitialList) =>
              processor.processBatch(deltas, isInInitialList),
          }
        : {}),
      onProgress: () => this.#onProgress(),
    });
  }

  #onProgress(): void {
    if (!this.#synced.isSet && this.#controller?.hasSynced === true) {
      this.#environment.trace.emit?.({
        kind: "informer.synced",
        informer: this.name,
        count: this.#indexer.size,
      });
      this.#synced.set();
    }
    if (this.#versionWaiters.length > 0) this.#tellVersionWaiters();
  }

  #tellVersionWaiters(): void {
    const version = this.#completeVersion();
    if (version === undefined) return;
    for (const waiter of this.#versionWaiters) {
      if (compareResourceVersions(version, waiter.version) >= 0) waiter.latch.set();
    }
  }

  /** The version up to which the cache is complete; undefined while that cannot be said. */
  #completeVersion(): string | undefined {
    if (!this.#synced.isSet) return undefined;
    if (this.#flavour === "real-atomic")
      return this.#indexer.lastStoreSyncResourceVersion || undefined;
    // The other flavours claim no version, but with an empty queue everything received is in the store.
    return this.#controller?.isDrained === true
      ? this.lastSyncResourceVersion || undefined
      : undefined;
  }

  /** RS-2, RS-3. */
  #negotiateResync(requestedMs: number): number {
    if (requestedMs <= 0) return 0;
    const wantedMs = Math.max(requestedMs, minimumResyncPeriodMs);
    if (wantedMs >= this.#resyncCheckPeriodMs) return wantedMs;
    if (this.isStarted) return this.#resyncCheckPeriodMs;
    this.#resyncCheckPeriodMs = wantedMs;
    this.#distributor.resyncCheckPeriodChanged(wantedMs);
    return wantedMs;
  }

  #mustNotBeStarted(what: string): void {
    if (this.isStarted || this.isStopped) {
      throw new InformerStateError(
        `informer ${this.name} has already started: set ${what} before start()`,
      );
    }
  }

  #scheduleConsistencyCheck(): void {
    const periodMs = this.#options.consistencyCheckPeriodMs ?? 0;
    if (periodMs <= 0) return;
    const checkLane = lane(`consistency/${this.name}`);
    const check = (): void => {
      if (this.isStopped) return;
      this.#environment.scheduler.settle(checkLane, this.checkConsistency(), () =>
        this.#scheduleConsistencyCheck(),
      );
    };
    const cancel = this.#environment.clock.after(periodMs, checkLane, check);
    this.#stopped.onSet(cancel);
  }

  #onInconsistent({ missing, extra, different }: ConsistencyReport): void {
    this.#environment.trace.emit?.({
      kind: "informer.inconsistent",
      informer: this.name,
      missing,
      extra,
      different,
    });
    this.#environment.warn?.(
      `informer ${this.name}: the cache differs from the server at the same version: ` +
        `missing ${missing.length}, extra ${extra.length}, different ${different.length}`,
    );
  }
}

function reflectorOptionsOf<T extends KubernetesObject>(
  options: Partial<SharedIndexInformerOptions<T>>,
): Partial<ReflectorOptions<T>> {
  const {
    expected,
    pageSize,
    minWatchTimeoutMs,
    maxInternalErrorRetryMs,
    useWatchList,
    readDeadlineMs,
    backoff,
  } = options;
  return {
    ...(expected === undefined ? {} : { expected }),
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(minWatchTimeoutMs === undefined ? {} : { minWatchTimeoutMs }),
    ...(maxInternalErrorRetryMs === undefined ? {} : { maxInternalErrorRetryMs }),
    ...(useWatchList === undefined ? {} : { useWatchList }),
    ...(readDeadlineMs === undefined ? {} : { readDeadlineMs }),
    ...(backoff === undefined ? {} : { backoff }),
  };
}
