import type { KubernetesObject } from "@informerlab/core";
import { forbidden, notFound } from "../../request/answer/status-errors.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { nameOf, refused } from "../admission-request.ts";

/** A cluster cannot be without these. */
const immortalNamespaces: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/**
 * New objects need a namespace that exists and is not going away; three namespaces never go.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: "NamespaceLifecycle",
  handles: ({ definition, operation }) =>
    definition.storageKey === "namespaces"
      ? operation === "DELETE"
      : definition.namespaced && operation === "CREATE" && definition.storageKey !== accessReview,
  mutate(asked, view) {
    const { request, operation } = asked;
    const { definition, namespace } = request;
    if (operation === "DELETE") {
      const name = nameOf(asked);
      if (!immortalNamespaces.has(name)) return;
      throw forbidden(definition, name, "this namespace may not be deleted");
    }
    // Who names none is told so by the object's own rules.
    if (!view.settings.requiresNamespaces || namespace === undefined || namespace === "") return;
    const found = view.get("namespaces", namespace);
    if (found === undefined) throw notFound({ group: "", resource: "namespaces" }, namespace);
    if (!isTerminating(found)) return;
    throw refused(
      asked,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: "NamespaceTerminating",
          message: `namespace ${namespace} is being terminated`,
          field: "metadata.namespace",
        },
      ],
    );
  },
};

/** May be asked about a namespace that is not there. */
const accessReview = "localsubjectaccessreviews.authorization.k8s.io";

/** The namespace is being deleted. */
export function isTerminating(namespace: KubernetesObject): boolean {
  const { status } = namespace as { readonly status?: { readonly phase?: string } };
  return namespace.metadata?.deletionTimestamp !== undefined || status?.phase === "Terminating";
}
