import type { StatusError } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { conflict } from "../request/answer/status-errors.ts";
import { qualifiedResourceOf } from "../schema/api-version.ts";

/** The object that a write meant, and how it would have been written. */
export interface MeantObject {
  readonly name: string;
  /** In storage: `namespace/name`. */
  readonly key: string;
  readonly isDryRun: boolean;
}

/** 409 in the words of the storage, for an object that is not the one that was meant. */
export function preconditionFailed(
  definition: ResourceDefinition,
  { name, key, isDryRun }: MeantObject,
  problem: string,
): StatusError {
  const place = `${isDryRun ? "" : "/registry"}${registryKeyOf(definition, key)}`;
  return conflict(
    definition,
    name,
    `StorageError: invalid object, Code: 4, Key: ${place}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${problem}`,
  );
}

/** The key in etcd, as error texts show it. */
function registryKeyOf(definition: ResourceDefinition, key: string): string {
  const isCustom = definition.origin === "custom";
  return `/${isCustom ? `${definition.group}/` : ""}${isCustom ? definition.resource : registryNameOf(definition)}/${key}`;
}

/** Where kinds lie that had another name once. @see kubernetes pkg/kubeapiserver/default_storage_factory_builder.go */
const olderRegistryNames: ReadonlyMap<string, string> = new Map([
  ["replicationcontrollers", "controllers"],
  ["endpoints", "services/endpoints"],
  ["services", "services/specs"],
  ["nodes", "minions"],
  ["ingresses.networking.k8s.io", "ingress"],
]);

function registryNameOf(definition: ResourceDefinition): string {
  const qualified = qualifiedResourceOf(definition);
  return olderRegistryNames.get(qualified) ?? qualified.split(".")[0] ?? "";
}
