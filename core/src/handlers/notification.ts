import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { KubernetesObject } from "../api/object.ts";
import { refOf } from "../reflector/object-ref.ts";
import type { NotificationType } from "../trace/handler-facts.ts";
import type { ObjectRef } from "../trace/trace.ts";

/** One thing a handler is told. */
export type Notification<T extends KubernetesObject = KubernetesObject> =
  | { readonly type: "add"; readonly object: T; readonly isInInitialList: boolean }
  | { readonly type: "update"; readonly oldObject: T; readonly object: T }
  | { readonly type: "delete"; readonly object: T | DeletedFinalStateUnknown<T> };

/** SP-3: nothing changed; only handlers that asked for a resync want to hear of it. */
export function isSyncNotification<T extends KubernetesObject>(
  notification: Notification<T>,
): boolean {
  if (notification.type !== "update") return false;
  const { metadata } = notification.object;
  const old = notification.oldObject.metadata;
  return (
    metadata !== undefined && old !== undefined && metadata.resourceVersion === old.resourceVersion
  );
}

/** How a notification is named in traces. */
export function notificationTypeOf<T extends KubernetesObject>(
  notification: Notification<T>,
): NotificationType {
  return isSyncNotification(notification) ? "sync" : notification.type;
}

/** Whom a notification is about. */
export function refOfNotification<T extends KubernetesObject>(
  resource: string,
  { object }: Notification<T>,
): ObjectRef {
  return refOfDeleted(resource, object);
}

/** Whom a deletion is about, tombstones included. */
export function refOfDeleted<T extends KubernetesObject>(
  resource: string,
  object: T | DeletedFinalStateUnknown<T>,
): ObjectRef {
  if (!(object instanceof DeletedFinalStateUnknown)) return refOf(resource, object);
  if (object.object === undefined) return { resource, key: object.key };
  return { ...refOf(resource, object.object), key: object.key };
}
