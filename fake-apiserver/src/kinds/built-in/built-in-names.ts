import type {
  ResourceDefinition,
  ResourceVerb,
  SubresourceDefinition,
} from "../resource-definition.ts";

/** Names of a built-in kind as discovery gives them. */
export interface BuiltInNames {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly ResourceVerb[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: ReadonlyMap<string, SubresourceDefinition>;
}

/** Finds a version of the kind that is stored under a key. */
export type VersionsOfKind = (
  storageKey: string,
  apiVersion: string,
) => ResourceDefinition | undefined;
