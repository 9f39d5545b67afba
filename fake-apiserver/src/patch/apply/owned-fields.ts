import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { difference, type FieldSet, recursiveDifference, setOf } from "./field-set.ts";

/** Fields that nobody owns: identity, and what the server keeps by itself. */
const unownedFields = setOf([
  ["f:apiVersion"],
  ["f:kind"],
  ["f:metadata"],
  ...[
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "clusterName",
    "generation",
    "managedFields",
    "resourceVersion",
  ].map((name) => ["f:metadata", `f:${name}`]),
]);

/** The set without fields that nobody owns. */
export function withoutUnowned(set: FieldSet): FieldSet {
  return difference(set, unownedFields);
}

/** The set without what a write through this endpoint cannot change. */
export function withoutReset(
  set: FieldSet,
  definition: Pick<ResourceDefinition, "subresources" | "resetFields">,
  subresource: string,
): FieldSet {
  const paths = resetFieldsOf(definition, subresource);
  return paths.length === 0 ? set : recursiveDifference(set, setOfPaths(paths));
}

const setsOfPaths = new WeakMap<readonly (readonly string[])[], FieldSet>();

function setOfPaths(paths: readonly (readonly string[])[]): FieldSet {
  let set = setsOfPaths.get(paths);
  if (set === undefined) {
    set = setOf(paths);
    setsOfPaths.set(paths, set);
  }
  return set;
}

const nothing: readonly (readonly string[])[] = [];
const specAlone = [["f:spec"]];
const statusAlone = [["f:status"]];

function resetFieldsOf(
  definition: Pick<ResourceDefinition, "subresources" | "resetFields">,
  subresource: string,
): readonly (readonly string[])[] {
  if (definition.resetFields !== undefined) return definition.resetFields(subresource);
  if (!definition.subresources.has("status")) return nothing;
  return subresource === "status" ? specAlone : statusAlone;
}
