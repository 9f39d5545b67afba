import type { ResourceDefinition } from "../resource-definition.ts";

/** Names of a built-in kind as discovery gives them. */
export type BuiltInNames = Pick<
  ResourceDefinition,
  | "group"
  | "version"
  | "kind"
  | "resource"
  | "singular"
  | "namespaced"
  | "verbs"
  | "shortNames"
  | "categories"
  | "subresources"
>;

/** Finds a version of the kind that is stored under a key. */
export type VersionsOfKind = (
  storageKey: string,
  apiVersion: string,
) => ResourceDefinition | undefined;
