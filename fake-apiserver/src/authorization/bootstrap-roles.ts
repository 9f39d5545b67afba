import type { KubernetesObject } from "@informerlab/core";
import { bootstrapRolesJson } from "./bootstrap-roles.generated.ts";

/** Kinds of roles and bindings, by the names of their resources. */
const kinds = {
  clusterroles: "ClusterRole",
  clusterrolebindings: "ClusterRoleBinding",
  roles: "Role",
  rolebindings: "RoleBinding",
} as const;

interface BootstrapRole {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

let made: readonly KubernetesObject[] | undefined;

/**
 * The roles and bindings that a server makes when it starts, without what it gives each by itself. Those of the cluster
 * come first.
 */
export function bootstrapRoles(): readonly KubernetesObject[] {
  if (made === undefined) {
    const data = JSON.parse(bootstrapRolesJson) as Record<
      keyof typeof kinds,
      readonly BootstrapRole[]
    >;
    made = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((resource) =>
      data[resource].map((role) => toObject(kinds[resource], role)),
    );
  }
  return made;
}

function toObject(
  kind: string,
  { name, namespace, labels, ...rest }: BootstrapRole,
): KubernetesObject {
  return {
    kind,
    apiVersion: "rbac.authorization.k8s.io/v1",
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { "kubernetes.io/bootstrapping": "rbac-defaults", ...labels },
      annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
    },
    // A role that only collects others has no rules of its own.
    ...(kind.endsWith("Role") && !("rules" in rest) ? { rules: null } : {}),
    ...rest,
  } as unknown as KubernetesObject;
}
