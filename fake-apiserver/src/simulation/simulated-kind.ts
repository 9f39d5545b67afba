import type { KubernetesObject } from "@informerlab/core";
import type {
  FieldSelectorRule,
  ResourceDefinition,
  ResourceStrategy,
  ResourceVerb,
  SubresourceDefinition,
} from "../kinds/resource-definition.ts";
import type { ObjectSchema } from "../schema/object-schema.ts";

/** What a simulated kind is called. */
export interface SimulatedNames {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  /** What Go writes of an object of which nothing is set, besides its metadata: a trace shows bookmarks. */
  readonly emptyObject: object;
}

/** A kind of which a simulation needs names and storage: objects come and go as they are, none is judged. */
export class SimulatedKind implements ResourceDefinition {
  readonly origin = "built-in";
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly storageKey: string;
  readonly emptyObject: object;
  /** Nobody looks into the objects. */
  readonly schema: ObjectSchema;
  readonly verbs: readonly ResourceVerb[] = ["create", "delete", "get", "list", "update", "watch"];
  readonly categories: readonly string[] = [];
  readonly subresources: ReadonlyMap<string, SubresourceDefinition> = new Map();
  readonly columns: readonly never[] = [];
  readonly fieldSelectors: FieldSelectorRule = { errorStyle: "known-list", fields: new Map() };
  readonly strategy: ResourceStrategy = {
    allowsCreateOnUpdate: false,
    allowsUnconditionalUpdate: true,
    deleteAnswersObject: false,
    hasGracefulDeletion: false,
    keepsGeneration: false,
    namespaceFinalizers: false,
  };

  constructor(names: SimulatedNames) {
    const { group, version, kind, resource, namespaced, shortNames = [], emptyObject } = names;
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.listKind = `${kind}List`;
    this.resource = resource;
    this.singular = kind.toLowerCase();
    this.namespaced = namespaced;
    this.shortNames = shortNames;
    this.storageKey = group === "" ? resource : `${resource}.${group}`;
    this.emptyObject = emptyObject;
    this.schema = { type: "any", goType: kind, relationship: "atomic" };
  }

  toStored(object: KubernetesObject): KubernetesObject {
    return object;
  }

  fromStored(stored: KubernetesObject): KubernetesObject {
    return stored;
  }

  default(object: KubernetesObject): KubernetesObject {
    return object;
  }

  prepareForCreate(object: KubernetesObject): KubernetesObject {
    return object;
  }

  prepareForUpdate(object: KubernetesObject): KubernetesObject {
    return object;
  }

  validateCreate(): readonly never[] {
    return [];
  }

  validateUpdate(): readonly never[] {
    return [];
  }

  warningsOf(): readonly never[] {
    return [];
  }

  toTableRow(): readonly never[] {
    return [];
  }

  isTerminal(): boolean {
    return false;
  }

  gracePeriodSecondsOf(): undefined {
    return undefined;
  }
}
