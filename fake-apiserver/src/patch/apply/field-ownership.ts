import type { KubernetesObject } from "@informerlab/core";
import type { FieldWrite } from "./managed-fields.ts";

/** How a server knows who set what. */
export interface FieldOwnership {
  /** The object with managedFields as they are after the write. @throws StatusError */
  trackUpdate(write: FieldWrite): KubernetesObject;
  /** The times of entries whose fields are as before stay. */
  keepTimesOfUnchanged(object: KubernetesObject, live: KubernetesObject): KubernetesObject;
}
