import type { KubernetesObject } from "@informerlab/core";
import { listOf, textOf, valueAt } from "../../codec/plain-object.ts";
import { allContainers } from "../../kinds/built-in/pods/all-containers.ts";

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

/** The pod reads any secret. */
export function usesSecrets(pod: KubernetesObject): boolean {
  return (
    listOf(valueAt(pod, "spec", "imagePullSecrets")).length > 0 ||
    volumesOf(pod).some((volume) =>
      secretVolumes.some((path) => textOf(valueAt(volume, ...path)) !== ""),
    ) ||
    allContainers(valueAt(pod, "spec")).some(
      (container) => referencesOf(container, "secret").length > 0,
    )
  );
}

/** The pod reads any config map. */
export function usesConfigMaps(pod: KubernetesObject): boolean {
  return (
    volumesOf(pod).some((volume) => valueAt(volume, "configMap") !== undefined) ||
    allContainers(valueAt(pod, "spec")).some(
      (container) => referencesOf(container, "configMap").length > 0,
    )
  );
}

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
      const found = referencesOf(container, "secret").find(({ name }) => !secrets.has(name));
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

interface Reference {
  readonly name: string;
  /** Undefined where all keys are taken. */
  readonly variable: string | undefined;
}

function referencesOf(container: unknown, kind: "secret" | "configMap"): readonly Reference[] {
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

function volumesOf(pod: KubernetesObject): readonly unknown[] {
  return listOf(valueAt(pod, "spec", "volumes"));
}
