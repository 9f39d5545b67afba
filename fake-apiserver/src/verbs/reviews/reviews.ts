import type { KubernetesObject } from "@informerlab/core";
import { userInfoOf } from "../../admission/webhooks/review.ts";
import {
  askAuthenticators,
  type TokenAuthenticator,
} from "../../authentication/token-authenticator.ts";
import type { AccessQuestion, ResourceQuestion } from "../../authorization/access-review.ts";
import { asOne } from "../../codec/as-one.ts";
import { timeText } from "../../codec/go/time-text.ts";
import { without } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { bearerOf, type TokenUser, withAuthenticated } from "../../request/access/authenticate.ts";
import { type BindingRules, decide, rulesFor } from "../../request/access/authorize.ts";
import type { Outcome } from "../../request/answer/outcome.ts";
import { badRequest } from "../../request/answer/status-errors.ts";
import type { UserIdentity } from "../../request/read/api-request.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import type { ServerCore } from "../../request/server-core.ts";
import { admitVisitor } from "../connect/admit-visitor.ts";
import { checkAccessReview } from "./review-checks.ts";
import {
  type AskedSelector,
  fieldRequirements,
  labelRequirements,
  selectorProblems,
} from "./review-selectors.ts";

/** Groups whose kinds are questions: they are answered, never stored. */
export const reviewGroups: ReadonlySet<string> = new Set([
  "authorization.k8s.io",
  "authentication.k8s.io",
]);

/** What a review needs to know of the server. */
export interface ReviewCore extends ServerCore {
  readonly tokens: readonly TokenUser[];
  readonly tokenAuthenticators?: readonly TokenAuthenticator[] | undefined;
}

interface Review extends KubernetesObject {
  readonly spec?: ReviewSpec;
  readonly status?: TokenStatus;
}

interface TokenStatus {
  readonly authenticated?: boolean;
  readonly user?: object;
  readonly audiences?: readonly string[];
  readonly error?: string;
}

interface ReviewSpec extends Omit<AccessQuestion, "resourceAttributes"> {
  readonly resourceAttributes?: ResourceAttributes;
  readonly namespace?: string;
  readonly token?: string;
  readonly audiences?: readonly string[];
}

/** As a client asks: nothing that it says of selectors is certain. */
interface ResourceAttributes extends Omit<ResourceQuestion, "fieldSelector" | "labelSelector"> {
  readonly fieldSelector?: AskedSelector;
  readonly labelSelector?: AskedSelector;
}

/** Answers a question about access or identity. */
export function review(core: ReviewCore, request: ResourceRequest): Outcome {
  const { definition } = request;
  const visitor = admitVisitor(core, request, { kind: definition });
  checkReview(definition, visitor.object);
  visitor.validate();
  const object = answered(core, request, visitor.object);
  return { kind: "object", code: 201, object, warnings: request.findings.warnings };
}

/** @throws StatusError for a question that cannot be answered */
function checkReview(definition: ResourceDefinition, review: Review): void {
  const { kind } = definition;
  const { spec = {} } = review;
  if (kind.endsWith("AccessReview")) checkAccessReview(definition, review);
  if (kind === "SelfSubjectRulesReview" && (spec.namespace ?? "") === "")
    throw badRequest("no namespace on request");
  if (kind === "TokenReview" && (spec.token ?? "") === "")
    throw badRequest("token is required for TokenReview in authentication");
}

function answered(core: ReviewCore, request: ResourceRequest, asked: Review): KubernetesObject {
  const { definition } = request;
  const status = statusOf(core, request, asked);
  const { kind, apiVersion, metadata, ...said } = asked;
  const answeredMetadata =
    definition.kind === "SelfSubjectReview"
      ? { creationTimestamp: timeText(core.environment.clock.now()) }
      : // This one says nothing of what it was sent.
        definition.kind === "SelfSubjectRulesReview"
        ? {}
        : metadata;
  // Of this question the answer does not repeat anything.
  const rest = definition.kind === "SelfSubjectRulesReview" ? { spec: {} } : said;
  return { kind, apiVersion, metadata: answeredMetadata, ...rest, status } as KubernetesObject;
}

