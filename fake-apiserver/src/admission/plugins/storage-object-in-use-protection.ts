import { withMetadata } from "../../request/server-core.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";

const finalizerOf: Readonly<Record<string, string>> = {
  persistentvolumes: "kubernetes.io/pv-protection",
  persistentvolumeclaims: "kubernetes.io/pvc-protection",
  "volumeattributesclasses.storage.k8s.io": "kubernetes.io/vac-protection",
};

/**
 * Storage in use does not go away.
 *
 * @see kubernetes plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go
 */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: "StorageObjectInUseProtection",
  handles: writesOf(Object.keys(finalizerOf), ["CREATE"]),
  mutate({ object, request }) {
    const finalizer = finalizerOf[request.definition.storageKey] ?? "";
    const finalizers = object?.metadata?.finalizers ?? [];
    if (object === undefined || finalizers.includes(finalizer)) return;
    return withMetadata(object, { finalizers: [...finalizers, finalizer] });
  },
};
