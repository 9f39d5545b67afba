import { FieldSelector, type KubernetesObject } from "@informerlab/core";
import { spendWork } from "../../codec/work-budget.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { badRequest } from "../../request/answer/status-errors.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import type { Selectors } from "../../request/read/selectors.ts";
import { keyPrefixOf } from "../../request/server-core.ts";

/** Tells whether an object is wanted. */
export type ObjectMatcher = (object: KubernetesObject) => boolean;

/**
 * Turns selectors into one predicate on stored objects; undefined when everything matches.
 *
 * @throws StatusError 400 with the real server's text for a field the kind does not offer.
 */
export function createMatcher(
  definition: ResourceDefinition,
  { labels, fields }: Selectors,
): ObjectMatcher | undefined {
  const readers = fields.requirements.map(({ field, operator, value }) => {
    const read = fieldReader(definition, field);
    return (object: KubernetesObject): boolean => (read(object) === value) === (operator === "=");
  });
  if (labels.isEverything && readers.length === 0) return undefined;
  const requirements = labels.requirements.length + readers.length;
  return (object) => {
    spendWork(requirements / 10);
    return labels.matches(object.metadata?.labels) && readers.every((matches) => matches(object));
  };
}

function fieldReader(
  definition: ResourceDefinition,
  field: string,
): (object: KubernetesObject) => string {
  if (field === "metadata.name") return (object) => object.metadata?.name ?? "";
  if (field === "metadata.namespace" && definition.namespaced) {
    return (object) => object.metadata?.namespace ?? "";
  }
  const { fields, errorStyle } = definition.fieldSelectors;
  const read = fields.get(field);
  // Fields of custom resources are those of the version that is asked for.
  if (read !== undefined && definition.origin === "custom")
    return (object) => read(definition.fromStored(object));
  if (read !== undefined) return read;
  if (field === "metadata.namespace" && errorStyle === "known-list") return () => "";
  throw badRequest(unknownFieldText(definition, field));
}

function unknownFieldText(
  { group, version, kind, fieldSelectors }: ResourceDefinition,
  field: string,
): string {
  switch (fieldSelectors.errorStyle) {
    case "not-supported":
      return `field label not supported: ${field}`;
    case "not-supported-for-kind":
      return `field label ${JSON.stringify(field)} not supported for ${kind}`;
    case "not-supported-for-version":
      return `field label not supported for ${group}/${version}, Kind=${kind}: ${field}`;
    default:
      return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  }
}

/** What the keys of a request's collection begin with: a selector of one namespace narrows a list of all. */
export function prefixOf({ namespace, options, definition }: ResourceRequest): string {
  if (namespace === undefined && options.fieldSelector !== undefined && definition.namespaced) {
    const only = FieldSelector.parse(options.fieldSelector).exactMatch("metadata.namespace");
    if (only !== undefined) return keyPrefixOf(only);
  }
  return keyPrefixOf(namespace);
}
