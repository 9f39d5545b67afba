import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { boundPolicies } from "./bound-policies.ts";
import { type FoundParams, paramsFor } from "./params.ts";

/** A policy that is to see a request, by one of its bindings and with one of the objects that it is told more by. */
export interface Invocation {
  readonly policy: KubernetesObject;
  readonly binding: KubernetesObject;
  readonly param: KubernetesObject | undefined;
  readonly seenAs: ResourceDefinition;
}

/** What goes wrong with a policy. */
export interface PolicyProblem {
  readonly policy: KubernetesObject;
  readonly binding: KubernetesObject | undefined;
  readonly message: string;
  readonly reason?: string;
}

interface Found {
  readonly invocations: Invocation[];
  readonly problems: PolicyProblem[];
}

/**
 * Every policy with every binding and object that a request concerns, and what keeps others from being asked.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go
 */
export function invocationsFor(
  policies: readonly KubernetesObject[],
  bindings: readonly KubernetesObject[],
  asked: AdmissionRequest,
  view: AdmissionView,
): Readonly<Found> {
  const found: Found = { invocations: [], problems: [] };
  for (const bound of boundPolicies(policies, bindings, asked, view)) {
    if ("problem" in bound) {
      found.problems.push({ policy: bound.policy, binding: undefined, message: bound.problem });
      continue;
    }
    const { policy, binding, paramKind, seenAs } = bound;
    const params = paramsFor(paramKind, binding, asked, view);
    if (params.kind === "problem")
      found.problems.push({ policy, binding, message: params.message });
    else
      found.invocations.push(
        ...paramsIn(params).map((param) => ({ policy, binding, param, seenAs })),
      );
  }
  return found;
}

function paramsIn(
  found: Exclude<FoundParams, { readonly kind: "problem" }>,
): readonly (KubernetesObject | undefined)[] {
  return found.kind === "none-wanted" ? [undefined] : found.params;
}
