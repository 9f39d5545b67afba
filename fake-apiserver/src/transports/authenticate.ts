import { type Cancel, failureStatus } from "@informerlab/core";
import type { ApiRequest, ApiResponse, UserIdentity } from "../request/api-request.ts";
import type { RequestHandler } from "./request-handler.ts";

/** The group that may do everything. */
export const masters = "system:masters";
const authenticated = "system:authenticated";

/** Who a bearer token belongs to. */
export interface TokenUser extends UserIdentity {
  readonly token: string;
}

/** Finds out who asks: by client certificate, which the transport has checked, or by bearer token. */
export class Authenticator {
  readonly #byToken: ReadonlyMap<string, UserIdentity>;

  constructor(users: readonly TokenUser[]) {
    this.#byToken = new Map(users.map(({ token, name, groups }) => [token, { name, groups }]));
  }

  /** Undefined when the request proves nothing. */
  identify({ user, headers }: Pick<ApiRequest, "user" | "headers">): UserIdentity | undefined {
    const token = /^Bearer\s+(\S+)\s*$/i.exec(headers["authorization"] ?? "")?.[1];
    const found = user ?? (token === undefined ? undefined : this.#byToken.get(token));
    if (found === undefined || found.groups.includes(authenticated)) return found;
    return { name: found.name, groups: [...found.groups, authenticated] };
  }

  /** Whether the request comes from somebody who may do everything. */
  isMaster(request: Pick<ApiRequest, "user" | "headers">): boolean {
    return this.identify(request)?.groups.includes(masters) ?? false;
  }
}

/** The same server behind a door that asks who comes: what proves nothing is answered with 401. */
export function withAuthentication(
  server: RequestHandler,
  authenticator: Authenticator,
): RequestHandler {
  return {
    handle(request, respond): Cancel {
      const user = authenticator.identify(request);
      if (user !== undefined) return server.handle({ ...request, user }, respond);
      respond(unauthorized(request));
      return () => {};
    },
  };
}

function unauthorized({ headers }: ApiRequest): ApiResponse {
  const isYaml = headers["accept"]?.startsWith("application/yaml") ?? false;
  const contentType = isYaml ? "application/yaml" : "application/json";
  return {
    status: 401,
    headers: { "cache-control": "no-cache, private", "content-type": contentType },
    body: {
      kind: "json",
      value: failureStatus({ code: 401, reason: "Unauthorized", message: "Unauthorized" }),
    },
  };
}
