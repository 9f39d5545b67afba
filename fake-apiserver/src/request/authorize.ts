import { failureStatus, type KubernetesObject, StatusError } from "@informerlab/core";
import type { UserIdentity } from "./api-request.ts";
import { isMaster } from "./authenticate.ts";

/** What somebody wants to do to a resource. */
export interface ResourceAccess {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** Where grants are read: the stored roles and bindings. */
export interface GrantSource {
  listAll(resource: string, namespace: string | undefined): readonly KubernetesObject[];
  get(resource: string, key: string): KubernetesObject | undefined;
}

interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Role extends KubernetesObject {
  readonly rules?: readonly PolicyRule[];
}

interface Binding extends KubernetesObject {
  readonly subjects?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  }[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
}

/** Storage keys of the kinds that grant. */
const roles = "roles.rbac.authorization.k8s.io";
const roleBindings = "rolebindings.rbac.authorization.k8s.io";
const clusterRoles = "clusterroles.rbac.authorization.k8s.io";
const clusterRoleBindings = "clusterrolebindings.rbac.authorization.k8s.io";

/** True when the stored roles and bindings, or membership in system:masters, allow it. */
export function isAllowed(
  source: GrantSource,
  user: UserIdentity,
  access: ResourceAccess,
): boolean {
  if (isMaster(user) || isSelfReview(access)) return true;
  return rulesFor(source, user, access.namespace).some((rule) => grants(rule, access));
}

/** Everybody may ask what they may do, and who they are. */
function isSelfReview({ group, resource, verb }: ResourceAccess): boolean {
  const isReviewGroup = group === "authorization.k8s.io" || group === "authentication.k8s.io";
  return isReviewGroup && verb === "create" && resource.startsWith("selfsubject");
}

/** All rules that bind a user, cluster-wide and in one namespace. */
export function rulesFor(
  source: GrantSource,
  user: UserIdentity,
  namespace: string | undefined,
): readonly PolicyRule[] {
  const everywhere = source.listAll(clusterRoleBindings, undefined);
  const here = namespace === undefined ? [] : source.listAll(roleBindings, namespace);
  return [...everywhere, ...here].flatMap((binding: Binding) => {
    if (!binding.subjects?.some((subject) => isSubject(subject, user))) return [];
    const { kind, name = "" } = binding.roleRef ?? {};
    const role: Role | undefined =
      kind === "Role" ? source.get(roles, `${namespace}/${name}`) : source.get(clusterRoles, name);
    return role?.rules ?? [];
  });
}

function isSubject(
  subject: { readonly kind: string; readonly name: string; readonly namespace?: string },
  user: UserIdentity,
): boolean {
  switch (subject.kind) {
    case "User":
      return subject.name === user.name;
    case "Group":
      return user.groups.includes(subject.name);
    default:
      return `system:serviceaccount:${subject.namespace}:${subject.name}` === user.name;
  }
}

function grants(rule: PolicyRule, access: ResourceAccess): boolean {
  const { verb, group, resource, subresource, name } = access;
  const full = subresource === "" ? resource : `${resource}/${subresource}`;
  return (
    hasOrAll(rule.verbs, verb) &&
    hasOrAll(rule.apiGroups, group) &&
    (hasOrAll(rule.resources, full) || (rule.resources?.includes(`*/${subresource}`) ?? false)) &&
    (rule.resourceNames === undefined ||
      rule.resourceNames.length === 0 ||
      rule.resourceNames.includes(name ?? ""))
  );
}

function hasOrAll(values: readonly string[] | undefined, value: string): boolean {
  return values !== undefined && (values.includes("*") || values.includes(value));
}

/** 403 in the real server's words. */
export function accessForbidden(user: UserIdentity, access: ResourceAccess): StatusError {
  const { verb, group, resource, subresource, namespace } = access;
  // A create names no object, whatever its body says.
  const name = verb === "create" ? undefined : access.name;
  const qualified = group === "" ? resource : `${resource}.${group}`;
  const full = subresource === "" ? resource : `${resource}/${subresource}`;
  const scope =
    namespace === undefined
      ? "at the cluster scope"
      : `in the namespace ${JSON.stringify(namespace)}`;
  return new StatusError(
    failureStatus({
      code: 403,
      reason: "Forbidden",
      message:
        `${qualified}${name === undefined ? "" : ` ${JSON.stringify(name)}`} is forbidden: User ${JSON.stringify(user.name)} ` +
        `cannot ${verb} resource ${JSON.stringify(full)} in API group ${JSON.stringify(group)} ${scope}`,
      details: {
        ...(name === undefined ? {} : { name }),
        ...(group === "" ? {} : { group }),
        kind: resource,
      },
    }),
  );
}

const publicPaths =
  /^\/(?:api|apis|openapi|healthz|livez|readyz|version|\.well-known)(?:\/|$)|^\/$/;

/** Paths besides resources: discovery and health are open to all whom the server knows. */
export function isPathAllowed(user: UserIdentity, path: string): boolean {
  return isMaster(user) || publicPaths.test(path);
}

/** 403 for a path that is no resource. */
export function pathForbidden(user: UserIdentity, path: string, method: string): StatusError {
  const verb = method.toLowerCase();
  return new StatusError(
    failureStatus({
      code: 403,
      reason: "Forbidden",
      message: `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}`,
      details: {},
    }),
  );
}
