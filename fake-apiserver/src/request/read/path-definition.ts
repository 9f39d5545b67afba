import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";

const same = (object: KubernetesObject): KubernetesObject => object;

const template: ResourceDefinition = {
  origin: "built-in",
  group: "",
  version: "",
  resource: "",
  singular: "",
  kind: "",
  listKind: "",
  namespaced: false,
  verbs: ["get"],
  shortNames: [],
  categories: [],
  subresources: new Map(),
  schema: { type: "any", goType: "", relationship: "atomic" },
  fieldSelectors: { fields: new Map(), errorStyle: "known-list" },
  strategy: {
    allowsCreateOnUpdate: false,
    allowsUnconditionalUpdate: false,
    deleteAnswersObject: false,
    hasGracefulDeletion: false,
    keepsGeneration: false,
    namespaceFinalizers: false,
  },
  columns: [],
  storageKey: "",
  toStored: same,
  fromStored: same,
  default: same,
  prepareForCreate: same,
  prepareForUpdate: same,
  validateCreate: () => [],
  validateUpdate: () => [],
  warningsOf: () => [],
  toTableRow: () => [],
  isTerminal: () => false,
  gracePeriodSecondsOf: () => undefined,
};

/** A path that is no resource, in a form that faults and the journal can name: `/apis/apps/v1`. */
export function pathDefinition(path: string): ResourceDefinition {
  return { ...template, resource: path, storageKey: path };
}

/** A resource of which nothing is known but its name, in a form that faults and the journal can name. */
export function namedDefinition(
  group: string,
  version: string,
  resource: string,
): ResourceDefinition {
  const storageKey = group === "" ? resource : `${resource}.${group}`;
  return { ...template, group, version, resource, storageKey };
}

/** The request is for a path that is no resource. */
export function isPathRequest({
  definition,
}: {
  readonly definition: ResourceDefinition;
}): boolean {
  return definition.resource.startsWith("/");
}
