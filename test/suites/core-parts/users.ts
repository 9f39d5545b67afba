import type { coreV1 } from "@informerlab/core/kinds";
import type { ChaosOptions } from "@informerlab/test";

/** A config map that holds one value. */
export function configMap(value: string): coreV1.ConfigMap {
  return { apiVersion: "v1", kind: "ConfigMap", data: { value } };
}

/** They write and delete config maps. */
export const users: NonNullable<ChaosOptions["users"]> = [
  { resource: "configmaps", namespace: "default", variants: [configMap("1"), configMap("2")] },
];
