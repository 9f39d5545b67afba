import { type Cancel, failureStatus, parseJson, StatusError } from "@informerlab/core";
import { messageOf } from "../../codec/message-of.ts";
import { parseYaml } from "../../codec/yaml/parse-yaml.ts";
import type { ApiRequest, ApiResponse } from "../../request/read/api-request.ts";
import type { RequestHandler } from "../request-handler.ts";
import { type AdminAnswer, AdminError, type AdminRoute } from "./admin-route.ts";

/** Where the admin API is found on every door. */
export const adminPath = "/_fake/v1";

/** Settings of {@link createAdminHandler}. */
export interface AdminHandlerOptions<Target> {
  readonly routes: readonly AdminRoute<Target>[];
  readonly target: Target;
  /** Whether this caller may use the admin API. */
  readonly authorize: (request: ApiRequest) => boolean;
}

/** Serves the admin API: the paths below {@link adminPath}, and nothing else. */
export function createAdminHandler<Target>(options: AdminHandlerOptions<Target>): RequestHandler {
  const routes = options.routes.map((route) => ({ route, pattern: toPattern(route.path) }));
  return {
    handle(request, respond): Cancel {
      const aborting = new AbortController();
      const answer = async (): Promise<ApiResponse> => {
        if (!options.authorize(request)) throw new AdminError(401, "Unauthorized");
        const path = request.path.slice(adminPath.length).replace(/\/$/, "") || "/";
        const { route, parameters } = match(routes, request.method, path);
        const query = new Map([...request.query].reverse());
        refuseUnknownQuery(route, query);
        const body = readBody(request);
        return toResponse(
          await route.run(options.target, { parameters, query, body, signal: aborting.signal }),
        );
      };
      void answer()
        .catch((error: unknown) => toFailure(error))
        .then((response) => {
          if (!aborting.signal.aborted) respond(response);
        });
      return () => aborting.abort();
    },
  };
}

interface CompiledRoute<Target> {
  readonly route: AdminRoute<Target>;
  readonly pattern: RegExp;
}

function toPattern(path: string): RegExp {
  const source = path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return new RegExp(`^${source}$`);
}

function match<Target>(
  routes: readonly CompiledRoute<Target>[],
  method: string,
  path: string,
): { readonly route: AdminRoute<Target>; readonly parameters: Readonly<Record<string, string>> } {
  const methods: string[] = [];
  for (const { route, pattern } of routes) {
    const found = pattern.exec(path);
    if (found === null) continue;
    if (route.method !== method) {
      methods.push(route.method);
      continue;
    }
    const parameters = Object.entries(found.groups ?? {});
    return {
      route,
      parameters: Object.fromEntries(parameters.map(([name, text]) => [name, decode(text)])),
    };
  }
  if (methods.length > 0) {
    throw new AdminError(405, `${adminPath}${path} takes ${methods.join(", ")}, not ${method}`);
  }
  throw new AdminError(
    404,
    `there is no ${adminPath}${path}; GET ${adminPath}/openapi.json lists all calls`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refuseUnknownQuery<Target>(
  route: AdminRoute<Target>,
  query: ReadonlyMap<string, string>,
): void {
  const known = (route.query ?? []).map(({ name }) => name);
  for (const name of query.keys()) {
    if (known.includes(name)) continue;
    const takes = known.length === 0 ? "takes no query" : `knows ${known.join(", ")}`;
    throw new AdminError(
      400,
      `${route.method} ${route.path} ${takes}, not ${JSON.stringify(name)}`,
    );
  }
}

function readBody({ body, headers }: ApiRequest): unknown {
  if (body === undefined || body === "") return undefined;
  if (typeof body !== "string") return body instanceof Uint8Array ? refuseBytes() : body;
  const isYaml = /yaml/.test(headers["content-type"] ?? "");
  try {
    return isYaml ? parseYaml(body).value : parseJson(body);
  } catch (error) {
    throw new AdminError(400, `the body is no ${isYaml ? "YAML" : "JSON"}: ${messageOf(error)}`);
  }
}

function refuseBytes(): never {
  throw new AdminError(415, "the admin API takes JSON, or YAML as application/yaml");
}

const jsonHeaders = { "content-type": "application/json", "cache-control": "no-store" };

function toResponse(answer: AdminAnswer): ApiResponse {
  if (answer.kind === "stream") {
    return {
      status: 200,
      headers: { "content-type": answer.contentType, "cache-control": "no-store" },
      body: { kind: "watch", stream: answer.stream },
    };
  }
  const { status = 200, value } = answer;
  return { status, headers: jsonHeaders, body: { kind: "json", value } };
}

function toFailure(error: unknown): ApiResponse {
  if (error instanceof StatusError) {
    const { status } = error;
    return {
      status: status.code ?? 500,
      headers: jsonHeaders,
      body: { kind: "json", value: status },
    };
  }
  const code = error instanceof AdminError ? error.status : isTeaching(error) ? 400 : 500;
  const message = messageOf(error);
  const value = failureStatus({ code, message });
  return { status: code, headers: jsonHeaders, body: { kind: "json", value } };
}

/** Errors whose message tells the caller what would be right. */
function isTeaching(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return error instanceof Error && ["FaultError", "ManifestError"].includes(error.name);
}
