import type { KubernetesObject } from "@informerlab/core";
import { listOf, objectOf, textOf, valueAt } from "../codec/json/plain-object.ts";
import { configMapNames, secretNames } from "../kinds/built-in/pods/referenced-names.ts";
import type { GrantSource } from "../request/access/authorize.ts";

/** Kinds of objects that belong to a node because something on it needs them. */
export type RelatedKind =
  | "secrets"
  | "configmaps"
  | "persistentvolumeclaims"
  | "persistentvolumes"
  | "resourceclaims"
  | "volumeattachments"
  | "serviceaccounts"
  | "resourceslices"
  | "pods";

type Cluster = Pick<GrantSource, "get" | "listAll">;

/**
 * Whether something that runs on a node needs an object: its pods, what they name, and the volumes of their claims.
 *
 * @see kubernetes plugin/pkg/auth/authorizer/node/graph.go
 */
export function isRelated(
  cluster: Cluster,
  node: string,
  kind: RelatedKind,
  { namespace = "", name }: { readonly namespace: string | undefined; readonly name: string },
): boolean {
  const key = namespace === "" ? name : `${namespace}/${name}`;
  const isOn = (resource: string): boolean =>
    textOf(valueAt(cluster.get(resource, key), "spec", "nodeName")) === node;
  switch (kind) {
    case "pods":
      return isOn("pods");
    case "volumeattachments":
      return isOn("volumeattachments.storage.k8s.io");
    case "resourceslices":
      return isOn("resourceslices.resource.k8s.io");
    case "persistentvolumes": {
      const claim = objectOf(valueAt(cluster.get("persistentvolumes", name), "spec", "claimRef"));
      return isNamed(cluster, node, textOf(claim["namespace"]), claimNames, textOf(claim["name"]));
    }
    case "secrets":
      return (
        isNamed(cluster, node, namespace, secretNames, name) ||
        isOfVolume(cluster, node, namespace, name)
      );
    default:
      return isNamed(cluster, node, namespace, namesIn[kind], name);
  }
}

type Names = (pod: KubernetesObject) => readonly string[];

const claimNames: Names = (pod) =>
  listOf(valueAt(pod, "spec", "volumes")).map((volume) =>
    valueAt(volume, "persistentVolumeClaim") !== undefined
      ? textOf(valueAt(volume, "persistentVolumeClaim", "claimName"))
      : valueAt(volume, "ephemeral") !== undefined
        ? `${pod.metadata?.name}-${textOf(valueAt(volume, "name"))}`
        : "",
  );

const resourceClaimNames: Names = (pod) => {
  const made = listOf(valueAt(pod, "status", "resourceClaimStatuses"));
  const own = listOf(valueAt(pod, "spec", "resourceClaims")).map((claim) => {
    const status = made.find((one) => valueAt(one, "name") === valueAt(claim, "name"));
    return (
      textOf(valueAt(claim, "resourceClaimName")) || textOf(valueAt(status, "resourceClaimName"))
    );
  });
  return [
    ...own,
    textOf(valueAt(pod, "status", "extendedResourceClaimStatus", "resourceClaimName")),
  ];
};

const namesIn = {
  configmaps: configMapNames,
  persistentvolumeclaims: claimNames,
  resourceclaims: resourceClaimNames,
  serviceaccounts: (pod) => [textOf(valueAt(pod, "spec", "serviceAccountName"))],
} satisfies Readonly<Record<string, Names>>;

/** A pod that a node made itself gives it nothing. */
const mirror = "kubernetes.io/config.mirror";

function isNamed(
  cluster: Cluster,
  node: string,
  namespace: string,
  names: Names,
  name: string,
): boolean {
  if (namespace === "" || name === "") return false;
  return cluster
    .listAll("pods", namespace)
    .some(
      (pod) =>
        textOf(valueAt(pod, "spec", "nodeName")) === node &&
        pod.metadata?.annotations?.[mirror] === undefined &&
        names(pod).includes(name),
    );
}

function isOfVolume(cluster: Cluster, node: string, namespace: string, name: string): boolean {
  return cluster.listAll("persistentvolumes", undefined).some((volume) => {
    const claim = objectOf(valueAt(volume, "spec", "claimRef"));
    const own = textOf(claim["namespace"]);
    const isRead = volumeSecrets(volume, own).some(
      (secret) => secret.name === name && secret.namespace === namespace,
    );
    return isRead && isNamed(cluster, node, own, claimNames, textOf(claim["name"]));
  });
}

/** The secrets of a volume that its kubelet reads. @see kubernetes pkg/api/v1/persistentvolume/util.go */
function volumeSecrets(volume: KubernetesObject, own: string) {
  const sources = ["cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos"];
  const references = [
    ...sources.map((source) => valueAt(volume, "spec", source, "secretRef")),
    ...["nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef"].map((name) =>
      valueAt(volume, "spec", "csi", name),
    ),
  ].map((reference) => ({
    name: textOf(valueAt(reference, "name")),
    namespace: textOf(valueAt(reference, "namespace")) || own,
  }));
  const file = objectOf(valueAt(volume, "spec", "azureFile"));
  return [
    ...references,
    { name: textOf(file["secretName"]), namespace: textOf(file["secretNamespace"]) || own },
  ];
}
