import {
  type FieldRequirement,
  failureStatus,
  type KubernetesObject,
  type LabelRequirement,
  StatusError,
} from "@informerlab/core";
import { coversPath, hasOrAll, type PolicyRule } from "../../authorization/policy-rule.ts";
import { asOne } from "../../codec/as-one.ts";
import type { UserIdentity } from "../read/api-request.ts";
import { isMaster } from "./authenticate.ts";

/** What somebody wants to do to a resource. */
export interface ResourceAccess {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** What a list, a watch or a deletion of many selects by fields; absent: all. */
  readonly fieldRequirements?: readonly FieldRequirement[];
  /** The same by labels. */
  readonly labelRequirements?: readonly LabelRequirement[];
  /** Absent: every one. */
  readonly version?: string;
}

/** Where grants are read: the stored roles and bindings. */
export interface GrantSource {
  /** Asked instead of the roles. */
  readonly authorizers?: AuthorizerChain;
  listAll(resource: string, namespace: string | undefined): readonly KubernetesObject[];
  get(resource: string, key: string): KubernetesObject | undefined;
}

/** Several ways to decide, asked one after the other. */
export interface AuthorizerChain {
  decide(user: UserIdentity, asked: ResourceAccess | PathAccess): Decision;
  rulesFor(user: UserIdentity, namespace: string | undefined): BindingRules;
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

/** A path besides resources, and what somebody wants to do to it. */
export interface PathAccess {
  readonly path: string;
  readonly verb: string;
}

/** Whether somebody may do something, and what a review says about it: nothing where there is nothing to say. */
export interface Decision {
  readonly isAllowed: boolean;
  readonly reason: string;
  /** Somebody has said no, where otherwise nobody said yes. */
  readonly isDenied?: boolean;
  /** Why somebody who was asked could not tell. */
  readonly problem?: string;
}

/** Whether somebody may do something: by membership in system:masters, by what the server was told to ask, or by roles. */
export function decide(
  source: GrantSource,
  user: UserIdentity,
  asked: ResourceAccess | PathAccess,
): Decision {
  if (isMaster(user)) return { isAllowed: true, reason: "" };
  return source.authorizers?.decide(user, asked) ?? decideByRoles(source, user, asked);
}

/**
 * Allowed is what the stored roles and bindings allow. A refusal tells of roles that bind the user and that there are not.
 *
 * @see kubernetes plugin/pkg/auth/authorizer/rbac/rbac.go
 */
export function decideByRoles(
  source: GrantSource,
  user: UserIdentity,
  asked: ResourceAccess | PathAccess,
): Decision {
  const namespace = "path" in asked ? undefined : asked.namespace;
  const { grants, problems } = resolve(source, user, namespace);
  const grant = grants.find(({ rules }) => rules.some((rule) => allowsByRule(rule, asked)));
  if (grant !== undefined) return { isAllowed: true, reason: grantText(grant) };
  return { isAllowed: false, reason: problems.length === 0 ? "" : `RBAC: ${asOne(problems)}` };
}

/** Whether one rule allows something. */
export function allowsByRule(rule: PolicyRule, asked: ResourceAccess | PathAccess): boolean {
  return "path" in asked ? allowsPath(rule, asked) : allowsResource(rule, asked);
}

function allowsPath(rule: PolicyRule, { path, verb }: PathAccess): boolean {
  return hasOrAll(rule.verbs, verb) && coversPath(rule.nonResourceURLs, path);
}

/** The rules that bind a user, and why some could not be told; empty: all could. */
export interface BindingRules {
  readonly rules: readonly PolicyRule[];
  readonly problem: string;
  /** There may be more that nobody can tell. */
  readonly isIncomplete?: boolean;
}

/** What a user may do anyhow, cluster-wide and in one namespace. */
export function rulesFor(
  source: GrantSource,
  user: UserIdentity,
  namespace: string | undefined,
): BindingRules {
  return source.authorizers?.rulesFor(user, namespace) ?? rulesByRoles(source, user, namespace);
}

/** All rules of the roles that bind a user, cluster-wide and in one namespace. */
export function rulesByRoles(
  source: GrantSource,
  user: UserIdentity,
  namespace: string | undefined,
): BindingRules {
  const { grants, problems } = resolve(source, user, namespace);
  return { rules: grants.flatMap(({ rules }) => rules), problem: asOne(problems) };
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

/** Who is granted what, and which roles there are not. */
interface Resolved {
  readonly grants: readonly Grant[];
  readonly problems: readonly string[];
}

function resolve(source: GrantSource, user: UserIdentity, namespace: string | undefined): Resolved {
  const everywhere = source.listAll(clusterRoleBindings, undefined);
  const here = namespace === undefined ? [] : source.listAll(roleBindings, namespace);
  const grants: Grant[] = [];
  const problems: string[] = [];
  for (const binding of [...everywhere, ...here] as readonly Binding[]) {
    const subject = binding.subjects?.find((one) =>
      isSubject(one, user, binding.metadata?.namespace),
    );
    if (subject === undefined) continue;
    const { roleRef = {} } = binding;
    const rules = rulesOfRole(source, roleRef, namespace);
    if (rules === undefined) problems.push(missingRole(roleRef));
    else grants.push({ binding, subject, rules });
  }
  return { grants, problems };
}

function missingRole({ kind = "", name = "" }: RoleRef): string {
  return `${kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(name)} not found`;
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

function allowsResource(rule: PolicyRule, access: ResourceAccess): boolean {
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
export function accessForbidden(
  user: UserIdentity,
  access: ResourceAccess,
  { reason }: Decision,
): StatusError {
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
        `cannot ${verb} resource ${JSON.stringify(full)} in API group ${JSON.stringify(group)} ${scope}${because(reason)}`,
      details: {
        ...(name === undefined ? {} : { name }),
        ...(group === "" ? {} : { group }),
        kind: resource,
      },
    }),
  );
}

function because(reason: string): string {
  return reason === "" ? "" : `: ${reason}`;
}

/** 403 for a path that is no resource. */
export function pathForbidden(
  user: UserIdentity,
  { path, verb }: PathAccess,
  { reason }: Decision,
): StatusError {
  return new StatusError(
    failureStatus({
      code: 403,
      reason: "Forbidden",
      message: `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}${because(reason)}`,
      details: {},
    }),
  );
}
