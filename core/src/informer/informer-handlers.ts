import type { KubernetesObject } from "../api/object.ts";
import type { StoreReader } from "../cache/store.ts";
import type { Environment } from "../environment/environment.ts";
import type { Latch } from "../environment/latch.ts";
import type { EventDistributor, Listener } from "../handlers/event-distributor.ts";
import type { ResourceEventHandler } from "../handlers/event-handler.ts";
import { HandlerQueue } from "../handlers/handler-queue.ts";
import { HandlerRegistration } from "../handlers/handler-registration.ts";
import {
  effectiveResyncPeriod,
  minimumResyncPeriodMs,
  ResyncSchedule,
} from "../handlers/resync.ts";
import { WatchedHandler } from "../handlers/watched-handler.ts";
import type {
  HandlerOptions,
  SharedIndexInformerOptions,
} from "./shared-index-informer-options.ts";

/** Who hears of the changes of one informer, and how often each is told of everything again. */
export class InformerHandlers<T extends KubernetesObject> {
  readonly #environment: Environment;
  readonly #informer: string;
  readonly #options: SharedIndexInformerOptions<T>;
  readonly #store: StoreReader<T>;
  readonly #synced: Latch;
  readonly #distributor: EventDistributor<T>;
  readonly #listenerOf = new WeakMap<HandlerRegistration, Listener<T>>();
  readonly #afterCall: ((object: T, handler: string) => void) | undefined;
  #resyncCheckPeriodMs: number;

  constructor(
    environment: Environment,
    options: {
      readonly informer: string;
      /** Those of the informer. */
      readonly options: SharedIndexInformerOptions<T>;
      readonly store: StoreReader<T>;
      /** The first list is in the store. */
      readonly synced: Latch;
      readonly distributor: EventDistributor<T>;
      /** Looks at the object of a call when a handler has returned. */
      readonly afterCall?: ((object: T, handler: string) => void) | undefined;
    },
  ) {
    this.#environment = environment;
    this.#informer = options.informer;
    this.#options = options.options;
    this.#store = options.store;
    this.#synced = options.synced;
    this.#distributor = options.distributor;
    this.#afterCall = options.afterCall;
    this.#resyncCheckPeriodMs = options.options.resyncPeriodMs ?? 0;
  }

  /** How often it is asked whether a resync is due, milliseconds; 0 for never. */
  get resyncCheckPeriodMs(): number {
    return this.#resyncCheckPeriodMs;
  }

  /** SI-6: `isLate`, the handler first hears of what is in the store. */
  add(
    handler: ResourceEventHandler<T>,
    options: HandlerOptions,
    isLate: boolean,
  ): HandlerRegistration {
    const listener = this.#createListener(handler, options, isLate);
    const { queue, resync } = listener;
    this.#environment.trace.emit?.({
      kind: "handler.registered",
      informer: this.#informer,
      handler: queue.name,
      resyncPeriodMs: resync.periodMs,
      isLate,
    });
    this.#distributor.add(listener);
    if (isLate) {
      for (const object of this.#store.list())
        queue.add({ type: "add", object, isInInitialList: true });
    }
    const registration = new HandlerRegistration(queue.name, queue.synced, queue.closed);
    this.#listenerOf.set(registration, listener);
    queue.watchSynced();
    return registration;
  }

  /** SI-7. */
  remove(registration: HandlerRegistration): void {
    const listener = this.#listenerOf.get(registration);
    if (listener === undefined || !this.#distributor.remove(listener)) return;
    const { queue } = listener;
    this.#environment.trace.emit?.({
      kind: "handler.removed",
      informer: this.#informer,
      handler: queue.name,
      dropped: queue.depth,
    });
    queue.close();
  }

  /** Calls back once no callback of the handler runs; of a registration of others, at once. */
  whenDone(registration: HandlerRegistration, told: () => void): void {
    const listener = this.#listenerOf.get(registration);
    if (listener === undefined) told();
    else listener.queue.whenDone(told);
  }

  close(): void {
    for (const { queue } of this.#distributor.listeners) queue.close();
  }

  #createListener(
    handler: ResourceEventHandler<T>,
    options: HandlerOptions,
    isStarted: boolean,
  ): Listener<T> {
    const { resource, resyncPeriodMs = 0, handlerErrorHandler } = this.#options;
    const requestedMs = this.#negotiateResync(options.resyncPeriodMs ?? resyncPeriodMs, isStarted);
    const name = options.name ?? this.#distributor.freeHandlerName();
    const afterCall = this.#afterCall;
    const queue = new HandlerQueue<T>(this.#environment, {
      informer: this.#informer,
      resource,
      name,
      handler:
        afterCall === undefined
          ? handler
          : new WatchedHandler(handler, (object) => afterCall(object, name)),
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
  #negotiateResync(requestedMs: number, isStarted: boolean): number {
    if (requestedMs <= 0) return 0;
    const wantedMs = Math.max(requestedMs, minimumResyncPeriodMs);
    if (wantedMs >= this.#resyncCheckPeriodMs) return wantedMs;
    if (isStarted) return this.#resyncCheckPeriodMs;
    this.#resyncCheckPeriodMs = wantedMs;
    this.#distributor.resyncCheckPeriodChanged(wantedMs);
    return wantedMs;
  }
}
