import { listOf, objectOf, textOf } from "../../codec/json/plain-object.ts";
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
function coversRule(rule: unknown, { definition, subresource, operation }: RuleTarget): boolean {
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

/**
 * As which kind rules cover a request: its own, or else the first equivalent one of the first rule that covers any.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/generic/webhook.go ShouldCallHook
 */
export function coveredAs(
  rules: readonly unknown[],
  target: RuleTarget,
  equivalents: () => readonly ResourceDefinition[],
): ResourceDefinition | undefined {
  if (rules.some((rule) => coversRule(rule, target))) return target.definition;
  const { subresource } = target;
  const others = equivalents().filter(
    ({ subresources }) => subresource === "" || subresources.has(subresource),
  );
  if (others.length === 0) return undefined;
  for (const rule of rules) {
    const found = others.find((definition) => coversRule(rule, { ...target, definition }));
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasOrAll(values: unknown, value: string): boolean {
  return listOf(values).some((one) => one === "*" || one === value);
}

function coversResource(pattern: string, resource: string, subresource: string): boolean {
  const [wanted = "", sub = ""] = pattern.split("/");
  const hasResource = wanted === "*" || wanted === resource;
  return hasResource && (sub === subresource || sub === "*");
}
