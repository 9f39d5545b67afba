import type { Findings } from "../admission/findings.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { askedAccess } from "../request/access/asked-access.ts";
import type { Decision, ResourceAccess } from "../request/access/authorize.ts";
import type { Outcome } from "../request/answer/outcome.ts";
import type { ApiRequest, ApiResponse, UserIdentity } from "../request/read/api-request.ts";
import { requestUri } from "../request/read/request-uri.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { hasVerb, isLongRunning, type Route } from "../request/read/route.ts";
import type { Perform } from "../request/request-run.ts";
import type { ServerCore } from "../request/server-core.ts";
import type {
  AuditEvent,
  AuditedObject,
  AuditedStatus,
  AuditedUser,
  AuditStage,
} from "./audit-event.ts";
import { type AuditOptions, wholePolicy } from "./audit-options.ts";
import { type AuditConfig, type AuditedAttributes, auditConfigFor } from "./audit-policy.ts";
import { type SentBody, sentBody } from "./request-object.ts";
import { shownIn, withoutManagers } from "./response-object.ts";
import { sourceAddresses } from "./source-addresses.ts";

/** A request as it came, before anybody has looked who asks. */
export interface AuditedRequest {
  readonly request: ApiRequest;
  readonly route: Route | undefined;
  readonly query: ReadonlyMap<string, string>;
  readonly auditId: string;
}

/** What became of a request. */
export interface AuditedAnswer {
  readonly response: ApiResponse;
  readonly outcome: Outcome;
  /** The kind that has served it. */
  readonly definition: ResourceDefinition | undefined;
  /** The answer as it would be in JSON. */
  readonly inJson: () => ApiResponse;
}

/** Counted, for `/metrics`. */
export const auditEvents = {
  name: "apiserver_audit_event_total",
  help: "[ALPHA] Counter of audit events generated and sent to the audit backend.",
};

const userAgentLengthMax = 1024;
const closedEarly: AuditedStatus = {
  metadata: {},
  status: "Success",
  message: "Connection closed early",
  code: 200,
};

/**
 * Tells the audit log of one request, stage by stage.
 *
 * @see kubernetes apiserver pkg/endpoints/filters/audit.go, authn_audit.go
 */
export class AuditTrail {
  readonly #core: ServerCore;
  readonly #options: AuditOptions;
  readonly #asked: AuditedRequest;
  readonly #receivedAt: string;
  readonly #annotations = new Map<string, string>();
  #config: AuditConfig | undefined;
  #user: UserIdentity | undefined;
  #impersonated: UserIdentity | undefined;
  #received: ResourceRequest | undefined;
  #sent: SentBody | undefined;
  #responseStatus: AuditedStatus | undefined;
  #responseObject: unknown;
  #isComplete = false;

  constructor(core: ServerCore, options: AuditOptions, asked: AuditedRequest) {
    this.#core = core;
    this.#options = options;
    this.#asked = asked;
    this.#receivedAt = this.#now();
  }

