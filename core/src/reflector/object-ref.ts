import type { KubernetesObject } from "../api/object.ts";
import { metaNamespaceKey } from "../api/object-key.ts";
import type { ObjectRef } from "../trace/trace.ts";

/** The short form of an object for traces. */
export function refOf(resource: string, object: KubernetesObject): ObjectRef {
  const { uid, resourceVersion } = object.metadata ?? {};
  return {
    resource,
    key: metaNamespaceKey(object),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}