function statusOf(core: ReviewCore, request: ResourceRequest, asked: Review): object {
  const { user, definition } = request;
  const { spec = {} } = asked;
  switch (definition.kind) {
    case "SelfSubjectReview":
      return { userInfo: userInfoOf(user) };
    case "TokenReview":
      return withSaid(tokenStatus(core, spec), asked.status);
    case "SelfSubjectRulesReview":
      return rulesStatus(rulesFor(core.grants, user, spec.namespace));
    case "SelfSubjectAccessReview":
      return accessStatus(core, user, spec);
    default:
      return accessStatus(core, subjectOf(spec), spec);
  }
}

/** Who the question is about. */
function subjectOf({ user = "", groups = [], uid, extra }: ReviewSpec): UserIdentity {
  return {
    name: user,
    groups,
    ...(uid === undefined ? {} : { uid }),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** A rule is about resources, or about paths, or about both. */
function rulesStatus({ rules, problem, isIncomplete = false }: BindingRules): object {
  return {
    resourceRules: rules
      .filter(({ resources = [] }) => resources.length > 0)
      .map((rule) => without(rule, "nonResourceURLs")),
    nonResourceRules: rules
      .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
      .map(({ verbs = [], nonResourceURLs = [] }) => ({ verbs, nonResourceURLs })),
    incomplete: isIncomplete,
    ...(problem === "" ? {} : { evaluationError: problem }),
  };
}

function accessStatus(core: ReviewCore, user: UserIdentity, spec: ReviewSpec): object {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  const asked =
    path === undefined
      ? {
          verb: resource?.verb ?? "",
          group: resource?.group ?? "",
          resource: resource?.resource ?? "",
          subresource: resource?.subresource ?? "",
          namespace: resource?.namespace === "" ? undefined : resource?.namespace,
          name: resource?.name,
          version: resource?.version || "*",
          fieldRequirements: fieldRequirements(resource?.fieldSelector),
          labelRequirements: labelRequirements(resource?.labelSelector),
        }
      : { path: path.path ?? "", verb: path.verb ?? "" };
  const { isAllowed, isDenied, reason, problem = "" } = decide(core.grants, user, asked);
  const ignored = path === undefined ? selectorProblems(resource ?? {}) : "";
  const evaluationError = [problem, ignored].filter((one) => one !== "").join("; ");
  return {
    allowed: isAllowed,
    ...(isDenied === true ? { denied: true } : {}),
    ...(reason === "" ? {} : { reason }),
    ...(evaluationError === "" ? {} : { evaluationError }),
  };
}

/** What the question said of its answer stays where the answer says nothing. */
function withSaid(status: TokenStatus, said: TokenStatus = {}): TokenStatus {
  const { authenticated } = status;
  const { user = {}, audiences = [], error = "" } = { ...said, ...status };
  return {
    ...(authenticated === true ? { authenticated } : {}),
    user,
    ...(audiences.length === 0 ? {} : { audiences }),
    ...(error === "" ? {} : { error }),
  };
}

function tokenStatus(core: ReviewCore, { audiences = [], ...spec }: ReviewSpec): TokenStatus {
  // The real server puts it into a header, and reads it there.
  const token = bearerOf({ authorization: `Bearer ${spec.token}` });
  if (token === undefined) return {};
  const own = core.serviceAccountTokens.audiences;
  const wanted = audiences.length === 0 ? own : audiences;
  const found = core.tokens.find((candidate) => candidate.token === token);
  // A token of the command line is for the server itself.
  const shared = own.filter((audience) => wanted.includes(audience));
  if (found !== undefined && shared.length > 0) {
    return {
      authenticated: true,
      user: userInfoOf(withAuthenticated(found)),
      audiences: shared,
    };
  }
  const verdict = core.serviceAccountTokens.verify(token, wanted);
  if (verdict.kind === "valid") {
    return {
      authenticated: true,
      user: userInfoOf(verdict.user),
      audiences: verdict.audiences,
    };
  }
  const opinion = askAuthenticators(core.tokenAuthenticators ?? [], token, { wanted, own });
  if (opinion.kind === "valid") {
    return {
      authenticated: true,
      user: userInfoOf(withAuthenticated(opinion.user)),
      audiences: opinion.audiences,
    };
  }
  const problems = [
    "invalid bearer token",
    ...(verdict.kind === "invalid" && verdict.problem !== undefined ? [verdict.problem] : []),
    ...(opinion.kind === "invalid" ? opinion.problems : []),
  ];
  return { error: asOne(problems) };
}
