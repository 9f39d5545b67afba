import { adminPath } from "./admin-handler.ts";
import type { AdminRoute } from "./admin-route.ts";

/** The admin API as an OpenAPI document, made from its routes. */
export function toOpenApi<Target>(routes: readonly AdminRoute<Target>[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = `${adminPath}${route.path === "/" ? "" : route.path}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: toOperation(route) };
  }
  return {
    openapi: "3.0.3",
    info: { title: "fake-apiserver admin API", version: "v1" },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths,
  };
}

function toOperation<Target>(route: AdminRoute<Target>): object {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = (route.query ?? []).map(({ name, about }) => ({
    name,
    in: "query",
    description: about,
    schema: { type: "string" },
  }));
  return {
    summary: route.about,
    ...(inPath.length + inQuery.length === 0 ? {} : { parameters: [...inPath, ...inQuery] }),
    ...(route.body === undefined
      ? {}
      : { requestBody: { content: { "application/json": { schema: route.body } } } }),
    responses: {
      "200": { description: "done", content: { "application/json": { schema: {} } } },
      default: { description: "a Status that says what is wrong" },
    },
  };
}