  /** It is known who asks. */
  received(user: UserIdentity): void {
    // Who has to wait for an answer of the network is looked at once more.
    if (this.#user !== undefined) return;
    this.#user = user;
    this.#choose();
    this.#tell("RequestReceived", this.#receivedAt);
  }

  impersonates(user: UserIdentity): void {
    this.#impersonated = user;
  }

  decided({ isAllowed, reason, problem }: Decision): void {
    if (!isAllowed && problem !== undefined) {
      this.#annotations.set("authorization.k8s.io/reason", "internal error");
      return;
    }
    this.#annotations.set("authorization.k8s.io/decision", isAllowed ? "allow" : "forbid");
    this.#annotations.set("authorization.k8s.io/reason", reason);
  }

  /** `perform`, seen by the log. */
  watching(perform: Perform): Perform {
    return (request) => {
      this.#received = request;
      return perform(request);
    };
  }

  /** Sends the answer on, and tells of it before, after, or both. */
  answer(answer: AuditedAnswer, respond: (response: ApiResponse) => void): void {
    const { response } = answer;
    const { whenTaken = (done) => done() } = this.#options;
    this.#sees(answer);
    if (this.#user === undefined) {
      // Who is not known, or is known too late, is told of once.
      this.#isComplete = true;
      this.#tell("ResponseStarted");
      whenTaken(() => respond(response));
      return;
    }
    if (this.#isLongRunning()) this.#tell("ResponseStarted");
    this.#notice(answer);
    const { body } = response;
    if (body.kind !== "watch") {
      this.over();
      whenTaken(() => respond(response));
      return;
    }
    const { stream } = body;
    const start = (sink: Parameters<typeof stream.start>[0]): (() => void) => {
      const cancel = stream.start({
        frame: (frame) => sink.frame(frame),
        end: (how) => {
          sink.end(how);
          this.over();
        },
      });
      return () => {
        cancel();
        this.over();
      };
    };
    whenTaken(() => respond({ ...response, body: { kind: "watch", stream: { start } } }));
  }

  /** Nothing follows: all was sent, or the client has gone. */
  over(): void {
    if (this.#isComplete || this.#user === undefined) return;
    this.#isComplete = true;
    this.#responseStatus ??= closedEarly;
    this.#tell("ResponseComplete");
  }

  #choose(): void {
    const { policy = wholePolicy } = this.#options;
    this.#config = auditConfigFor(policy, this.#attributes());
  }

  #attributes(): AuditedAttributes {
    const { request, route } = this.#asked;
    const user = this.#user;
    const { path } = request;
    if (route?.kind !== "resource") return { user, path, verb: request.method.toLowerCase() };
    const { group, resource, subresource } = route.attributes;
    return {
      user,
      path,
      verb: this.#verb(),
      resource: { group, resource, subresource, namespace: this.#namespace(), name: this.#name() },
    };
  }

  #verb(): string {
    const { request, route } = this.#asked;
    if (route?.kind !== "resource") return request.method.toLowerCase();
    return hasVerb(request.method) ? route.attributes.verb : "";
  }

  #namespace(): string {
    return this.#access()?.namespace ?? "";
  }

