import type { KubernetesObject } from "@informerlab/core";
import { listOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { qualityOfServiceOf } from "../../kinds/built-in/pods/quality-of-service.ts";

/** Which objects belong to a scope. */
export interface ScopeRule {
  readonly scope: string;
  readonly operator: string;
  readonly values: readonly unknown[];
}

/** The quota counts such objects. Scopes speak of pods, and one of claims; a quota with scopes counts nothing else. */
export function isInScope(
  quota: KubernetesObject,
  resource: string,
  object: KubernetesObject,
): boolean {
  return scopesOf(quota).every((rule) => isInOneScope(rule, resource, object));
}

/** An object belongs to a scope. */
export function isInOneScope(rule: ScopeRule, resource: string, object: KubernetesObject): boolean {
  if (resource === "pods") return fits(rule, object);
  return resource === "persistentvolumeclaims" && fitsClaim(rule, object);
}

/** A pod has a deadline: quotas of their own count such. */
export function isTerminating(pod: KubernetesObject): boolean {
  const deadline = valueAt(pod, "spec", "activeDeadlineSeconds");
  return typeof deadline === "number" && deadline >= 0;
}

/** @see kubernetes pkg/quota/v1/evaluator/core/persistent_volume_claims.go */
function fitsClaim({ scope, operator, values }: ScopeRule, claim: KubernetesObject): boolean {
  if (scope !== "VolumeAttributesClass") return false;
  const names = [
    valueAt(claim, "spec", "volumeAttributesClassName"),
    valueAt(claim, "status", "currentVolumeAttributesClassName"),
    valueAt(claim, "status", "modifyVolumeStatus", "targetVolumeAttributesClassName"),
  ].filter((name) => textOf(name) !== "");
  if (operator === "Exists") return names.length > 0;
  if (operator === "DoesNotExist") return names.length === 0;
  if (operator === "In") return names.some((name) => values.includes(name));
  return names.length === 0 || names.some((name) => !values.includes(name));
}

/** The scopes of a quota. */
export function scopesOf(quota: KubernetesObject): readonly ScopeRule[] {
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
  switch (scope) {
    case "Terminating":
      return isTerminating(pod);
    case "NotTerminating":
      return !isTerminating(pod);
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
