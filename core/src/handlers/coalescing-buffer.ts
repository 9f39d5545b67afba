import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { metaNamespaceKey } from "../api/object-key.ts";
import { RingBuffer } from "../queue/ring-buffer.ts";
import { deletedObject } from "./event-handler.ts";
import type { Notification } from "./notification.ts";

/**
 * The bounded-memory mode of a handler: once `length` notifications wait, a new one about an object that waits already
 * is merged with it. Nothing that a level-triggered handler needs is lost: it hears of every object's latest state,
 * of every deletion, and of old states that chain; it does not hear of states in between. The buffer then
 * holds at most `length` notifications plus two for each further object.
 */
export interface BufferLimit {
  /** Notifications from which merging begins; at least 1. */
  readonly length: number;
}

/** A notification that waits, and what was merged into it. */
export interface BufferEntry<T extends KubernetesObject> {
  notification: Notification<T>;
  /** Trace `seq` of its coming. */
  cause: number | undefined;
  /** Adds of the first list that it stands for: with it the handler has heard of them (SY-1). */
  initialAdds: number;
  /** Of a deletion: the state that the handler heard of before, where the buffer knows it. */
  before: T | undefined;
}

/** A handler's buffer: plain and unbounded, or merging above a limit. */
export class CoalescingBuffer<T extends KubernetesObject> {
  readonly #entries = new RingBuffer<BufferEntry<T>>();
  readonly #lengthFrom: number;
  /** Last waiting entry of each key; kept only with a limit. */
  readonly #lastByKey: Map<string, BufferEntry<T>> | undefined;

  /** @throws RangeError when the limit is below 1. */
  constructor(limit?: BufferLimit) {
    if (limit !== undefined && !(limit.length >= 1)) {
      throw new RangeError(
        `the buffer limit must be at least 1 notification, it is ${limit.length}`,
      );
    }
    this.#lengthFrom = limit?.length ?? Number.POSITIVE_INFINITY;
    this.#lastByKey = limit === undefined ? undefined : new Map();
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Adds a notification, merging if it must. Answers the notification that a merge swallowed. */
  push(notification: Notification<T>, cause: number | undefined): Notification<T> | undefined {
    if (this.#lastByKey === undefined) {
      this.#entries.push(newEntry(notification, cause));
      return undefined;
    }
    const key = keyOf(notification);
    const last = this.#lastByKey.get(key);
    const isFull = this.#entries.length >= this.#lengthFrom;
    const merged = last === undefined || !isFull ? undefined : merge(last, notification);
    if (last !== undefined && merged !== undefined) {
      last.notification = merged.notification;
      last.before = merged.before;
      last.initialAdds += initialAddsOf(notification);
      last.cause = cause;
      return notification;
    }
    const entry = newEntry(notification, cause);
    if (notification.type === "delete") entry.before = stateAfter(last);
    this.#entries.push(entry);
    this.#lastByKey.set(key, entry);
    return undefined;
  }

  shift(): BufferEntry<T> | undefined {
    const entry = this.#entries.shift();
    if (entry !== undefined && this.#lastByKey !== undefined) {
      const key = keyOf(entry.notification);
      if (this.#lastByKey.get(key) === entry) this.#lastByKey.delete(key);
    }
    return entry;
  }

  clear(): void {
    this.#entries.clear();
    this.#lastByKey?.clear();
  }
}

function newEntry<T extends KubernetesObject>(
  notification: Notification<T>,
  cause: number | undefined,
): BufferEntry<T> {
  return { notification, cause, initialAdds: initialAddsOf(notification), before: undefined };
}

function initialAddsOf<T extends KubernetesObject>(notification: Notification<T>): number {
  return notification.type === "add" && notification.isInInitialList ? 1 : 0;
}

/** What a handler knows of an object once it has heard of this. */
function stateAfter<T extends KubernetesObject>(entry: BufferEntry<T> | undefined): T | undefined {
  if (entry === undefined || entry.notification.type === "delete") return undefined;
  return entry.notification.object;
}

/** One notification that says what two said in a row, or undefined when both are needed. */
function merge<T extends KubernetesObject>(
  { notification: earlier, before }: BufferEntry<T>,
  later: Notification<T>,
): Pick<BufferEntry<T>, "notification" | "before"> | undefined {
  if (later.type === "update" && earlier.type !== "delete")
    return { notification: { ...earlier, object: later.object }, before };
  // An update that a deletion follows tells nothing more; an add must stay, or the deletion would be of something unknown.
  if (later.type === "delete" && earlier.type === "update")
    return { notification: later, before: earlier.oldObject };
  // Gone and back: what a relist would report of the same history (SI-16), from the state that the handler knows.
  if (later.type === "add" && earlier.type === "delete") {
    const oldObject = before ?? deletedObject(earlier.object);
    return oldObject === undefined
      ? undefined
      : { notification: { type: "update", oldObject, object: later.object }, before: undefined };
  }
  return undefined;
}

function keyOf<T extends KubernetesObject>({ object }: Notification<T>): string {
  return object instanceof DeletedFinalStateUnknown ? object.key : metaNamespaceKey(object);
}
