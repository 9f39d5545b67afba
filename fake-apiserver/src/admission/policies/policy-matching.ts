import type { KubernetesObject } from "@informerlab/core";
import { listOf, objectOf, type PlainObject, valueAt } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { type AdmissionRequest, askedName } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { equivalentsOf } from "../matching/equivalents.ts";
import { coveredAs } from "../matching/rules.ts";
import { choosesNamespace, choosesObject } from "../matching/selectors.ts";

/**
 * The kind in whose version a policy sees a request; undefined where it is not for it.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/matching/matching.go
 */
export function seenByPolicy(
  policy: KubernetesObject,
  asked: AdmissionRequest,
  view: AdmissionView,
): ResourceDefinition | undefined {
  return judgedAs(valueAt(policy, "spec", "matchConstraints"), asked, view);
}

/** A binding covers a request that its policy sees. */
export function isBound(
  binding: KubernetesObject,
  asked: AdmissionRequest,
  view: AdmissionView,
): boolean {
  const resources = valueAt(binding, "spec", "matchResources") ?? undefined;
  return resources === undefined || judgedAs(withRules(resources), asked, view) !== undefined;
}

/** Without rules a binding covers all that its policy does. */
function withRules(resources: unknown): PlainObject {
  const { resourceRules, ...rest } = objectOf(resources);
  return listOf(resourceRules).length > 0 ? objectOf(resources) : { ...rest, resourceRules: [all] };
}

const all = { operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["*/*"] };

function judgedAs(
  constraints: unknown,
  asked: AdmissionRequest,
  view: AdmissionView,
): ResourceDefinition | undefined {
  if (constraints === undefined || constraints === null) return undefined;
  const { namespaceSelector, objectSelector, resourceRules, excludeResourceRules, matchPolicy } =
    objectOf(constraints);
  if (!choosesNamespace(namespaceSelector, asked, view) || !choosesObject(objectSelector, asked))
    return undefined;
  const { definition, subresource } = asked.request;
  const target = { definition, subresource, operation: asked.operation };
  const coveredBy = (rules: unknown): ResourceDefinition | undefined =>
    coveredAs(
      listOf(rules).filter((rule) => isNamed(rule, asked)),
      target,
      () => (matchPolicy === "Exact" ? [] : equivalentsOf(view.registry, definition)),
    );
  return coveredBy(excludeResourceRules) === undefined ? coveredBy(resourceRules) : undefined;
}

function isNamed(rule: unknown, asked: AdmissionRequest): boolean {
  const names = listOf(valueAt(rule, "resourceNames"));
  return names.length === 0 || names.includes(askedName(asked));
}
