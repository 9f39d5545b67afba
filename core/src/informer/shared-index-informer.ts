import type { KubernetesObject } from "../api/object.ts";
import type { Indexers } from "../cache/index-functions.ts";
import { Indexer, type IndexerReader } from "../cache/indexer.ts";
import { MutationDetector } from "../cache/mutation-detector.ts";
import type { TransformFunction } from "../cache/store.ts";
import type { Environment } from "../environment/environment.ts";
import { Latch } from "../environment/latch.ts";
import { type Cancel, lane } from "../environment/scheduler.ts";
import { onStop, type StopSignal } from "../environment/stop-signal.ts";
import { EventDistributor, type Listener } from "../handlers/event-distributor.ts";
import type { ResourceEventHandler } from "../handlers/event-handler.ts";
import { HandlerQueue } from "../handlers/handler-queue.ts";
import { HandlerRegistration } from "../handlers/handler-registration.ts";
import type { Notification } from "../handlers/notification.ts";
import { NotificationIterator } from "../handlers/notification-iterator.ts";
import {
  effectiveResyncPeriod,
  minimumResyncPeriodMs,
  ResyncSchedule,
} from "../handlers/resync.ts";
import { type ConsistencyReport, compareWithList, reportConsistency } from "./consistency-check.ts";
import { Controller } from "./controller.ts";
import { createQueue, type QueueFlavour } from "./create-queue.ts";
import { DeltaProcessor } from "./delta-processor.ts";
import type {
  HandlerOptions,
  SharedIndexInformerOptions,
} from "./shared-index-informer-options.ts";
import { traceQueue } from "./trace-queue.ts";
import { VersionWaiters } from "./version-waiters.ts";

