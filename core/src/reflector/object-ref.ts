import type { KubernetesObject } from "../api/object.ts";
import { metaNamespaceKey } from "../api/object-key.ts";
import type { ObjectRef } from "../trace/trace.ts";

/** The short form of an object for traces. */
export function refOf(resource: string, object: KubernetesObject): ObjectRef {
  const { uid, resourceVersion } = object.metadata ?? {};
  const key = metaNamespaceKey(object);
  // What a server has stored has both; facts name it several times on its way.
  if (uid !== undefined && resourceVersion !== undefined)
    return { resource, key, uid, resourceVersion };
  return {
    resource,
    key,
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}
