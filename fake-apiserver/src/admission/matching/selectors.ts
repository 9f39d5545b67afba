import { type KubernetesObject, type LabelSelector, Selector } from "@informerlab/core";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";

/**
 * The namespace of a request is chosen; what has no namespace always is, and namespaces go by their own labels: the new
 * ones where they are made or changed as a whole.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/namespace/matcher.go
 */
export function choosesNamespace(
  selector: unknown,
  { request, object, old }: AdmissionRequest,
  view: AdmissionView,
): boolean {
  if (isEmptySelector(selector)) return true;
  const { definition, namespace } = request;
  if (definition.storageKey === "namespaces") {
    const isWhole = request.subresource === "";
    const labels = (isWhole ? (object ?? old) : old)?.metadata?.labels;
    return selectorOf(selector).matches(labels);
  }
  if (namespace === undefined || namespace === "") return true;
  return selectorOf(selector).matches(view.get("namespaces", namespace)?.metadata?.labels);
}

/** The object is chosen as it is or as it was. */
export function choosesObject(
  selector: unknown,
  { operation, object, old }: AdmissionRequest,
): boolean {
  if (isEmptySelector(selector)) return true;
  // The options of a connection have no labels, not even none.
  if (operation === "CONNECT") return false;
  const chosen = selectorOf(selector);
  const chooses = (one: KubernetesObject | undefined): boolean =>
    one !== undefined && chosen.matches(one.metadata?.labels);
  return chooses(object) || chooses(old);
}

function isEmptySelector(selector: unknown): boolean {
  return selector === undefined || selector === null || Object.keys(selector).length === 0;
}

function selectorOf(selector: unknown): Selector {
  return Selector.fromLabelSelector(selector as LabelSelector);
}
