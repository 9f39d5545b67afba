import type { KubernetesObject } from "@informerlab/core";
import { listOf, textOf, valueAt } from "../../../codec/json/plain-object.ts";
import { allContainers } from "./all-containers.ts";

/** Sources of volumes that read a secret, with the way to its name. */
const secretVolumes: readonly (readonly [string, ...string[]])[] = [
  ["azureFile", "secretName"],
  ["cephfs", "secretRef", "name"],
  ["cinder", "secretRef", "name"],
  ["csi", "nodePublishSecretRef", "name"],
  ["flexVolume", "secretRef", "name"],
  ["iscsi", "secretRef", "name"],
  ["rbd", "secretRef", "name"],
  ["scaleIO", "secretRef", "name"],
  ["secret", "secretName"],
  ["storageos", "secretRef", "name"],
];

/**
 * The secrets that a pod names anywhere.
 *
 * @see kubernetes pkg/api/v1/pod/util.go VisitPodSecretNames
 */
export function secretNames(pod: KubernetesObject): readonly string[] {
  const volumes = volumesOf(pod);
  return [
    ...listOf(valueAt(pod, "spec", "imagePullSecrets")).map((one) => textOf(valueAt(one, "name"))),
    ...volumes.flatMap((volume) => secretVolumes.map((path) => textOf(valueAt(volume, ...path)))),
    ...volumes.flatMap((volume) => projectedNames(volume, "secret")),
    ...namesInContainers(pod, "secret"),
  ].filter((name) => name !== "");
}

/** The config maps that a pod names anywhere. @see VisitPodConfigmapNames */
export function configMapNames(pod: KubernetesObject): readonly string[] {
  const volumes = volumesOf(pod);
  return [
    ...volumes.map((volume) => textOf(valueAt(volume, "configMap", "name"))),
    ...volumes.flatMap((volume) => projectedNames(volume, "configMap")),
    ...namesInContainers(pod, "configMap"),
  ].filter((name) => name !== "");
}

/** What a container takes from a secret or a config map. */
export interface ContainerReference {
  readonly name: string;
  /** Undefined where all keys are taken. */
  readonly variable: string | undefined;
}

/** The secrets, or config maps, that the variables of a container come from. */
export function containerReferences(
  container: unknown,
  kind: "secret" | "configMap",
): readonly ContainerReference[] {
  const ofVariables = listOf(valueAt(container, "env")).map((variable) => ({
    name: textOf(valueAt(variable, "valueFrom", `${kind}KeyRef`, "name")),
    variable: textOf(valueAt(variable, "name")),
  }));
  const whole = listOf(valueAt(container, "envFrom")).map((source) => ({
    name: textOf(valueAt(source, `${kind}Ref`, "name")),
    variable: undefined,
  }));
  return [...ofVariables, ...whole].filter(({ name }) => name !== "");
}

function namesInContainers(pod: KubernetesObject, kind: "secret" | "configMap"): readonly string[] {
  return allContainers(valueAt(pod, "spec")).flatMap((container) =>
    containerReferences(container, kind).map(({ name }) => name),
  );
}

function projectedNames(volume: unknown, kind: "secret" | "configMap"): readonly string[] {
  return listOf(valueAt(volume, "projected", "sources")).map((source) =>
    textOf(valueAt(source, kind, "name")),
  );
}

export function volumesOf(pod: KubernetesObject): readonly unknown[] {
  return listOf(valueAt(pod, "spec", "volumes"));
}
