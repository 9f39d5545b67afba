import type { KubernetesObject } from "@informerlab/core";
import { withMetadata } from "../request/server-core.ts";
import { bootstrapRolesJson } from "./bootstrap-roles.generated.ts";
import type { PolicyRule } from "./policy-rule.ts";

const apiVersion = "rbac.authorization.k8s.io/v1";

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
 * The roles and bindings that a server makes when it starts, at `now`, without what it gives each by itself. Those of
 * the cluster come first.
 */
export function bootstrapRoles(now: string): readonly KubernetesObject[] {
  return ownerlessRoles().map((role) =>
    withMetadata(role, { managedFields: [ownerOf(role, now)] }),
  );
}

/** What a cluster role of the server's own allows, whatever has become of the stored one. */
export function bootstrapRules(name: string): readonly PolicyRule[] {
  const role = ownerlessRoles().find(
    ({ kind, metadata }) => kind === "ClusterRole" && metadata?.name === name,
  );
  return (role as { readonly rules?: readonly PolicyRule[] } | undefined)?.rules ?? [];
}

function ownerlessRoles(): readonly KubernetesObject[] {
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
  { name, namespace, labels, roleRef, ...rest }: BootstrapRole,
): KubernetesObject {
  return {
    kind,
    apiVersion,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { "kubernetes.io/bootstrapping": "rbac-defaults", ...labels },
      annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
    },
    // A role that only collects others has no rules of its own.
    ...(kind.endsWith("Role") && !("rules" in rest) ? { rules: null } : {}),
    ...rest,
    ...(roleRef === undefined ? {} : { roleRef }),
  } as unknown as KubernetesObject;
}

/** The server owns all that it made. */
function ownerOf(role: KubernetesObject, time: string): object {
  const { annotations = {}, labels = {} } = role.metadata ?? {};
  const isAggregated = "aggregationRule" in role;
  const members = ["roleRef", "rules", "subjects"].filter(
    (member) => member in role && !(isAggregated && member === "rules"),
  );
  return {
    manager: "kube-apiserver",
    operation: "Update",
    apiVersion,
    time,
    fieldsType: "FieldsV1",
    fieldsV1: {
      ...(isAggregated ? { "f:aggregationRule": entriesOf({ clusterRoleSelectors: [] }) } : {}),
      "f:metadata": { "f:annotations": entriesOf(annotations), "f:labels": entriesOf(labels) },
      ...fieldsOf(members),
    },
  };
}

function entriesOf(map: object): object {
  return { ".": {}, ...fieldsOf(Object.keys(map).sort()) };
}

function fieldsOf(names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [`f:${name}`, {}]));
}
