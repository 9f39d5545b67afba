import { compareQuantities } from "../../codec/go/quantity.ts";
import { textOf, valueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { refused } from "../admission-request.ts";

/**
 * A claim grows only when it is bound and its class allows it.
 *
 * @see kubernetes plugin/pkg/admission/storage/persistentvolume/resize/admission.go
 */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: "PersistentVolumeClaimResize",
  handles: writesOf(["persistentvolumeclaims"], ["UPDATE"]),
  validate(asked, view) {
    const { object, old } = asked;
    const sizeOf = (claim: unknown): unknown =>
      valueAt(claim, "spec", "resources", "requests", "storage");
    if (compareQuantities(sizeOf(object), sizeOf(old)) <= 0) return;
    if (valueAt(old, "status", "phase") !== "Bound")
      throw refused(asked, "Only bound persistent volume claims can be expanded");
    const name = classOf(object);
    const storageClass = view.get("storageclasses.storage.k8s.io", name);
    if (name === classOf(old) && valueAt(storageClass, "allowVolumeExpansion") === true) return;
    throw refused(
      asked,
      "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
    );
  },
};

/** The old annotation has the first word. @see kubernetes pkg/apis/core/helper GetPersistentVolumeClaimClass */
function classOf(claim: unknown): string {
  const annotated = valueAt(claim, "metadata", "annotations", betaClass);
  return textOf(annotated ?? valueAt(claim, "spec", "storageClassName"));
}

const betaClass = "volume.beta.kubernetes.io/storage-class";
