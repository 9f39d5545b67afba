import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { ServerCore } from "../request/server-core.ts";
import { forbidden, notFound } from "../request/status-errors.ts";

/**
 * New objects need a namespace that exists and is not going away.
 *
 * @throws StatusError 404 or 403 with the real server's text.
 */
export function checkNamespace(
  core: ServerCore,
  definition: ResourceDefinition,
  namespace: string | undefined,
  name: string,
): void {
  if (!core.settings.requiresNamespaces || !definition.namespaced || namespace === undefined)
    return;
  const found = core.storage.get("namespaces", namespace);
  if (found === undefined) throw notFound({ group: "", resource: "namespaces" }, namespace);
  if (!isTerminating(found)) return;
  throw forbidden(
    definition,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: "NamespaceTerminating",
        message: `namespace ${namespace} is being terminated`,
        field: "metadata.namespace",
      },
    ],
  );
}

/** The namespace is being deleted. */
export function isTerminating(namespace: KubernetesObject): boolean {
  const { status } = namespace as { readonly status?: { readonly phase?: string } };
  return namespace.metadata?.deletionTimestamp !== undefined || status?.phase === "Terminating";
}
