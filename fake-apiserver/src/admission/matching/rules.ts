import { listOf, objectOf, textOf } from "../../codec/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";

/** What a rule is held against. */
export interface RuleTarget {
  readonly definition: ResourceDefinition;
  readonly subresource: string;
  readonly operation: string;
}

/**
 * A rule of a webhook or policy covers such requests.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules/rules.go
 */
export function coversRule(
  rule: unknown,
  { definition, subresource, operation }: RuleTarget,
): boolean {
  const { operations, apiGroups, apiVersions, resources, scope } = objectOf(rule);
  const { group, version, resource, namespaced } = definition;
  const isNamespaced = namespaced;
  const hasScope =
    scope === undefined || scope === "*" || scope === (isNamespaced ? "Namespaced" : "Cluster");
  return (
    hasScope &&
    hasOrAll(operations, operation) &&
    hasOrAll(apiGroups, group) &&
    hasOrAll(apiVersions, version) &&
    listOf(resources).some((one) => coversResource(textOf(one), resource, subresource))
  );
}

function hasOrAll(values: unknown, value: string): boolean {
  return listOf(values).some((one) => one === "*" || one === value);
}

function coversResource(pattern: string, resource: string, subresource: string): boolean {
  const [wanted = "", sub = ""] = pattern.split("/");
  const hasResource = wanted === "*" || wanted === resource;
  return hasResource && (sub === subresource || sub === "*");
}
