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

/** The objects that a binding lets a policy read, each judged by itself. */
export type FoundParams =
  | { readonly kind: "none-wanted" }
  | { readonly kind: "found"; readonly params: readonly KubernetesObject[] }
  | { readonly kind: "problem"; readonly message: string };

/** The kind of parameters that a policy names, or why it cannot be used; undefined where it wants none. */
export function paramKindOf(
  policy: KubernetesObject,
  view: AdmissionView,
): ResourceDefinition | { readonly problem: string } | undefined {
  const kind = valueAt(policy, "spec", "paramKind");
  if (kind === undefined || kind === null) return undefined;
  const [apiVersion, name] = [textOf(valueAt(kind, "apiVersion")), textOf(valueAt(kind, "kind"))];
  const { group, version } = parseApiVersion(apiVersion);
  return (
    view.registry.lookupKind(group, version, name) ?? {
      problem: `failed to configure policy: failed to find resource referenced by paramKind: '${apiVersion}, Kind=${name}'`,
    }
  );
}

/** @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go */
export function paramsFor(
  definition: ResourceDefinition | undefined,
  binding: KubernetesObject,
  asked: AdmissionRequest,
  view: AdmissionView,
): FoundParams {
  const reference = objectOf(valueAt(binding, "spec", "paramRef"));
  if (definition === undefined || Object.keys(reference).length === 0)
    return { kind: "none-wanted" };
  const params = chosen(reference, definition, asked, view);
  if (params.length > 0 || reference["parameterNotFoundAction"] === "Allow")
    return { kind: "found", params };
  return {
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
