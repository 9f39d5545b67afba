import { compileGoRegExp, type GoRegExp } from "../regexp/go-regexp.ts";
import type { ApiResponse } from "../request/read/api-request.ts";
import type { RequestHandler } from "./request-handler.ts";

/** What a server says to browsers in the headers of every answer. */
export interface EdgeOptions {
  /** Go's patterns of the origins whose pages may ask. @defaultValue none */
  readonly allowedOrigins?: readonly string[];
  /** For how long browsers ask by HTTPS alone: `max-age=31536000`, `includeSubDomains`. @defaultValue nothing is said */
  readonly transportSecurity?: readonly string[];
  /** Names a request that no server sees. */
  readonly drawAuditId: () => string;
}

/** A server as browsers meet it. @see kubernetes apiserver pkg/server/filters/{cors,hsts}.go */
export function withEdgeHeaders(handler: RequestHandler, options: EdgeOptions): RequestHandler {
  const { allowedOrigins = [], transportSecurity = [], drawAuditId } = options;
  const patterns = allowedOrigins
    .map(compileGoRegExp)
    .filter((pattern): pattern is GoRegExp => "test" in pattern);
  const security: Readonly<Record<string, string>> =
    transportSecurity.length === 0
      ? {}
      : { "strict-transport-security": transportSecurity.join("; ") };
  return {
    handle(request, respond) {
      const { origin = "" } = request.headers;
      const isAllowed = origin !== "" && patterns.some((pattern) => pattern.test(origin));
      const added = isAllowed ? { ...security, ...sharedWith(origin) } : security;
      if (isAllowed && request.method === "OPTIONS") {
        respond(preflight(added, request.headers["audit-id"] || drawAuditId()));
        return () => undefined;
      }
      return handler.handle(request, (answer) =>
        respond({ ...answer, headers: { ...answer.headers, ...added } }),
      );
    },
  };
}

/** What a page of that origin may do. */
function sharedWith(origin: string): Readonly<Record<string, string>> {
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "POST, GET, OPTIONS, PUT, DELETE, PATCH",
    "access-control-allow-headers":
      "Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, X-Requested-With, If-Modified-Since",
    "access-control-expose-headers": "Date",
    "access-control-allow-credentials": "true",
  };
}

/** Browsers ask first, without saying who asks. */
function preflight(headers: Readonly<Record<string, string>>, auditId: string): ApiResponse {
  return {
    status: 204,
    headers: { "audit-id": auditId, "cache-control": "no-cache, private", ...headers },
    body: { kind: "empty" },
  };
}
