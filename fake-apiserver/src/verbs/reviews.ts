import type { KubernetesObject } from "@informerlab/core";
import { trackUpdate } from "../patch/apply/managed-fields.ts";
import type { UserIdentity } from "../request/api-request.ts";
import { isMaster, type TokenUser } from "../request/authenticate.ts";
import { type GrantSource, isAllowed, isPathAllowed, rulesFor } from "../request/authorize.ts";
import { decodeBody } from "../request/decode.ts";
import type { Outcome } from "../request/outcome.ts";
import type { ResourceRequest } from "../request/resource-request.ts";
import { type ServerCore, timestampOf } from "../request/server-core.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { invalidObject } from "../schema/field-error.ts";

/** Groups whose kinds are questions: they are answered, never stored. */
export const reviewGroups: ReadonlySet<string> = new Set([
  "authorization.k8s.io",
  "authentication.k8s.io",
]);

/** What a review needs to know of the server. */
export interface ReviewCore extends ServerCore {
  readonly grants: GrantSource;
  readonly tokens: readonly TokenUser[];
}

interface Review extends KubernetesObject {
  readonly spec?: {
    readonly resourceAttributes?: ResourceAttributes;
    readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
    readonly user?: string;
    readonly groups?: readonly string[];
    readonly namespace?: string;
    readonly token?: string;
  };
}

interface ResourceAttributes {
  readonly namespace?: string;
  readonly verb?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
}

/** Answers a question about access or identity. */
export function review(core: ReviewCore, request: ResourceRequest): Outcome {
  const { definition } = request;
  const options = parseWriteOptions(request, "CreateOptions");
  const { object: decoded, warnings } = decodeBody(core, {
    body: request.body,
    definition,
    fieldValidation: options.fieldValidation,
  });
  const asked: Review = { ...decoded, metadata: decoded.metadata ?? {} };
  const status = statusOf(core, request, asked);
  const isTracked = !["SelfSubjectReview", "SelfSubjectRulesReview"].includes(definition.kind);
  const now = core.environment.clock.now();
  const tracked = isTracked
    ? trackUpdate({
        definition,
        live: undefined,
        updated: asked,
        manager: options.fieldManager,
        subresource: "",
        now,
      })
    : asked;
  const metadata =
    definition.kind === "SelfSubjectReview"
      ? { ...tracked.metadata, creationTimestamp: timestampOf(now) }
      : tracked.metadata;
  const object = { ...tracked, metadata, status } as KubernetesObject;
  return { kind: "object", code: 201, object, warnings };
}

function statusOf(core: ReviewCore, request: ResourceRequest, asked: Review): object {
  const { user, definition } = request;
  const { spec = {} } = asked;
  switch (definition.kind) {
    case "SelfSubjectReview":
      return { userInfo: userInfoOf(user) };
    case "TokenReview":
      return tokenStatus(core.tokens, spec.token ?? "");
    case "SelfSubjectRulesReview":
      return {
        resourceRules: rulesFor(core.grants, user, spec.namespace),
        nonResourceRules: [],
        incomplete: false,
      };
    case "SelfSubjectAccessReview":
      return accessStatus(core, definition.group, user, spec);
    default:
      return accessStatus(
        core,
        definition.group,
        { name: spec.user ?? "", groups: spec.groups ?? [] },
        spec,
      );
  }
}

function accessStatus(
  core: ReviewCore,
  group: string,
  user: UserIdentity,
  spec: NonNullable<Review["spec"]>,
): object {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  if ((resource === undefined) === (path === undefined)) {
    throw invalidObject({ group, kind: "" }, "", [
      {
        reason: "FieldValueInvalid",
        message:
          "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified",
        field: "spec.resourceAttributes",
      },
    ]);
  }
  if (path !== undefined) {
    const allowed = isPathAllowed(user, path.path ?? "");
    if (!allowed || isMaster(user)) return { allowed };
    const reason =
      'RBAC: allowed by ClusterRoleBinding "system:public-info-viewer" of ClusterRole "system:public-info-viewer" to Group "system:authenticated"';
    return { allowed, reason };
  }
  return {
    allowed: isAllowed(core.grants, user, {
      verb: resource?.verb ?? "",
      group: resource?.group ?? "",
      resource: resource?.resource ?? "",
      subresource: resource?.subresource ?? "",
      namespace: resource?.namespace === "" ? undefined : resource?.namespace,
      name: resource?.name,
    }),
  };
}

function tokenStatus(tokens: readonly TokenUser[], token: string): object {
  const found = tokens.find((candidate) => candidate.token === token);
  if (found === undefined) return { user: {}, error: "invalid bearer token" };
  const { groups } = found;
  const all = groups.includes("system:authenticated")
    ? groups
    : [...groups, "system:authenticated"];
  return {
    authenticated: true,
    user: userInfoOf({ ...found, groups: all }),
    audiences: ["https://kubernetes.default.svc"],
  };
}

function userInfoOf({ name, uid, groups }: UserIdentity): object {
  return { username: name, ...(uid === undefined ? {} : { uid }), groups };
}
