import { type Cancel, StatusError } from "@informerlab/core";
import { authenticate, isMaster, type TokenUser } from "../request/access/authenticate.ts";
import type { ApiRequest, ApiResponse, UserIdentity } from "../request/read/api-request.ts";
import type { RequestHandler } from "./request-handler.ts";

/** Who a request comes from, by client certificate or bearer token; undefined when it proves nothing. */
export function callerOf(
  request: Pick<ApiRequest, "headers" | "user">,
  tokens: readonly TokenUser[],
): UserIdentity | undefined {
  if (tokens.length === 0 && request.user === undefined) return undefined;
  try {
    return authenticate(request, tokens);
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}

/** Whether a request comes from somebody who may do everything. */
export function isFromMaster(
  request: Pick<ApiRequest, "headers" | "user">,
  tokens: readonly TokenUser[],
): boolean {
  const caller = callerOf(request, tokens);
  return caller !== undefined && isMaster(caller);
}

/**
 * A door that asks who comes, before a server that does not: what proves nothing is answered with 401. A port that
 * other programs of the machine can reach needs it.
 */
export function withRequiredToken(
  server: RequestHandler,
  tokens: readonly TokenUser[],
): RequestHandler {
  return {
    handle(request, respond): Cancel {
      const user = callerOf(request, tokens);
      if (user !== undefined) return server.handle({ ...request, user }, respond);
      respond(unauthorizedResponse());
      return () => {};
    },
  };
}

function unauthorizedResponse(): ApiResponse {
  const value = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "Unauthorized",
    reason: "Unauthorized",
    code: 401,
  };
  const headers = { "cache-control": "no-cache, private", "content-type": "application/json" };
  return { status: 401, headers, body: { kind: "json", value } };
}
