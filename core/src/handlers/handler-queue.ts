import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { Environment } from "../environment/environment.ts";
import { Latch } from "../environment/latch.ts";
import { messageOf } from "../environment/message-of.ts";
import { type Lane, lane } from "../environment/scheduler.ts";
import { type BufferEntry, type BufferLimit, CoalescingBuffer } from "./coalescing-buffer.ts";
import { callHandler, type ResourceEventHandler } from "./event-handler.ts";
import { type Notification, notificationTypeOf, refOfNotification } from "./notification.ts";

/** What a {@link HandlerQueue} needs to know of its place. */
export interface HandlerQueueOptions<T extends KubernetesObject> {
  readonly informer: string;
  readonly resource: string;
  /** Unique in its informer. */
  readonly name: string;
  readonly handler: ResourceEventHandler<T>;
  /** Set once the informer's store holds the first list. */
  readonly informerSynced: Latch;
  readonly bufferLimit?: BufferLimit;
  readonly onHandlerError?: (error: HandlerError) => void;
}

/** A handler threw, or its promise was rejected. The notification is over; the next one comes. */
export class HandlerError extends Error {
  override readonly name = "HandlerError";
  readonly informer: string;
  readonly handler: string;
  readonly notification: Notification;

  constructor(options: {
    readonly informer: string;
    readonly handler: string;
    readonly notification: Notification;
    readonly resource: string;
    readonly cause: unknown;
  }) {
    const { informer, handler, notification, resource, cause } = options;
    const { key } = refOfNotification(resource, notification);
    const reason = messageOf(cause);
    super(
      `handler ${handler} of informer ${informer} threw on ${notification.type} of ${key}: ${reason}`,
      { cause },
    );
    this.informer = informer;
    this.handler = handler;
    this.notification = notification;
  }
}

/**
 * One handler's buffer and lane (PL-1, PL-2): notifications wait here in order and are handed over one at a time, so a
 * slow handler delays nobody else. Unbounded unless a limit is given: memory grows instead of the cache growing old.
 *
 * @see client-go tools/cache/shared_informer.go processorListener
 */
export class HandlerQueue<T extends KubernetesObject> {
  readonly name: string;
  readonly synced: Latch = new Latch();
  /** It was removed, or its informer stopped: nothing more is delivered. */
  readonly closed: Latch = new Latch();
  readonly #environment: Environment;
  readonly #options: HandlerQueueOptions<T>;
  readonly #lane: Lane;
  readonly #buffer: CoalescingBuffer<T>;
  readonly #idle: (() => void)[] = [];
  /** Initial adds handed over and not yet returned from (SY-1). */
  #initialPending = 0;
  #isScheduled = false;
  #isRunning = false;

  constructor(environment: Environment, options: HandlerQueueOptions<T>) {
    this.name = options.name;
    this.#environment = environment;
    this.#options = options;
    this.#lane = lane(`handler/${options.informer}/${options.name}`);
    this.#buffer = new CoalescingBuffer(options.bufferLimit);
  }

  /** Begins to tell when the handler is synced: after the adds of a late handler were counted (SY-2). */
  watchSynced(): void {
    this.#options.informerSynced.onSet(() => this.#checkSynced());
  }

  /** Notifications that wait. */
  get depth(): number {
    return this.#buffer.length;
  }