  #name(): string {
    return this.#access()?.name ?? "";
  }

  /** What the right is asked for. */
  #access(): ResourceAccess | undefined {
    const { route, query } = this.#asked;
    return route?.kind === "resource" ? askedAccess(route.attributes, query) : undefined;
  }

  #isLongRunning(): boolean {
    const { route } = this.#asked;
    return route?.kind === "resource" && isLongRunning(route.attributes);
  }

  /** What the answer says. */
  #sees({ response, outcome, inJson }: AuditedAnswer): void {
    if (this.#config === undefined) this.#choose();
    const { level, omitsManagedFields } = this.#config ?? {
      level: "None",
      omitsManagedFields: false,
    };
    if (level === "None") return;
    this.#responseStatus = statusOf(response, outcome);
    if (level !== "RequestResponse" || outcome.kind === "watch" || outcome.kind === "reset") return;
    const { kind } = response.body;
    const shown = shownIn(kind === "bytes" || kind === "text" ? inJson() : response);
    this.#responseObject = omitsManagedFields ? withoutManagers(shown) : shown;
  }

  /** What was sent, what admission has noticed, and what is said of the kind. */
  #notice({ definition, response }: AuditedAnswer): void {
    if (this.#config?.level === "None") return;
    if (definition?.deprecation !== undefined) {
      this.#annotations.set("k8s.io/deprecated", "true");
      const removed = removedRelease.exec(definition.deprecation)?.[1];
      if (removed !== undefined) this.#annotations.set("k8s.io/removed-release", removed);
    }
    if (this.#received === undefined) return;
    this.#take(this.#received.findings);
    // Of a body that nobody can read nothing is known.
    if (response.status !== 415) this.#sent = sentBody(this.#core, this.#received);
  }

  #take({ audit }: Findings): void {
    for (const [key, value] of audit) {
      if (key.startsWith(patchAnnotation) && this.#config?.level === "Metadata") continue;
      this.#annotations.set(key, value);
    }
  }

  #tell(stage: AuditStage, at = this.#now()): void {
    const config = this.#config;
    if (config === undefined || config.level === "None" || config.omitStages.has(stage)) return;
    try {
      this.#core.metrics.registry.counter(auditEvents).inc();
      this.#options.log(this.#event(config, stage, at));
    } catch (error) {
      this.#core.internalError(error);
    }
  }

  #event({ level, omitsManagedFields }: AuditConfig, stage: AuditStage, at: string): AuditEvent {
    const { request, auditId } = this.#asked;
    const userAgent = request.headers["user-agent"] ?? "";
    const addresses = sourceAddresses(request);
    const objectRef = this.#objectRef();
    const sent = level === "Metadata" ? undefined : this.#sent;
    const requestObject = sent?.kind === "object" ? sent.object : sent?.value;
    return {
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      level,
      auditID: auditId,
      stage,
      requestURI: requestUri(request),
      verb: this.#verb(),
      user: auditedUser(this.#user),
      ...(this.#impersonated === undefined
        ? {}
        : { impersonatedUser: auditedUser(this.#impersonated) }),
      ...(addresses.length === 0 ? {} : { sourceIPs: addresses }),
      ...(userAgent === "" ? {} : { userAgent: shortened(userAgent) }),
      ...(objectRef === undefined ? {} : { objectRef }),
      ...(this.#responseStatus === undefined ? {} : { responseStatus: this.#responseStatus }),
      ...(requestObject === undefined
        ? {}
        : { requestObject: omitsManagedFields ? withoutManagers(requestObject) : requestObject }),
      ...(this.#responseObject === undefined ? {} : { responseObject: this.#responseObject }),
      requestReceivedTimestamp: this.#receivedAt,
      stageTimestamp: at,
      ...(this.#annotations.size === 0 ? {} : { annotations: byKey(this.#annotations) }),
    };
  }

  #objectRef(): AuditedObject | undefined {
    const { route } = this.#asked;
    if (route?.kind !== "resource") return undefined;
    const { group, version, resource, subresource } = route.attributes;
    const sent = this.#sent?.kind === "object" ? (this.#sent.object.metadata ?? {}) : {};
    const parts: AuditedObject = {
      resource,
      namespace: this.#namespace() || (sent.namespace ?? ""),
      name: this.#name() || (sent.name ?? ""),
      uid: sent.uid ?? "",
      apiGroup: group,
      apiVersion: version,
      resourceVersion: sent.resourceVersion ?? "",
      subresource,
    };
    return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ""));
  }

  #now(): string {
    return new Date(this.#core.environment.clock.now()).toISOString().replace("Z", "000Z");
  }
}

const patchAnnotation = "patch.webhook.admission.k8s.io/";
const removedRelease = /unavailable in v(\d+\.\d+)\+/;

function auditedUser(user: UserIdentity | undefined): AuditedUser {
  if (user === undefined) return {};
  const { name, uid = "", groups, extra = {} } = user;
  return {
    ...(name === "" ? {} : { username: name }),
    ...(uid === "" ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

function statusOf({ status: code }: ApiResponse, outcome: Outcome): AuditedStatus {
  if (outcome.kind === "reset") return closedEarly;
  if (outcome.kind !== "status") return { metadata: {}, code };
  const { status, message, reason, details } = outcome.status;
  return {
    metadata: {},
    ...(status === undefined ? {} : { status }),
    ...(message === undefined || message === "" ? {} : { message }),
    ...(reason === undefined || reason === "" ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

function shortened(userAgent: string): string {
  return userAgent.length > userAgentLengthMax
    ? `${userAgent.slice(0, userAgentLengthMax)}...TRUNCATED`
    : userAgent;
}

function byKey(annotations: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...annotations].sort(([a], [b]) => (a < b ? -1 : 1)));
}
