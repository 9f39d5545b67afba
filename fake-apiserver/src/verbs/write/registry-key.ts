import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { qualifiedResourceOf } from "../../schema/api-version.ts";

/** The key in etcd, as error texts show it. */
export function registryKeyOf(definition: ResourceDefinition, key: string): string {
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
