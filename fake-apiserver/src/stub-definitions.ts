import type { KubernetesObject } from "@informerlab/core";
import type { ObjectSchema } from "./resources/object-schema.ts";
import type { ResourceDefinition } from "./resources/resource-definition.ts";

/** A kind without rules of its own, until the built-in kinds stand. */
export function stubDefinition(
  group: string,
  version: string,
  resource: string,
  kind: string,
  namespaced: boolean,
): ResourceDefinition {
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const typed = (object: KubernetesObject): KubernetesObject => ({ kind, apiVersion, ...object });
  const same = (object: KubernetesObject): KubernetesObject => object;
  return {
    origin: "built-in",
    group,
    version,
    resource,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    namespaced,
    verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
    shortNames: [],
    categories: [],
    subresources: new Map([
      [
        "status",
        { name: "status", group: "", version: "", kind, verbs: ["get", "patch", "update"] },
      ],
    ]),
    schema: {} as ObjectSchema,
    fieldSelectors: { fields: new Map(), errorStyle: "known-list" },
    strategy: {
      allowsCreateOnUpdate: false,
      allowsUnconditionalUpdate: true,
      deleteAnswersObject: resource === "pods" || resource === "namespaces",
      hasGracefulDeletion: false,
      keepsGeneration: false,
      namespaceFinalizers: false,
    },
    columns: [],
    storageKey: group === "" ? resource : `${resource}.${group}`,
    toStored: same,
    fromStored: same,
    default: typed,
    prepareForCreate: same,
    prepareForUpdate: same,
    validateCreate: () => [],
    validateUpdate: () => [],
    warningsOf: () => [],
    toTableRow: (object) => [object.metadata?.name ?? ""],
    isTerminal: () => false,
    gracePeriodSecondsOf: () => undefined,
  };
}

/** A handful of kinds. */
export const stubDefinitions: readonly ResourceDefinition[] = [
  stubDefinition("", "v1", "configmaps", "ConfigMap", true),
  stubDefinition("", "v1", "secrets", "Secret", true),
  stubDefinition("", "v1", "pods", "Pod", true),
  stubDefinition("", "v1", "services", "Service", true),
  stubDefinition("", "v1", "nodes", "Node", false),
  stubDefinition("", "v1", "namespaces", "Namespace", false),
  stubDefinition("apps", "v1", "deployments", "Deployment", true),
];