/** The informer is not in a state that allows this (SI-1, SI-2, SI-5). */
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
  readonly #flavour: QueueFlavour;
  readonly #indexer: Indexer<T>;
  readonly #distributor: EventDistributor<T>;
  readonly #listenerOf = new WeakMap<HandlerRegistration, Listener<T>>();
  readonly #mutationDetector: MutationDetector | undefined;
  readonly #versionWaiters: VersionWaiters;
  readonly #synced = new Latch();
  readonly #stopped = new Latch();
  #transform: TransformFunction<T> | undefined;
  #watchErrorHandler: ((error: unknown) => void) | undefined;
  #controller: Controller<T> | undefined;
  #resyncCheckPeriodMs: number;

  constructor(environment: Environment, options: SharedIndexInformerOptions<T>) {
    const { parts } = options;
    this.#environment = environment;
    this.#options = options;
    this.#flavour = options.queue ?? "real-atomic";
    this.resource = options.resource;
    this.name = options.name ?? options.resource;
    this.#resyncCheckPeriodMs = options.resyncPeriodMs ?? 0;
    this.#transform = options.transform;
    this.#watchErrorHandler = options.watchErrorHandler;
    const indexerOptions = {
      indexers: options.indexers ?? {},
      claimsResourceVersion: this.#flavour === "real-atomic",
    };
    this.#indexer = parts?.createIndexer?.(indexerOptions) ?? new Indexer<T>(indexerOptions);
    const { clock } = environment;
    this.#distributor = parts?.createDistributor?.(clock) ?? new EventDistributor<T>(clock);
    if (options.detectMutations === true)
      this.#mutationDetector = new MutationDetector(environment, { name: this.name });
    this.#versionWaiters = new VersionWaiters(() => this.#completeVersion());
  }

  /** The cache, for reading. The objects in it are shared: copy one before changing it (SI-14). */
  get indexer(): IndexerReader<T> {
    return this.#indexer;
  }

  /**
   * SI-10: the first list is in the cache. Handlers may still have to hear of it, see
   * {@link HandlerRegistration.hasSynced}.
   */
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
    this.#mustNotBeStopped("a handler added now would never be called");
    const listener = this.#createListener(handler, options);
    const { queue, resync } = listener;
    this.#environment.trace.emit?.({
      kind: "handler.registered",
      informer: this.name,
      handler: queue.name,
      resyncPeriodMs: resync.periodMs,
      isLate: this.isStarted,
    });
    this.#distributor.add(listener);
    if (this.isStarted) {
      for (const object of this.#indexer.list()) {
        queue.add({ type: "add", object, isInInitialList: true });
      }
    }
    const registration = new HandlerRegistration(queue.name, queue.synced);
    this.#listenerOf.set(registration, listener);
    queue.watchSynced();
    return registration;
  }

  /**
   * SI-7: no new notification reaches the handler; a callback that runs is left to finish. Registrations of others and
   * removed ones are ignored.
   */
  removeEventHandler(registration: HandlerRegistration): void {
    const listener = this.#listenerOf.get(registration);
    if (listener === undefined || !this.#distributor.remove(listener)) return;
    const { queue } = listener;
    this.#environment.trace.emit?.({
      kind: "handler.removed",
      informer: this.name,
      handler: queue.name,
      dropped: queue.depth,
    });
    queue.close();
  }

  /** SI-8: removes the handler and resolves once no callback of it runs; awaited inside that handler, never. */
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
    this.#mustNotBeStopped("indexes cannot be added");
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
      const state = this.isStopped ? "stopped" : "started";
      this.#environment.warn?.(
        `informer ${this.name} was ${state} already; an informer runs once, make another one`,
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
   * resourceVersion that a write returned. Resolves to false when the signal comes first. Events of other
   * objects and bookmarks count, so on a quiet resource it can take until the next bookmark.
   * @throws RangeError when `version` is no resourceVersion that can be compared (KEP-5504).
   */
  waitForResourceVersion(version: string, signal?: StopSignal): Promise<boolean> {
    return this.#versionWaiters.wait(version, signal);
  }

  /** Calls back when {@link waitForResourceVersion} would resolve to true. @throws RangeError as that does. */
  onResourceVersion(version: string, told: () => void): Cancel {
    return this.#versionWaiters.onReached(version, told);
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
   * or the server has forgotten it. Rejects when the list fails otherwise.
   */
  checkConsistency(): Promise<ConsistencyReport | undefined> {
    const { listerWatcher } = this.#options;
    const source = { listerWatcher, indexer: this.#indexer, transform: this.#transform };
    return new Promise((resolve, reject) => {
      compareWithList<T>(source, (result) => {
        if (!result.ok) {
          reject(result.error);
          return;
        }
        if (result.report !== undefined)
          reportConsistency(this.#environment, this.name, result.report);
        resolve(result.report);
      });
    });
  }

  #createListener(handler: ResourceEventHandler<T>, options: HandlerOptions): Listener<T> {
    const requestedMs = this.#negotiateResync(
      options.resyncPeriodMs ?? this.#options.resyncPeriodMs ?? 0,
    );
    const { handlerErrorHandler } = this.#options;
    const queue = new HandlerQueue<T>(this.#environment, {
      informer: this.name,
      resource: this.resource,
      name: options.name ?? this.#distributor.freeHandlerName(),
      handler,
      informerSynced: this.#synced,
      ...(options.buffer === undefined ? {} : { bufferLimit: options.buffer }),
      ...(handlerErrorHandler === undefined ? {} : { onHandlerError: handlerErrorHandler }),
    });
    const resync = new ResyncSchedule({
      requestedMs,
      periodMs: effectiveResyncPeriod(requestedMs, this.#resyncCheckPeriodMs),
      now: this.#environment.clock.now(),
    });
    return { queue, resync };
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

  #createController(): Controller<T> {
    const options = this.#options;
    const { parts, listerWatcher } = options;
    const queueOptions = {
      flavour: this.#flavour,
      knownObjects: this.#indexer,
      observer: traceQueue<T>(this.#environment.trace, this.name, this.resource),
      ...(this.#transform === undefined ? {} : { transformer: this.#transform }),
    };
    const processorOptions = {
      informer: this.name,
      resource: this.resource,
      indexer: this.#indexer,
      trace: this.#environment.trace,
      notify: (notification: Notification<T>, cause: number | undefined) =>
        this.#notify(notification, cause),
    };
    const processor =
      parts?.createDeltaProcessor?.(processorOptions) ?? new DeltaProcessor<T>(processorOptions);
    return new Controller<T>(this.#environment, {
      queue: parts?.createQueue?.(queueOptions) ?? createQueue<T>(queueOptions),
      reflector: {
        ...options,
        toldErrors: options.toldErrors ?? "every-cause",
        listerWatcher: parts?.wrapListerWatcher?.(listerWatcher) ?? listerWatcher,
        name: this.name,
        resyncPeriodMs: this.#resyncCheckPeriodMs,
        shouldResync: () => this.#distributor.shouldResync(),
        ...(parts?.reflectorRules === undefined ? {} : { rules: parts.reflectorRules }),
        ...(this.#watchErrorHandler === undefined
          ? {}
          : { watchErrorHandler: this.#watchErrorHandler }),
      },
      process: (deltas, isInInitialList) => processor.process(deltas, isInInitialList),
      ...(this.#flavour !== "real-atomic"
        ? {}
        : { processBatch: (deltas, isInitial) => processor.processBatch(deltas, isInitial) }),
      onProgress: () => this.#onProgress(),
    });
  }

  #notify(notification: Notification<T>, cause: number | undefined): void {
    this.#mutationDetector?.watch(notification.object);
    this.#distributor.distribute(notification, cause);
  }

  #onProgress(): void {
    if (!this.#synced.isSet && this.#controller?.hasSynced === true) {
      const count = this.#indexer.size;
      this.#environment.trace.emit?.({ kind: "informer.synced", informer: this.name, count });
      this.#synced.set();
    }
    this.#versionWaiters.tell();
  }

  #completeVersion(): string | undefined {
    if (!this.#synced.isSet) return undefined;
    if (this.#flavour === "real-atomic") {
      return this.#indexer.lastStoreSyncResourceVersion || undefined;
    }
    // The other flavours claim no version, but with an empty queue everything received is in the store.
    if (this.#controller?.isDrained !== true) return undefined;
    return this.lastSyncResourceVersion || undefined;
  }

  #mustNotBeStarted(what: string): void {
    if (!this.isStarted && !this.isStopped) return;
    throw new InformerStateError(
      `informer ${this.name} has already started: set ${what} before start()`,
    );
  }

  #mustNotBeStopped(consequence: string): void {
    if (!this.isStopped) return;
    throw new InformerStateError(`informer ${this.name} has stopped: ${consequence}`);
  }

  #scheduleConsistencyCheck(): void {
    const periodMs = this.#options.consistencyCheckPeriodMs ?? 0;
    if (periodMs <= 0 || this.isStopped) return;
    const { clock, scheduler, warn } = this.#environment;
    const checkLane = lane(`consistency/${this.name}`);
    const cancel = clock.after(periodMs, checkLane, () => {
      scheduler.settle(checkLane, this.checkConsistency(), (result) => {
        if (result.status === "rejected") {
          warn?.(`informer ${this.name}: the consistency check could not list`, result.reason);
        }
        forget();
        this.#scheduleConsistencyCheck();
      });
    });
    const forget = this.#stopped.onSet(cancel);
  }
}
