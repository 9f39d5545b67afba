import { valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { newestDefault } from "./newest-default.ts";

const marks = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];

/**
 * A claim that names no class gets the default one, where there is one.
 *
 * @see kubernetes plugin/pkg/admission/storage/storageclass/setdefault/admission.go
 */
export const defaultStorageClass: AdmissionPlugin = {
  name: "DefaultStorageClass",
  handles: writesOf(["persistentvolumeclaims"], ["CREATE"]),
  mutate({ object }, view) {
    if (object === undefined || valueAt(object, "spec", "storageClassName") !== undefined) return;
    if (object.metadata?.annotations?.["volume.beta.kubernetes.io/storage-class"] !== undefined)
      return;
    const found = newestDefault(view.list("storageclasses.storage.k8s.io", undefined), marks);
    if (found === undefined) return;
    return withValueAt(object, ["spec", "storageClassName"], found.metadata?.name);
  },
};
