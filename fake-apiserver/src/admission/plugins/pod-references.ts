import type { KubernetesObject } from "@informerlab/core";
import { listOf, objectOf, textOf, valueAt } from "../../codec/plain-object.ts";
import {
  configMapNames,
  containerReferences,
  secretNames,
  volumesOf,
} from "../../kinds/built-in/pods/referenced-names.ts";

/** Which secret a pod reads that its account does not name; undefined when there is none. */
export function secretProblem(
  pod: KubernetesObject,
  account: string,
  secrets: ReadonlySet<string>,
  pullSecrets: ReadonlySet<string>,
): string | undefined {
  const reason = `is not allowed because service account ${account} does not reference that`;
  for (const volume of volumesOf(pod)) {
    const name = textOf(valueAt(volume, "secret", "secretName"));
    if (name !== "" && !secrets.has(name))
      return `volume with secret.secretName=${JSON.stringify(name)} ${reason} secret`;
  }
  for (const [kind, list] of [
    ["init container", "initContainers"],
    ["container", "containers"],
  ] as const) {
    for (const container of listOf(valueAt(pod, "spec", list))) {
      const found = containerReferences(container, "secret").find(({ name }) => !secrets.has(name));
      if (found === undefined) continue;
      const where = found.variable === undefined ? "envFrom" : `envVar ${found.variable}`;
      return `${kind} ${textOf(valueAt(container, "name"))} with ${where} referencing secret.secretName=${JSON.stringify(found.name)} ${reason} secret`;
    }
  }
  const asked = listOf(valueAt(pod, "spec", "imagePullSecrets"));
  for (const [index, reference] of asked.entries()) {
    const name = textOf(valueAt(reference, "name"));
    if (!pullSecrets.has(name))
      return `imagePullSecrets[${index}].name=${JSON.stringify(name)} ${reason} imagePullSecret`;
  }
  return undefined;
}

/** Sources of volumes that need nothing of the API. */
const plainVolumes = new Set([
  ...["awsElasticBlockStore", "azureDisk", "cephfs", "cinder", "downwardAPI", "emptyDir", "fc"],
  ...["flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "hostPath", "image", "iscsi", "nfs"],
  ...["photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos"],
  "vsphereVolume",
]);

const volumeKinds: Readonly<Record<string, string>> = {
  configMap: "configmaps (via configmap volumes)",
  secret: "secrets (via secret volumes)",
  csi: "csidrivers (via CSI volumes)",
  glusterfs: "endpoints (via glusterFS volumes)",
  persistentVolumeClaim: "persistentvolumeclaims",
  ephemeral: "persistentvolumeclaims (via ephemeral volumes)",
  azureFile: "secrets (via azureFile volumes)",
};

const projectedKinds: Readonly<Record<string, string>> = {
  configMap: "configmaps (via projected volumes)",
  secret: "secrets (via projected volumes)",
  serviceAccountToken: "serviceaccounts (via projected volumes)",
  clusterTrustBundle: "clustertrustbundles",
  podCertificate: "podcertificates",
};

/**
 * The first kind of object of the API that a pod refers to; undefined where it refers to none.
 *
 * @see kubernetes pkg/api/pod/util.go HasAPIObjectReference
 */
export function referencedKind(pod: KubernetesObject): string | undefined {
  if (textOf(valueAt(pod, "spec", "serviceAccountName")) !== "") return "serviceaccounts";
  if (secretNames(pod).length > 0) return "secrets";
  if (configMapNames(pod).length > 0) return "configmaps";
  if (listOf(valueAt(pod, "spec", "resourceClaims")).length > 0) return "resourceclaims";
  for (const volume of volumesOf(pod)) {
    const sources = Object.keys(objectOf(volume));
    if (sources.some((source) => plainVolumes.has(source))) continue;
    const found = sources.find((source) => source in volumeKinds);
    if (found !== undefined) return volumeKinds[found];
    for (const source of listOf(valueAt(volume, "projected", "sources"))) {
      const projected = Object.keys(objectOf(source)).find((one) => one in projectedKinds);
      if (projected !== undefined) return projectedKinds[projected];
    }
  }
  return undefined;
}
