import { type Cancel, StatusError } from "@informerlab/core";
import { AdmissionPending } from "../admission/admission-pending.ts";
import { AuditTrail } from "../audit/audit-trail.ts";
import { identify } from "../authentication/identify.ts";
import { readImpersonation } from "../authentication/impersonate.ts";
import { entryOf } from "../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { askedAccess } from "./access/asked-access.ts";
import { tokenWarnings } from "./access/authenticate.ts";
import {
  accessForbidden,
  decide,
  type PathAccess,
  pathForbidden,
  type ResourceAccess,
} from "./access/authorize.ts";
import { toResponse } from "./answer/encode.ts";
import { flowHeaders } from "./answer/flow-headers.ts";
import { forMethod } from "./answer/for-method.ts";
import { includeObjectOf, plainJson, UnroutedError } from "./answer/negotiate.ts";
import { formOfErrors, negotiateFor } from "./answer/negotiate-for.ts";
import { noPage } from "./answer/no-page.ts";
import { type Outcome, refusal } from "./answer/outcome.ts";
import { showsWhole } from "./answer/shown-objects.ts";
import {
  badRequest,
  internalError,
  methodNotAllowed,
  noResource,
  notFound,
  verbNotSupported,
} from "./answer/status-errors.ts";
import { UndecidedError, undecidedPage } from "./answer/undecided-page.ts";
import { Entrance } from "./entrance.ts";
import { type HeldRequest, holdRequest } from "./hold-request.ts";
import { serveOther } from "./other-paths.ts";
import type { ApiRequest, ApiResponse, UserIdentity } from "./read/api-request.ts";
import { isBelowOwnGroup } from "./read/below-own-group.ts";
import { bodyOf } from "./read/body-of.ts";
import { brokenPathAnswer, isBrokenPath } from "./read/broken-path.ts";
import { checkTimeout } from "./read/check-timeout.ts";
import { parseReadOptions } from "./read/list-options.ts";
import { pathDefinition } from "./read/path-definition.ts";
import { firstOfEach } from "./read/request-query.ts";
import {
  findDestination,
  hasVerb,
  isLongRunning,
  parseRoute,
  passesOn,
  type RequestAttributes,
  type Route,
  verbsOfMethods,
  withRightGaps,
} from "./read/route.ts";
import type { Perform } from "./request-run.ts";
import type { WireServer } from "./wire-server.ts";

/**
 * The stages that a request on the wire passes, in order: route, authenticate, authorize, negotiate, then what all
 * requests pass (faults, verb, storage), and the encoding of what came of it. Never throws.
 */
export function handleRequest(
  server: WireServer,
  request: ApiRequest,
  respond: (response: ApiResponse) => void,
): Cancel {
  if (isBrokenPath(request.path)) {
    respond(brokenPathAnswer);
    return () => undefined;
  }
  const run = new WireRequest(server, request, respond);
  const cancel = run.begin();
  return () => {
    cancel();
    run.abandoned();
  };
}

class WireRequest {
  readonly #server: WireServer;
  readonly #request: ApiRequest;
  readonly #respond: (response: ApiResponse) => void;
  readonly #query: ReadonlyMap<string, string>;
  readonly #auditId: string;
  #negotiated = plainJson;
  #definition: ResourceDefinition | undefined;
  #audit: AuditTrail | undefined;
  #isForbidden = false;
  #user: UserIdentity | undefined;
  readonly #entrance: Entrance;
  /** Of a request that a resource has taken. */
  #attributes: RequestAttributes | undefined;

