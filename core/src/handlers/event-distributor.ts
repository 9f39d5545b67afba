import type { KubernetesObject } from "../api/object.ts";
import type { Clock } from "../environment/clock.ts";
import type { HandlerQueue } from "./handler-queue.ts";
import { isSyncNotification, type Notification } from "./notification.ts";
import { effectiveResyncPeriod, type ResyncSchedule } from "./resync.ts";

/** One registered handler. */
export interface Listener<T extends KubernetesObject> {
  readonly queue: HandlerQueue<T>;
  readonly resync: ResyncSchedule;
}

/**
 * Hands each notification to every handler's queue, to all in the same order (SP-1).
 *
 * @see client-go tools/cache/shared_informer.go sharedProcessor
 */
export class EventDistributor<T extends KubernetesObject> {
  readonly #clock: Clock;
  #listeners: readonly Listener<T>[] = [];
  #named = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get listeners(): readonly Listener<T>[] {
    return this.#listeners;
  }

  /** `handler-1`, `handler-2` …: one that no listener has, for facts tell handlers apart by name. */
  freeHandlerName(): string {
    const taken = new Set(this.#listeners.map(({ queue }) => queue.name));
    do this.#named += 1;
    while (taken.has(`handler-${this.#named}`));
    return `handler-${this.#named}`;
  }

  add(listener: Listener<T>): void {
    this.#listeners = [...this.#listeners, listener];
  }

  /** Answers whether it was there. */
  remove(listener: Listener<T>): boolean {
    const rest = this.#listeners.filter((other) => other !== listener);
    const wasThere = rest.length < this.#listeners.length;
    this.#listeners = rest;
    return wasThere;
  }

  /** SP-1: notifications that change nothing reach only handlers whose resync is due. */
  distribute(notification: Notification<T>, cause: number | undefined): void {
    const isSync = isSyncNotification(notification);
    for (const { queue, resync } of this.#listeners) {
      if (!isSync || resync.isSyncing) queue.add(notification, cause);
    }
  }

  /** SP-2, SP-4: recomputes who is due; true when anybody is. */
  shouldResync(): boolean {
    const now = this.#clock.now();
    let isNeeded = false;
    for (const { resync } of this.#listeners) if (resync.check(now)) isNeeded = true;
    return isNeeded;
  }

  /** RS-3: the informer checks more often now, so every effective period is worked out anew. */
  resyncCheckPeriodChanged(checkPeriodMs: number): void {
    for (const { resync } of this.#listeners) {
      resync.periodMs = effectiveResyncPeriod(resync.requestedMs, checkPeriodMs);
    }
  }
}
