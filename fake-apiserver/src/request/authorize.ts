import { failureStatus, type KubernetesObject, StatusError } from "@informerlab/core";
import { coversPath, hasOrAll, type PolicyRule } from "../authorization/policy-rule.ts";
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
  /** Nobody is asked for a role. */
  readonly allowsAll?: boolean;
  listAll(resource: string, namespace: string | undefined): readonly KubernetesObject[];
  get(resource: string, key: string): KubernetesObject | undefined;
}

interface Role extends KubernetesObject {
  readonly rules?: readonly PolicyRule[] | null;
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface RoleRef {
  readonly kind?: string;
  readonly name?: string;
}

interface Binding extends KubernetesObject {
  readonly subjects?: readonly Subject[];
  readonly roleRef?: RoleRef;
}

/** A binding that gives a user a role, with the role's rules. */
interface Grant {
  readonly binding: Binding;
  readonly subject: Subject;
  readonly rules: readonly PolicyRule[];
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
  return isFree(source, user) || grantFor(source, user, access) !== undefined;
}

/** Paths besides resources go by the same roles. */
export function isPathAllowed(
  source: GrantSource,
  user: UserIdentity,
  path: string,
  verb: string,
): boolean {
  return isFree(source, user) || pathGrantFor(source, user, path, verb) !== undefined;
}

/** No rule binds him. */
function isFree(source: GrantSource, user: UserIdentity): boolean {
  return source.allowsAll === true || isMaster(user);
}

/** What a review says about who allows something: nothing for masters, undefined where nobody does. */
export function reasonFor(
  source: GrantSource,
  user: UserIdentity,
  asked: ResourceAccess | { readonly path: string; readonly verb: string },
): string | undefined {
  if (isFree(source, user)) return "";
  const grant =
    "path" in asked
      ? pathGrantFor(source, user, asked.path, asked.verb)
      : grantFor(source, user, asked);
  return grant === undefined ? undefined : grantText(grant);
}

function grantFor(
  source: GrantSource,
  user: UserIdentity,
  access: ResourceAccess,
): Grant | undefined {
  return grantsOf(source, user, access.namespace).find(({ rules }) =>
    rules.some((rule) => grants(rule, access)),
  );
}

function pathGrantFor(
  source: GrantSource,
  user: UserIdentity,
  path: string,
  verb: string,
): Grant | undefined {
  return grantsOf(source, user, undefined).find(({ rules }) =>
    rules.some((rule) => hasOrAll(rule.verbs, verb) && coversPath(rule.nonResourceURLs, path)),
  );
}

/** All rules that bind a user, cluster-wide and in one namespace. */
export function rulesFor(
  source: GrantSource,
  user: UserIdentity,
  namespace: string | undefined,
): readonly PolicyRule[] {
  return grantsOf(source, user, namespace).flatMap(({ rules }) => rules);
}

/** The rules of the role that a binding names; undefined when there is no such role. */
export function rulesOfRole(
  source: GrantSource,
  { kind, name = "" }: RoleRef,
  namespace: string | undefined,
): readonly PolicyRule[] | undefined {
  const role: Role | undefined =
    kind === "Role" ? source.get(roles, `${namespace}/${name}`) : source.get(clusterRoles, name);
  return role === undefined ? undefined : (role.rules ?? []);
}

function grantsOf(
  source: GrantSource,
  user: UserIdentity,
  namespace: string | undefined,
): readonly Grant[] {
  const everywhere = source.listAll(clusterRoleBindings, undefined);
  const here = namespace === undefined ? [] : source.listAll(roleBindings, namespace);
  return [...everywhere, ...here].flatMap((binding: Binding) => {
    const subject = binding.subjects?.find((one) =>
      isSubject(one, user, binding.metadata?.namespace),
    );
    if (subject === undefined) return [];
    const rules = rulesOfRole(source, binding.roleRef ?? {}, namespace) ?? [];
    return [{ binding, subject, rules }];
  });
}

function grantText({ binding, subject }: Grant): string {
  const { name = "", namespace } = binding.metadata ?? {};
  const [kind, bound] =
    namespace === undefined
      ? ["ClusterRoleBinding", name]
      : ["RoleBinding", `${name}/${namespace}`];
  const whom =
    subject.kind === "ServiceAccount" ? `${subject.name}/${subject.namespace}` : subject.name;
  const { roleRef = {} } = binding;
  return `RBAC: allowed by ${kind} ${JSON.stringify(bound)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${subject.kind} ${JSON.stringify(whom)}`;
}

function isSubject(subject: Subject, user: UserIdentity, namespace: string | undefined): boolean {
  switch (subject.kind) {
    case "User":
      return subject.name === user.name;
    case "Group":
      return user.groups.includes(subject.name);
    default:
      return (
        `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}` === user.name
      );
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

/** 403 in the real server's words. */
export function accessForbidden(user: UserIdentity, access: ResourceAccess): StatusError {
  const { verb, group, resource, subresource, namespace, name } = access;
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
