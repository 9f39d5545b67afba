import type { KubernetesObject } from "@informerlab/core";
import { valueAt } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { paramKindOf } from "./params.ts";
import { isBound, seenByPolicy } from "./policy-matching.ts";

/** A policy that is to see a request, by one of its bindings. */
export interface BoundPolicy {
  readonly policy: KubernetesObject;
  readonly binding: KubernetesObject;
  readonly paramKind: ResourceDefinition | undefined;
  readonly seenAs: ResourceDefinition;
}

/** A policy that concerns a request and cannot be used. */
export interface UnusablePolicy {
  readonly policy: KubernetesObject;
  readonly problem: string;
}

/** Every policy with every binding that a request concerns, one after the other. */
export function* boundPolicies(
  policies: readonly KubernetesObject[],
  bindings: readonly KubernetesObject[],
  asked: AdmissionRequest,
  view: AdmissionView,
): Generator<BoundPolicy | UnusablePolicy, void> {
  for (const policy of policies) {
    const own = bindings.filter(
      (binding) => valueAt(binding, "spec", "policyName") === policy.metadata?.name,
    );
    const seenAs = own.length === 0 ? undefined : seenByPolicy(policy, asked, view);
    if (seenAs === undefined) continue;
    const paramKind = paramKindOf(policy, view);
    if (paramKind !== undefined && "problem" in paramKind) {
      yield { policy, problem: paramKind.problem };
      continue;
    }
    for (const binding of own)
      if (isBound(binding, asked, view)) yield { policy, binding, paramKind, seenAs };
  }
}
