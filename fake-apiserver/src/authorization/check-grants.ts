import type { KubernetesObject, StatusError } from "@informerlab/core";
import {
  equalJson,
  listOf,
  objectOf,
  textOf,
  valueAt,
  without,
} from "../codec/json/plain-object.ts";
import { isMaster } from "../request/access/authenticate.ts";
import { decide, type GrantSource, rulesFor, rulesOfRole } from "../request/access/authorize.ts";
import { forbidden, notFound } from "../request/answer/status-errors.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { missingRights, quotedList } from "./escalation.ts";
import type { PolicyRule } from "./policy-rule.ts";

const group = "rbac.authorization.k8s.io";

/**
 * Nobody gives others more than he has: a role's author holds its rights, or may escalate; who binds a role holds its rights,
 * or may bind it.
 *
 * @throws StatusError 403 with the rights that are missing
 * @see kubernetes pkg/registry/rbac/role/policybased/storage.go, rolebinding/policybased/storage.go
 */
export function checkGrants(
  source: GrantSource,
  request: ResourceRequest,
  object: KubernetesObject,
  old: KubernetesObject | undefined,
): void {
  const { definition, user } = request;
  if (definition.group !== group || isMaster(user) || isLeftToCollector(object, old)) return;
  const { resource } = definition;
  if (resource.endsWith("bindings")) checkBinding(source, request, object);
  else if (resource.endsWith("roles")) checkRole(source, request, object, old);
}

/** Who changes owners and finalizers alone, or nothing, need not hold the rights: garbage could not be collected else. */
function isLeftToCollector(object: KubernetesObject, old: KubernetesObject | undefined): boolean {
  if (old === undefined) return false;
  const [now, before] = [object, old].map(({ metadata, ...rest }) => ({
    ...rest,
    metadata: without(metadata ?? {}, "ownerReferences", "finalizers", "managedFields"),
  }));
  return equalJson(now, before);
}

function checkRole(
  source: GrantSource,
  request: ResourceRequest,
  object: KubernetesObject,
  old: KubernetesObject | undefined,
): void {
  const { definition, namespace, user } = request;
  const name = object.metadata?.name ?? "";
  const mayEscalate = decide(source, user, {
    verb: "escalate",
    version: "*",
    group,
    resource: definition.resource,
    subresource: "",
    namespace,
    name: request.name,
  });
  if (mayEscalate.isAllowed) return;
  refuseMissing(source, request, name, listOf(valueAt(object, "rules")) as readonly PolicyRule[]);
  if (isCollecting(object) || isCollecting(old)) refuseCollecting(source, request, name);
}

function isCollecting(role: KubernetesObject | undefined): boolean {
  return listOf(valueAt(role, "aggregationRule", "clusterRoleSelectors")).length > 0;
}

const everything: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/** What collects the rules of others may come to hold anything, so that who says so must hold everything. */
function refuseCollecting(
  source: GrantSource,
  { definition, namespace, user }: ResourceRequest,
  name: string,
): void {
  if (missingRights(rulesFor(source, user, namespace).rules, everything).length > 0)
    throw forbidden(
      definition,
      name,
      "must have cluster-admin privileges to use the aggregationRule",
    );
}

function checkBinding(
  source: GrantSource,
  request: ResourceRequest,
  object: KubernetesObject,
): void {
  const { namespace, user, definition } = request;
  const reference = objectOf(valueAt(object, "roleRef"));
  const [kind, name] = [textOf(reference["kind"]), textOf(reference["name"])];
  const mayBind = decide(source, user, {
    verb: "bind",
    version: "*",
    group,
    resource: kind === "Role" ? "roles" : "clusterroles",
    subresource: "",
    namespace,
    name,
  });
  if (mayBind.isAllowed) return;
  const rules = rulesOfRole(source, { kind, name }, namespace);
  if (rules === undefined) throw notFound(definition, name);
  refuseMissing(source, request, object.metadata?.name ?? "", rules);
}

function refuseMissing(
  source: GrantSource,
  { definition, namespace, user }: ResourceRequest,
  name: string,
  rules: readonly PolicyRule[],
): void {
  const owned = rulesFor(source, user, namespace);
  const missing = missingRights(owned.rules, rules);
  if (missing.length === 0) return;
  const unresolved = owned.problem === "" ? "" : `; resolution errors: [${owned.problem}]`;
  throw missingError(definition, name, user, `${missing.join("\n")}${unresolved}`);
}

function missingError(
  definition: ResourceRequest["definition"],
  name: string,
  { name: user, groups }: ResourceRequest["user"],
  missing: string,
): StatusError {
  return forbidden(
    definition,
    name,
    `user ${JSON.stringify(user)} (groups=${quotedList(groups)}) is attempting to grant RBAC permissions not currently held:\n${missing}`,
  );
}