  /** Whether a callback has begun and not ended. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Puts a notification into the buffer; the callback comes in a later step (SI-4). */
  add(notification: Notification<T>, cause?: number): void {
    if (this.closed.isSet) return;
    if (notification.type === "add" && notification.isInInitialList) this.#initialPending += 1;
    const { trace } = this.#environment;
    const seq = trace.emit?.(
      {
        kind: "handler.notified",
        informer: this.#options.informer,
        handler: this.name,
        notification: notificationTypeOf(notification),
        ref: refOfNotification(this.#options.resource, notification),
        ...(notification.type === "update" &&
        notification.oldObject.metadata?.resourceVersion !== undefined
          ? { previousResourceVersion: notification.oldObject.metadata.resourceVersion }
          : {}),
        isInitial: notification.type === "add" && notification.isInInitialList,
        ...(notification.object instanceof DeletedFinalStateUnknown ? { isTombstone: true } : {}),
        depth: this.#buffer.length + 1,
      },
      cause,
    );
    const dropped = this.#buffer.push(notification, seq);
    if (dropped !== undefined) this.#emitDropped(dropped);
    this.#schedule();
  }

  /** PL-3: what waits is dropped; a callback that runs is left to finish. */
  close(): void {
    if (this.closed.isSet) return;
    this.#buffer.clear();
    this.closed.set();
    if (!this.#isRunning) this.#tellIdle();
  }

  /** SI-8: calls `told` once the queue is closed and no callback runs. */
  whenDone(told: () => void): void {
    if (this.closed.isSet && !this.#isRunning) {
      told();
    } else {
      this.#idle.push(told);
    }
  }

  readonly #step = (): void => {
    this.#isScheduled = false;
    if (this.closed.isSet) return;
    const entry = this.#buffer.shift();
    if (entry === undefined) return;
    this.#isRunning = true;
    this.#call(entry);
  };

  #schedule(): void {
    if (this.#isScheduled || this.#isRunning || this.closed.isSet) return;
    this.#isScheduled = true;
    this.#environment.scheduler.post(this.#lane, this.#step);
  }

  #call(entry: BufferEntry<T>): void {
    const { notification, cause } = entry;
    const called = this.#environment.trace.emit?.(
      {
        kind: "handler.called",
        informer: this.#options.informer,
        handler: this.name,
        notification: notificationTypeOf(notification),
        ref: refOfNotification(this.#options.resource, notification),
        depth: this.#buffer.length,
      },
      cause,
    );
    let returned: void | PromiseLike<void>;
    try {
      returned = callHandler(this.#options.handler, notification);
    } catch (error) {
      this.#onThrown(entry, error, called);
      return;
    }
    if (returned === undefined || typeof returned.then !== "function") {
      this.#onReturned(entry, called);
      return;
    }
    this.#environment.scheduler.settle(this.#lane, returned, (result) => {
      if (result.status === "fulfilled") {
        this.#onReturned(entry, called);
      } else {
        this.#onThrown(entry, result.reason, called);
      }
    });
  }

  #onReturned(entry: BufferEntry<T>, called: number | undefined): void {
    this.#environment.trace.emit?.(
      {
        kind: "handler.returned",
        informer: this.#options.informer,
        handler: this.name,
        ref: refOfNotification(this.#options.resource, entry.notification),
      },
      called,
    );
    this.#finish(entry);
  }

  #onThrown(entry: BufferEntry<T>, cause: unknown, called: number | undefined): void {
    const { notification } = entry;
    const { informer, resource, onHandlerError } = this.#options;
    const error = new HandlerError({
      informer,
      handler: this.name,
      notification: notification as Notification,
      resource,
      cause,
    });
    this.#environment.trace.emit?.(
      {
        kind: "handler.threw",
        informer,
        handler: this.name,
        notification: notificationTypeOf(notification),
        ref: refOfNotification(resource, notification),
        error: messageOf(cause),
      },
      called,
    );
    this.#finish(entry);
    if (onHandlerError === undefined) {
      this.#environment.warn?.(error.message, error);
      return;
    }
    try {
      onHandlerError(error);
    } catch (thrown) {
      this.#environment.scheduler.report(thrown, this.#lane);
    }
  }

  #finish({ initialAdds }: BufferEntry<T>): void {
    this.#isRunning = false;
    if (initialAdds > 0) {
      this.#initialPending -= initialAdds;
      this.#checkSynced();
    }
    if (this.closed.isSet) {
      this.#tellIdle();
    } else if (this.#buffer.length > 0) {
      this.#schedule();
    }
  }

  /** SY-1. */
  #checkSynced(): void {
    if (this.synced.isSet || this.#initialPending > 0 || this.closed.isSet) return;
    if (!this.#options.informerSynced.isSet) return;
    this.#environment.trace.emit?.({
      kind: "handler.synced",
      informer: this.#options.informer,
      handler: this.name,
    });
    this.synced.set();
  }

  #emitDropped(notification: Notification<T>): void {
    this.#environment.trace.emit?.({
      kind: "handler.dropped",
      informer: this.#options.informer,
      handler: this.name,
      ref: refOfNotification(this.#options.resource, notification),
      depth: this.#buffer.length,
    });
  }

  #tellIdle(): void {
    for (const told of this.#idle.splice(0)) told();
  }
}
