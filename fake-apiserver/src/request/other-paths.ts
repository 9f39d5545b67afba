import { healthChecks } from "../discovery/health-checks.ts";
import type { ApiRequest, ApiResponse, UserIdentity } from "./read/api-request.ts";
import type { ServerCore } from "./server-core.ts";

/** A request for a path that is no resource. */
export interface OtherRequest {
  readonly request: ApiRequest;
  readonly query: ReadonlyMap<string, string>;
  /** Decoded, without the leading slash. */
  readonly segments: readonly string[];
  readonly user: UserIdentity;
}

/** Answers a path that is no resource, or leaves it to the next. */
export type OtherHandler = (server: ServerCore, other: OtherRequest) => ApiResponse | undefined;

/** Health, then whatever else the server was given: discovery, OpenAPI, version. */
export function serveOther(
  server: ServerCore & { readonly otherHandlers: readonly OtherHandler[] },
  other: OtherRequest,
): ApiResponse | undefined {
  const health = serveHealth(other);
  if (health !== undefined) return health;
  for (const handler of server.otherHandlers) {
    const answer = handler(server, other);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function serveHealth({ request, query, segments }: OtherRequest): ApiResponse | undefined {
  const [path = "", ...below] = segments;
  // Hooks have names with slashes.
  const check = below.length === 0 ? undefined : below.join("/");
  const known = new Map(Object.entries(healthChecks)).get(path);
  if (known === undefined || request.path.endsWith("/")) return undefined;
  if (check !== undefined) return known.includes(check) ? text("ok", false) : undefined;
  if (!query.has("verbose")) return text("ok", true);
  const excluded = query.get("exclude");
  const lines = known.map((name) => `[+]${name} ${name === excluded ? "excluded: " : ""}ok\n`);
  if (excluded !== undefined && !known.includes(excluded)) {
    lines.push(`warn: some health checks cannot be excluded: no matches for "${excluded}"\n`);
  }
  return text(`${lines.join("")}${path} check passed\n`, true);
}

function text(content: string, isSniffingRefused: boolean): ApiResponse {
  return {
    status: 200,
    headers: {
      "cache-control": "no-cache, private",
      "content-type": "text/plain; charset=utf-8",
      ...(isSniffingRefused ? { "x-content-type-options": "nosniff" } : {}),
    },
    body: { kind: "text", text: content },
  };
}
