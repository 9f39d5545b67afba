import type { ListScope } from "../api/list.ts";
import { copyJson, type KubernetesObject } from "../api/object.ts";
import type { Indexers } from "../cache/index-functions.ts";
import { Indexer, type IndexerReader } from "../cache/indexer.ts";
import { MutationDetector, type MutationError } from "../cache/mutation-detector.ts";
import type { TransformFunction } from "../cache/store.ts";
import type { Environment } from "../environment/environment.ts";
import { Latch } from "../environment/latch.ts";
import { type Cancel, lane } from "../environment/scheduler.ts";
import { onStop, type StopSignal } from "../environment/stop-signal.ts";
import { EventDistributor } from "../handlers/event-distributor.ts";
import type { ResourceEventHandler } from "../handlers/event-handler.ts";
import type { HandlerRegistration } from "../handlers/handler-registration.ts";
import type { Notification } from "../handlers/notification.ts";
import { NotificationIterator } from "../handlers/notification-iterator.ts";
import { refOf } from "../reflector/object-ref.ts";
import type { ListerWatcher } from "../source/lister-watcher.ts";
import { type ConsistencyReport, compareWithList, reportConsistency } from "./consistency-check.ts";
import { Controller } from "./controller.ts";
import { createQueue, type QueueFlavour } from "./create-queue.ts";
import { DeltaProcessor } from "./delta-processor.ts";
import { InformerHandlers } from "./informer-handlers.ts";
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
  readonly #handlers: InformerHandlers<T>;
  readonly #mutationDetector: MutationDetector | undefined;
  readonly #versionWaiters: VersionWaiters;
  readonly #synced = new Latch();
  readonly #stopped = new Latch();
  #transform: TransformFunction<T> | undefined;
  #watchErrorHandler: ((error: unknown) => void) | undefined;
  #controller: Controller<T> | undefined;
  #isStopping = false;

  constructor(environment: Environment, options: SharedIndexInformerOptions<T>) {
    const { parts } = options;
    this.#environment = environment;
    this.#options = options;
    this.#flavour = options.queue ?? "real-atomic";
    this.resource = options.resource;
    this.name = options.name ?? options.resource;
    this.#transform = options.transform;
    this.#watchErrorHandler = options.watchErrorHandler;
    const indexerOptions = {
      indexers: options.indexers ?? {},
      claimsResourceVersion: this.#flavour === "real-atomic",
    };
    this.#indexer = parts?.createIndexer?.(indexerOptions) ?? new Indexer<T>(indexerOptions);
    const { clock } = environment;
    this.#distributor = parts?.createDistributor?.(clock) ?? new EventDistributor<T>(clock);
    this.#handlers = new InformerHandlers(environment, {
      informer: this.name,
      options,
      store: this.#indexer,
      synced: this.#synced,
      distributor: this.#distributor,
      ...(options.detectMutations === true
        ? {
            afterCall: (object, handler) => this.#mutationDetector?.checkAfterCall(object, handler),
          }
        : {}),
    });
    if (options.detectMutations === true)
      this.#mutationDetector = new MutationDetector(environment, {
        name: this.name,
        onMutation: options.mutationHandler,
        onFound: (error, object) => this.#tellOfMutation(error, object as T),
      });
    this.#versionWaiters = new VersionWaiters(() => this.#completeVersion(), this.#stopped);
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
    return this.#handlers.add(handler, options, this.isStarted);
  }

  /**
   * SI-7: no new notification reaches the handler; a callback that runs is left to finish. Registrations of others and
   * removed ones are ignored.
   */
  removeEventHandler(registration: HandlerRegistration): void {
    this.#handlers.remove(registration);
  }

  /** SI-8: removes the handler and resolves once no callback of it runs; awaited inside that handler, never. */
  shutDownEventHandler(registration: HandlerRegistration): Promise<void> {
    this.removeEventHandler(registration);
    return new Promise((resolve) => this.#handlers.whenDone(registration, resolve));
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
      ...toldScope(this.#options.listerWatcher),
      ...(this.#transform === undefined ? {} : { isTransformed: true }),
      queue: this.#flavour,
      resyncPeriodMs: this.#handlers.resyncCheckPeriodMs,
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
      // A signal may live for longer than the informer, whose cache it must not keep.
      const forget = onStop(signal, () => this.stop());
      this.#stopped.onSet(forget);
      this.#stopped.onSet(resolve);
    });
  }

  /** SI-3: ends reading, then the handlers' queues. A callback that runs is not waited for. */
  stop(): void {
    // Who hears of the stop may stop once more.
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#controller?.stop();
    this.#mutationDetector?.stop();
    this.#handlers.close();
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

  /** Resolves to true once {@link hasSynced}, to false when the signal or the stop comes first. */
  waitForSync(signal?: StopSignal): Promise<boolean> {
    return this.#synced.wait(signal, this.#stopped);
  }

  /**
   * Resolves to true once the cache holds everything up to `version`: read your own writes by waiting for the
   * resourceVersion that a write returned. Resolves to false when the signal or the stop comes first. Events of other
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
        resyncPeriodMs: this.#handlers.resyncCheckPeriodMs,
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

  /** An object that was replaced since may be changed by whoever still holds it: the cache does not show it. */
  #tellOfMutation({ key, path, handler }: MutationError, object: T): void {
    if (this.#indexer.getByKey(key) !== object) return;
    const indexers = Object.entries(this.#indexer.getIndexers());
    this.#environment.trace.emit?.({
      kind: "store.mutated",
      informer: this.name,
      ...(handler === undefined ? {} : { by: handler }),
      ref: refOf(this.resource, object),
      path,
      object: copyJson(object),
      indexes: Object.fromEntries(indexers.map(([name, valuesOf]) => [name, valuesOf(object)])),
    });
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

function toldScope({ scope = {} }: ListerWatcher): { readonly scope?: ListScope } {
  return Object.keys(scope).length === 0 ? {} : { scope };
}
