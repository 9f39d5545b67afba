import { type KubernetesObject, parseApiVersion } from "@informerlab/core";
import type { Apiserver } from "./apiserver.ts";
import type { ResourceDefinition } from "./kinds/resource-definition.ts";

/** Names an object: `pods/default/web-0`, `nodes/a`, `deployments.apps/default/web`, or by its kind. */
export type ObjectReference =
  | string
  | {
      readonly apiVersion: string;
      readonly kind: string;
      readonly name: string;
      readonly namespace?: string;
    };

/** Where the objects of a kind are. */
export interface ObjectTarget {
  readonly definition: ResourceDefinition;
  /** Undefined for kinds of the cluster. */
  readonly namespace: string | undefined;
}

/** Where an object belongs. @throws RangeError for a kind that the cluster does not have. */
export function targetOf(
  server: Pick<Apiserver, "registry">,
  { apiVersion = "", kind = "", metadata }: KubernetesObject,
): ObjectTarget {
  const { group, version } = parseApiVersion(apiVersion);
  const definition = server.registry.lookupKind(group, version, kind);
  if (definition === undefined) {
    throw new RangeError(
      `this cluster has no kind ${JSON.stringify(kind)} in ${JSON.stringify(apiVersion)}; apply its CRD before, or check both names`,
    );
  }
  const namespace = definition.namespaced ? (metadata?.namespace ?? "default") : undefined;
  return { definition, namespace };
}

/** What a reference names. @throws RangeError or Error saying what would be right. */
export function findTarget(
  server: Apiserver,
  reference: ObjectReference,
  key: string | undefined,
): ObjectTarget & { readonly name: string } {
  if (typeof reference !== "string") {
    const { name, namespace, ...type } = reference;
    const target = targetOf(server, {
      ...type,
      metadata: namespace === undefined ? {} : { namespace },
    });
    return { ...target, name };
  }
  const [resource = "", ...rest] =
    key === undefined ? reference.split("/") : [reference, ...key.split("/")];
  const definition = server.definitionOf(resource);
  const name = rest.at(-1);
  if (name === undefined || rest.length > 2) {
    throw new Error(
      `${JSON.stringify(reference)} names no object; write pods/default/web-0 or nodes/a`,
    );
  }
  const namespace = definition.namespaced ? (rest.length === 2 ? rest[0] : "default") : undefined;
  return { definition, namespace, name };
}
