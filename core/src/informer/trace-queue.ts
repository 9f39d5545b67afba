import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { refOfDeleted } from "../handlers/notification.ts";
import type { DeltaType, ReplacedAllInfo } from "../queue/delta.ts";
import type { QueueObserver } from "../queue/queue.ts";
import { refOf } from "../reflector/object-ref.ts";
import type { QueueFact } from "../trace/queue-facts.ts";
import type { Trace } from "../trace/trace.ts";

/** Reports what a queue does to a trace; costs one call per delta while nobody listens. */
export function traceQueue<T extends KubernetesObject>(
  trace: Trace<QueueFact>,
  informer: string,
  resource: string,
): QueueObserver {
  return {
    enqueued: (type, key, payload, length) =>
      trace.emit?.({
        kind: "queue.enqueued",
        informer,
        type,
        ...payloadOf(resource, type, key, payload as T | ReplacedAllInfo<T>),
        length,
      }),
    compressed: (_key, payload) => {
      trace.emit?.({
        kind: "queue.compressed",
        informer,
        ref: refOfDeleted(resource, payload as T),
      });
    },
  };
}

function payloadOf<T extends KubernetesObject>(
  resource: string,
  type: DeltaType,
  key: string,
  payload: T | DeletedFinalStateUnknown<T> | ReplacedAllInfo<T>,
): Partial<Extract<QueueFact, { kind: "queue.enqueued" }>> {
  switch (type) {
    case "ReplacedAll": {
      const { resourceVersion, objects } = payload as ReplacedAllInfo<T>;
      return { resourceVersion, objects, refs: objects.map((object) => refOf(resource, object)) };
    }
    case "SyncAll":
      return {};
    case "Bookmark":
      return { resourceVersion: (payload as ReplacedAllInfo<T>).resourceVersion };
    default:
      if (payload instanceof DeletedFinalStateUnknown) {
        return { ref: { ...refOfDeleted(resource, payload), key }, isTombstone: true };
      }
      return { ref: refOf(resource, payload as T), object: payload as T };
  }
}
