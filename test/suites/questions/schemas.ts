import { isObject, type Json, type JsonObject } from "../transcripts/fixture.ts";
import type { Server } from "./server.ts";

/** Schemas of a group version, by name. */
export type Schemas = Readonly<Record<string, JsonObject>>;

/** What a server says of the kinds that are served beside a path. */
export async function schemasOf(path: string, server: Server): Promise<Schemas> {
  const root = path
    .split("/")
    .slice(1, path.startsWith("/api/") ? 3 : 4)
    .join("/");
  const { body } = await server.ask("GET", `/openapi/v3/${root}`);
  const components = isObject(body) && isObject(body["components"]) ? body["components"] : {};
  return components["schemas"] as Schemas;
}

/** Whether a schema is that of the object's kind. */
export function describes(schema: JsonObject, { apiVersion, kind }: JsonObject): boolean {
  const kinds = (schema["x-kubernetes-group-version-kind"] ?? []) as JsonObject[];
  return kinds.some(
    ({ group, version, kind: name }) =>
      name === kind && [group, version].filter((part) => part !== "").join("/") === apiVersion,
  );
}

/** Every $ref is followed, and a lone allOf. */
export function resolved(reference: Json | undefined, schemas: Schemas): JsonObject {
  if (!isObject(reference)) return {};
  const [only] = (reference["allOf"] ?? []) as JsonObject[];
  const target = reference["$ref"] ?? only?.["$ref"];
  const found = typeof target === "string" ? schemas[target.split("/").at(-1) ?? ""] : undefined;
  return found === undefined ? reference : { ...found, ...reference };
}
