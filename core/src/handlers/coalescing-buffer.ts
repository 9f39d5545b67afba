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

/** A notification with the trace `seq` of its coming. */
export interface BufferEntry<T extends KubernetesObject> {
  notification: Notification<T>;
  cause: number | undefined;
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
      this.#entries.push({ notification, cause });
      return undefined;
    }
    const key = keyOf(notification);
    const last = this.#entries.length >= this.#lengthFrom ? this.#lastByKey.get(key) : undefined;
    const merged = last === undefined ? undefined : merge(last.notification, notification);
    if (last !== undefined && merged !== undefined) {
      last.notification = merged;
      last.cause = cause;
      return notification;
    }
    const entry = { notification, cause };
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

/** One notification that says what two said in a row, or undefined when both are needed. */
function merge<T extends KubernetesObject>(
  earlier: Notification<T>,
  later: Notification<T>,
): Notification<T> | undefined {
  if (later.type === "update") {
    if (earlier.type === "add") return { ...earlier, object: later.object };
    if (earlier.type === "update") return { ...earlier, object: later.object };
    return undefined;
  }
  // An update that a deletion follows tells nothing more; an add must stay, or the deletion would be of something unknown.
  if (later.type === "delete" && earlier.type === "update") return later;
  // Gone and back: what a relist would report of the same history (SI-16).
  if (later.type === "add" && !later.isInInitialList && earlier.type === "delete") {
    const oldObject = deletedObject(earlier.object);
    return oldObject === undefined
      ? undefined
      : { type: "update", oldObject, object: later.object };
  }
  return undefined;
}

function keyOf<T extends KubernetesObject>({ object }: Notification<T>): string {
  return object instanceof DeletedFinalStateUnknown ? object.key : metaNamespaceKey(object);
}