  constructor(server: WireServer, request: ApiRequest, respond: (response: ApiResponse) => void) {
    this.#server = server;
    this.#request = request;
    this.#respond = respond;
    this.#query = firstOfEach(request.query);
    this.#auditId = request.headers["audit-id"] || server.drawAuditId();
    const entering = { request, query: this.#query, auditId: this.#auditId };
    this.#entrance = new Entrance(server, entering);
  }

  begin(): Cancel {
    try {
      return this.#route();
    } catch (error) {
      if (!(error instanceof AdmissionPending)) return this.#refuse(error);
      const again = (): Cancel => error.within(() => this.begin());
      return this.#hold((decided) => error.begin(decided), again);
    }
  }

  /** Looks at the request from the beginning, once others have said who asks, what he may do, or whether there is room. */
  #hold(wait: HeldRequest["wait"], goOn = (): Cancel => this.begin()): Cancel {
    const breakOff = (): void => {
      this.abandoned();
      this.#respond(this.#encoded({ kind: "reset", after: "nothing" }));
    };
    return holdRequest(this.#server, { client: this.#request.client, wait, goOn, breakOff });
  }

  /** The client has gone, or is sent away. */
  abandoned(): void {
    this.#entrance.leave();
    this.#audit?.over();
  }

  #route(): Cancel {
    const { method, path } = this.#request;
    const route = withRightGaps(
      parseRoute({ method, path, query: this.#query }),
      this.#server.registry,
    );
    this.#audit ??= this.#auditTrail(route);
    if (route?.kind !== "resource" || !isLongRunning(route.attributes)) checkTimeout(this.#query);
    // Who has waited for what he may do is known, and counted.
    this.#user ??= this.#recognized();
    const user = this.#user;
    const entrance = this.#entrance;
    switch (entrance.pass(route, user)) {
      case "waiting":
        return this.#hold((decided) => entrance.wait(decided));
      case "refused":
        return this.#serveUnmatched(() => ({ kind: "raw", response: entrance.turnAway(route) }));
      default:
    }
    if (route?.kind === "resource") return this.#serveResource(route.attributes, user);
    const access = { path, verb: method.toLowerCase() };
    this.#require(user, access);
    return this.#servePath(route?.segments, user);
  }

  #recognized(): UserIdentity {
    const user = this.#authenticate();
    this.#server.metrics.authenticated("success", this.#entrance.ageMs / 1000, user.name);
    return user;
  }

  /** @throws StatusError 403; UndecidedError where nobody can tell */
  #require(user: UserIdentity, access: ResourceAccess | PathAccess): void {
    const decision = decide(this.#server.grants, user, access);
    this.#server.metrics.authorized(decision, this.#entrance.passedMs / 1000);
    this.#audit?.decided(decision);
    if (decision.isAllowed) return;
    if (decision.problem !== undefined) throw new UndecidedError(decision.problem);
    this.#isForbidden = true;
    throw "path" in access
      ? pathForbidden(user, access, decision)
      : accessForbidden(user, access, decision);
  }

  #auditTrail(route: Route | undefined): AuditTrail | undefined {
    const server = this.#server;
    if (server.audit === undefined) return undefined;
    const asked = { request: this.#request, route, query: this.#query, auditId: this.#auditId };
    return new AuditTrail(server, server.audit, asked);
  }

  /** Paths that are no resources: faults, journal and trace see them as they see all requests. */
  #servePath(segments: readonly string[] | undefined, user: UserIdentity): Cancel {
    const server = this.#server;
    const request = this.#request;
    const perform = (): Outcome => {
      const answer =
        segments === undefined
          ? undefined
          : serveOther(server, { request, query: this.#query, segments, user });
      if (answer === undefined && isBelowOwnGroup(server.registry, request.path))
        throw noResource();
      const [, group = "", version = ""] = segments ?? [];
      const response = answer ?? noPage(server.view, [group, version], this.#auditId);
      return { kind: "raw", response };
    };
    const call = {
      verb: "get",
      definition: pathDefinition(request.path),
      client: request.client,
      user,
      operation: request.headers["x-fake-operation"],
    } as const;
    return server.serve(call, (outcome) => this.#answer(outcome), perform);
  }

  /** Turns what a stage threw into an answer, which the journal and the trace see as they see all others. */
  #refuse(error: unknown): Cancel {
    if (error instanceof UndecidedError) {
      const response = undecidedPage(this.#request, error, this.#auditId);
      return this.#serveUnmatched(() => ({ kind: "raw", response }));
    }
    if (!(error instanceof StatusError)) this.#server.internalError(error);
    // Nothing has warned before a resource takes a request.
    if (error instanceof UnroutedError) this.#definition = undefined;
    const refused = error instanceof StatusError ? error : internalError(String(error));
    const warnings = refused.status.code === 401 ? tokenWarnings(this.#request.headers) : [];
    return this.#serveUnmatched(() => refusal(refused, warnings));
  }

  /** A request that no resource takes is one to its path. */
  #serveUnmatched(perform: Perform): Cancel {
    const { path, client, method, headers } = this.#request;
    const call = {
      verb: entryOf(verbsOfMethods, method) ?? "get",
      definition: pathDefinition(path),
      client,
      ...(this.#user === undefined ? {} : { user: this.#user }),
      operation: headers["x-fake-operation"],
    };
    return this.#server.serve(call, (outcome) => this.#answer(outcome), perform);
  }

  #authenticate(): UserIdentity {
    const user = this.#identify();
    this.#audit?.received(user);
    const impersonation = this.#impersonation();
    if (impersonation === undefined) return user;
    const { grants } = this.#server;
    for (const access of impersonation.needed) {
      const decision = decide(grants, user, access);
      if (decision.isAllowed) continue;
      this.#isForbidden = true;
      throw accessForbidden(user, access, decision);
    }
    this.#audit?.impersonates(impersonation.user);
    return impersonation.user;
  }

  /** @throws StatusError 401 */
  #identify(): UserIdentity {
    try {
      return identify(this.#server, this.#request);
    } catch (error) {
      if (error instanceof AdmissionPending) throw error;
      const isNamed = this.#request.headers["authorization"]?.startsWith("Bearer ") === true;
      const seconds = this.#entrance.ageMs / 1000;
      this.#server.metrics.authenticated(isNamed ? "error" : "failure", seconds);
      throw error;
    }
  }

  /** Who asks for nobody is refused as who is forbidden to. */
  #impersonation(): ReturnType<typeof readImpersonation> {
    try {
      return readImpersonation(this.#request.headers);
    } catch (error) {
      this.#isForbidden = true;
      throw error;
    }
  }

  #serveResource(attributes: RequestAttributes, user: UserIdentity): Cancel {
    const server = this.#server;
    const { method, client, headers } = this.#request;
    const { verb } = attributes;
    const access =
      hasVerb(method) || attributes.isWatchPath
        ? askedAccess(attributes, this.#query)
        : { ...attributes, verb: "" };
    this.#require(user, access);
    const destination = findDestination(server.view, attributes, method);
    const { namespace, name, subresource } = attributes;
    switch (destination.kind) {
      case "no-page": {
        const response = noPage(server.view, [attributes.group, attributes.version], this.#auditId);
        return this.#serveUnmatched(() => ({ kind: "raw", response }));
      }
      case "no-resource":
        throw noResource();
      case "no-object":
        this.#definition = destination.definition;
        throw notFound(destination.definition, name ?? "");
      case "no-method":
        throw methodNotAllowed();
      case "no-name":
        this.#definition = destination.definition;
        throw badRequest("name must be provided");
      case "no-verb":
        this.#definition = destination.definition;
        throw verbNotSupported(destination.definition, destination.verb);
      default:
    }
    const { definition } = destination;
    this.#definition = definition;
    this.#attributes = attributes;
    const body = bodyOf(this.#request);
    if (!passesOn(subresource)) {
      const { isWatchPath } = attributes;
      const subject = { verb, definition, subresource, body, isWatchPath };
      this.#negotiated = negotiateFor(subject, headers, { query: this.#query, core: server });
    }
    const { representation, metaVersion, isPartialList, mediaType } = this.#negotiated;
    const watchPath = attributes.isWatchPath ? { name } : undefined;
    const options = parseReadOptions(verb, this.#query, watchPath?.name);
    return server.serve(
      {
        verb,
        definition,
        namespace,
        name: watchPath === undefined ? name : undefined,
        subresource,
        query: this.#query,
        address: this.#request,
        representation,
        metaVersion,
        isPartialList,
        answerMediaType: mediaType,
        ...(verb === "watch" && representation === "table"
          ? { includeObject: includeObjectOf(this.#query) }
          : {}),
        client,
        user,
        operation: headers["x-fake-operation"],
        ...(options === undefined ? {} : { options, watchPath }),
        ...(body === undefined ? {} : { body }),
      },
      (outcome) => this.#answer(outcome),
      this.#audit?.watching((received) => server.perform(received)),
    );
  }

  #answer(outcome: Outcome): void {
    const response = this.#encoded(outcome);
    const headers = {
      ...response.headers,
      ...(this.#isForbidden ? { "x-content-type-options": "nosniff" } : {}),
      ...flowHeaders(this.#entrance.flow),
    };
    this.#count(response.status);
    const send = (answer: ApiResponse): void => {
      this.#respond({ ...forMethod(this.#request.method, answer), headers });
      this.#entrance.leave();
    };
    if (this.#audit === undefined) {
      send(response);
      return;
    }
    const inJson = (): ApiResponse => this.#encoded(outcome, "application/json");
    this.#audit.answer({ response, outcome, definition: this.#definition, inJson }, send);
  }

  #count(code: number): void {
    const definition = this.#definition;
    const attributes = this.#attributes;
    if (definition === undefined || attributes === undefined) return;
    this.#server.metrics.answered({
      definition,
      attributes,
      isApply: this.#entrance.isApply,
      isDryRun: this.#entrance.isDryRun,
      isLongRunning: isLongRunning(attributes),
      code,
      seconds: this.#entrance.ageMs / 1000,
    });
  }

  #encoded(outcome: Outcome, mediaType = this.#negotiated.mediaType): ApiResponse {
    const input = {
      outcome,
      negotiated: { ...this.#negotiated, mediaType },
      errorForm: () => formOfErrors(this.#request.headers["accept"]),
      definition: this.#definition,
      isWhole: showsWhole(this.#attributes, outcome),
      includeObject: () => includeObjectOf(this.#query),
      now: this.#server.environment.clock.now(),
      auditId: this.#auditId,
    };
    try {
      return toResponse(input);
    } catch (error) {
      this.#server.internalError(error);
      return toResponse({ ...input, outcome: refusal(internalError(String(error))) });
    }
  }
}
