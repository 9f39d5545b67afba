import type { KubernetesObject } from "@informerlab/core";
import { listOf, textOf, valueAt } from "../../codec/plain-object.ts";
import { qualityOfServiceOf } from "../../kinds/built-in/pods/quality-of-service.ts";

interface ScopeRule {
  readonly scope: string;
  readonly operator: string;
  readonly values: readonly unknown[];
}

/** The quota counts such objects. Scopes speak of pods; a quota with scopes counts nothing else. */
export function isInScope(
  quota: KubernetesObject,
  resource: string,
  object: KubernetesObject,
): boolean {
  const rules = rulesOf(quota);
  if (rules.length === 0) return true;
  return resource === "pods" && rules.every((rule) => fits(rule, object));
}

function rulesOf(quota: KubernetesObject): readonly ScopeRule[] {
  const plain = listOf(valueAt(quota, "spec", "scopes")).map((scope) => ({
    scope: textOf(scope),
    operator: "Exists",
    values: [],
  }));
  const selected = listOf(valueAt(quota, "spec", "scopeSelector", "matchExpressions")).map(
    (expression) => ({
      scope: textOf(valueAt(expression, "scopeName")),
      operator: textOf(valueAt(expression, "operator")),
      values: listOf(valueAt(expression, "values")),
    }),
  );
  return [...plain, ...selected];
}

function fits({ scope, operator, values }: ScopeRule, pod: KubernetesObject): boolean {
  const deadline = valueAt(pod, "spec", "activeDeadlineSeconds");
  switch (scope) {
    case "Terminating":
      return typeof deadline === "number" && deadline >= 0;
    case "NotTerminating":
      return !(typeof deadline === "number" && deadline >= 0);
    case "BestEffort":
      return qualityOfServiceOf(pod) === "BestEffort";
    case "NotBestEffort":
      return qualityOfServiceOf(pod) !== "BestEffort";
    case "CrossNamespacePodAffinity":
      return crossesNamespaces(pod);
    case "PriorityClass": {
      const name = textOf(valueAt(pod, "spec", "priorityClassName"));
      if (operator === "DoesNotExist") return name === "";
      if (operator === "Exists") return name !== "";
      return (operator === "In") === values.includes(name);
    }
    default:
      return false;
  }
}

function crossesNamespaces(pod: KubernetesObject): boolean {
  return ["podAffinity", "podAntiAffinity"].some((kind) => {
    const affinity = valueAt(pod, "spec", "affinity", kind);
    const required = listOf(valueAt(affinity, "requiredDuringSchedulingIgnoredDuringExecution"));
    const preferred = listOf(
      valueAt(affinity, "preferredDuringSchedulingIgnoredDuringExecution"),
    ).map((term) => valueAt(term, "podAffinityTerm"));
    return [...required, ...preferred].some(
      (term) =>
        listOf(valueAt(term, "namespaces")).length > 0 ||
        valueAt(term, "namespaceSelector") !== undefined,
    );
  });
}
