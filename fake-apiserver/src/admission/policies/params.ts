import {
  type KubernetesObject,
  type LabelSelector,
  parseApiVersion,
  Selector,
} from "@informerlab/core";
import { objectOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
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
  const misplaced = placeProblem(textOf(reference["namespace"]), definition, asked);
  if (misplaced !== undefined) return problem(misplaced);
  const params = chosen(reference, definition, asked, view);
  return params.length > 0 || reference["parameterNotFoundAction"] === "Allow"
    ? { kind: "found", params }
    : problem("no params found for policy binding with `Deny` parameterNotFoundAction");
}

function problem(message: string): FoundParams {
  return { kind: "problem", message: `failed to configure binding: ${message}` };
}

function placeProblem(
  named: string,
  { namespaced }: ResourceDefinition,
  { request }: AdmissionRequest,
): string | undefined {
  if (!namespaced)
    return named === ""
      ? undefined
      : "paramRef.namespace must not be provided for a cluster-scoped `paramKind`";
  // A namespace counts as in itself.
  const own = request.definition.storageKey === "namespaces" ? request.name : request.namespace;
  return named === "" && (own ?? "") === ""
    ? "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources"
    : undefined;
}

function chosen(
  reference: Readonly<Record<string, unknown>>,
  definition: ResourceDefinition,
  { request }: AdmissionRequest,
  view: AdmissionView,
): readonly KubernetesObject[] {
  const named = textOf(reference["namespace"]);
  const isNamespace = request.definition.storageKey === "namespaces";
  const own = isNamespace ? request.name : request.namespace;
  const namespace = definition.namespaced ? named || own : undefined;
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
