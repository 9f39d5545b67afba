import type { KubernetesObject } from "@informerlab/core";
import { listOf, objectOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import {
  configMapNames,
  containerReferences,
  secretNames,
  volumesOf,
} from "../../kinds/built-in/pods/referenced-names.ts";

/** Lists of containers, and how a refusal calls one of each. */
type ContainerLists = readonly (readonly [kind: string, list: string])[];

const running: ContainerLists = [
  ["init container", "initContainers"],
  ["container", "containers"],
];

/** Those that join a pod to look at it. */
export const debuggers: ContainerLists = [["ephemeral container", "ephemeralContainers"]];

/** Which secret a pod reads that its account does not name; undefined when there is none. */
export function secretProblem(
  pod: KubernetesObject,
  account: string,
  secrets: ReadonlySet<string>,
  { pullSecrets }: { readonly pullSecrets: ReadonlySet<string> },
): string | undefined {
  for (const volume of volumesOf(pod)) {
    if (valueAt(volume, "secret") === undefined) continue;
    const name = textOf(valueAt(volume, "secret", "secretName"));
    if (!secrets.has(name))
      return `volume with secret.secretName="${name}" ${unnamedBy(account)} secret`;
  }
  const ofContainers = containerSecretProblem(pod, account, secrets, running);
  if (ofContainers !== undefined) return ofContainers;
  const asked = listOf(valueAt(pod, "spec", "imagePullSecrets"));
  for (const [index, reference] of asked.entries()) {
    const name = textOf(valueAt(reference, "name"));
    if (!pullSecrets.has(name))
      return `imagePullSecrets[${index}].name="${name}" ${unnamedBy(account)} imagePullSecret`;
  }
  return undefined;
}

/** The same for what the variables of some containers come from. */
export function containerSecretProblem(
  pod: KubernetesObject,
  account: string,
  secrets: ReadonlySet<string>,
  lists: ContainerLists,
): string | undefined {
  for (const [kind, list] of lists) {
    for (const container of listOf(valueAt(pod, "spec", list))) {
      const found = containerReferences(container, "secret").find(({ name }) => !secrets.has(name));
      if (found === undefined) continue;
      const where = found.variable === undefined ? "envFrom" : `envVar ${found.variable}`;
      return `${kind} ${textOf(valueAt(container, "name"))} with ${where} referencing secret.secretName="${found.name}" ${unnamedBy(account)} secret`;
    }
  }
  return undefined;
}

function unnamedBy(account: string): string {
  return `is not allowed because service account ${account} does not reference that`;
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
