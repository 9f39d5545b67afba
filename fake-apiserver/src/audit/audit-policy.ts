import { trimmedEnd } from "../codec/go/go-text.ts";
import type { UserIdentity } from "../request/read/api-request.ts";
import type { AuditLevel, AuditStage } from "./audit-event.ts";

/** Resources of one group. */
export interface AuditedResources {
  /** Empty or absent: the group without a name. */
  readonly group?: string;
  /** Names, each with a subresource where one is meant; a star stands for all resources, or for all subresources. None: all of the group. */
  readonly resources?: readonly string[];
  /** Names of objects; none: all. */
  readonly resourceNames?: readonly string[];
}

/** Which requests, and how much is written down of them. What is absent or empty holds for all. */
export interface AuditRule {
  readonly level: AuditLevel;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resources?: readonly AuditedResources[];
  /** The empty text is what has no namespace. */
  readonly namespaces?: readonly string[];
  /** Paths that are no resources; a `*` may stand at the end. */
  readonly nonResourceURLs?: readonly string[];
  /** Stages of which nothing is told, besides those of the policy. */
  readonly omitStages?: readonly AuditStage[];
  /** @defaultValue what the policy says */
  readonly omitManagedFields?: boolean;
}

/** What is written down: `audit.k8s.io/v1` Policy. The first rule that a request fits counts; without one nothing is. */
export interface AuditPolicy {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: object;
  readonly rules: readonly AuditRule[];
  readonly omitStages?: readonly AuditStage[];
  readonly omitManagedFields?: boolean;
}

/** What a rule looks at. */
export interface AuditedAttributes {
  /** Undefined where nobody knows who asks. */
  readonly user: UserIdentity | undefined;
  readonly verb: string;
  readonly path: string;
  /** Undefined for a path that is no resource. */
  readonly resource?: {
    readonly group: string;
    readonly resource: string;
    readonly subresource: string;
    readonly namespace: string;
    readonly name: string;
  };
}

/** How a request is written down. */
export interface AuditConfig {
  readonly level: AuditLevel;
  readonly omitStages: ReadonlySet<AuditStage>;
  readonly omitsManagedFields: boolean;
}

/**
 * What a policy says of a request.
 *
 * @see kubernetes apiserver pkg/audit/policy/checker.go
 */
export function auditConfigFor(policy: AuditPolicy, asked: AuditedAttributes): AuditConfig {
  const rule = policy.rules.find((one) => matches(one, asked));
  return {
    level: rule?.level ?? "None",
    omitStages: new Set([...(policy.omitStages ?? []), ...(rule?.omitStages ?? [])]),
    omitsManagedFields: rule?.omitManagedFields ?? policy.omitManagedFields ?? false,
  };
}

function matches(rule: AuditRule, asked: AuditedAttributes): boolean {
  const { users = [], userGroups = [], verbs = [], resources = [], namespaces = [] } = rule;
  const { user } = asked;
  if (users.length > 0 && (user === undefined || !users.includes(user.name))) return false;
  const isMember = user?.groups.some((group) => userGroups.includes(group)) ?? false;
  if (userGroups.length > 0 && !isMember) return false;
  if (verbs.length > 0 && !verbs.includes(asked.verb)) return false;
  if (namespaces.length > 0 || resources.length > 0) return matchesResource(rule, asked);
  const { nonResourceURLs = [] } = rule;
  if (nonResourceURLs.length === 0) return true;
  return asked.resource === undefined && nonResourceURLs.some((url) => coversPath(url, asked.path));
}

function coversPath(url: string, path: string): boolean {
  if (url === "*" || url === path) return true;
  return url.endsWith("*") && path.startsWith(trimmedEnd(url, "*"));
}

function matchesResource(
  { resources = [], namespaces = [] }: AuditRule,
  { resource }: AuditedAttributes,
): boolean {
  if (resource === undefined) return false;
  if (namespaces.length > 0 && !namespaces.includes(resource.namespace)) return false;
  return resources.length === 0 || resources.some((one) => coversResource(one, resource));
}

function coversResource(
  { group = "", resources = [], resourceNames = [] }: AuditedResources,
  asked: NonNullable<AuditedAttributes["resource"]>,
): boolean {
  if (group !== asked.group) return false;
  if (resources.length === 0) return true;
  if (resourceNames.length > 0 && !resourceNames.includes(asked.name)) return false;
  const { resource, subresource } = asked;
  const full = subresource === "" ? resource : `${resource}/${subresource}`;
  return resources.some(
    (one) =>
      one === full ||
      one === "*" ||
      one === `${resource}/*` ||
      (subresource !== "" && one === `*/${subresource}`),
  );
}
