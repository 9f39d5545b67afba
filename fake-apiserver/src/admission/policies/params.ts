import {
  type KubernetesObject,
  type LabelSelector,
  parseApiVersion,
  Selector,
} from "@informerlab/core";
import { objectOf, textOf, valueAt } from "../../codec/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";

/** The objects that a binding lets a policy read, each judged by itself; undefined where the policy wants none. */
export type FoundParams =
  | { readonly kind: "none-wanted" }
  | {
      readonly kind: "found";
      readonly definition: ResourceDefinition;
      readonly params: readonly KubernetesObject[];
    }
  | { readonly kind: "problem"; readonly message: string };

/** @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go */
export function paramsFor(
  policy: KubernetesObject,
  binding: KubernetesObject,
  asked: AdmissionRequest,
  view: AdmissionView,
): FoundParams {
  const kind = valueAt(policy, "spec", "paramKind");
  const reference = objectOf(valueAt(binding, "spec", "paramRef"));
  if (kind === undefined || kind === null || Object.keys(reference).length === 0)
    return { kind: "none-wanted" };
  const { group, version } = parseApiVersion(textOf(valueAt(kind, "apiVersion")));
  const definition = view.registry.lookupKind(group, version, textOf(valueAt(kind, "kind")));
  if (definition === undefined) {
    return {
      kind: "problem",
      message: `failed to configure policy: failed to find resource referenced by paramKind: '${textOf(valueAt(kind, "apiVersion"))}, Kind=${textOf(valueAt(kind, "kind"))}'`,
    };
  }
  const params = chosen(reference, definition, asked, view);
  if (params.length > 0) return { kind: "found", definition, params };
  return reference["parameterNotFoundAction"] === "Allow"
    ? { kind: "found", definition, params: [] }
    : {
        kind: "problem",
        message:
          "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
      };
}

function chosen(
  reference: Readonly<Record<string, unknown>>,
  definition: ResourceDefinition,
  { request }: AdmissionRequest,
  view: AdmissionView,
): readonly KubernetesObject[] {
  const named = textOf(reference["namespace"]);
  const namespace = definition.namespaced ? named || request.namespace : undefined;
  const { selector } = reference;
  const name = textOf(reference["name"]);
  const wanted =
    selector === undefined ? undefined : Selector.fromLabelSelector(selector as LabelSelector);
  return view
    .list(definition.storageKey, namespace)
    .filter(({ metadata }) =>
      wanted === undefined ? metadata?.name === name : wanted.matches(metadata?.labels),
    )
    .map((stored) => definition.fromStored(stored));
}
