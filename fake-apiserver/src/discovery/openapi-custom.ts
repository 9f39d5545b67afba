import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { schemaNamesOf } from "./openapi-paths.ts";
import { type OpenApiSchema, schemaPrefix } from "./openapi-schemas.ts";

const metaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** The schemas that a custom resource brings into a document; none for built-in kinds. */
export function customSchemas(
  definition: ResourceDefinition,
): Readonly<Record<string, OpenApiSchema>> {
  if (definition.origin === "built-in") return {};
  const { group, version, kind, listKind } = definition;
  const names = schemaNamesOf(definition);
  const schema = definition.openApiSchema ?? { type: "object" };
  const properties = (schema["properties"] ?? {}) as OpenApiSchema;
  const identity = { apiVersion: { type: "string" }, kind: { type: "string" } };
  return {
    [names.kind]: {
      ...schema,
      type: "object",
      properties: {
        ...properties,
        ...identity,
        metadata: { allOf: [{ $ref: `${schemaPrefix}${metaPrefix}ObjectMeta` }] },
      },
      "x-kubernetes-group-version-kind": [{ group, kind, version }],
    },
    [names.list]: {
      type: "object",
      required: ["items"],
      properties: {
        ...identity,
        items: { type: "array", items: { $ref: schemaPrefix + names.kind } },
        metadata: { allOf: [{ $ref: `${schemaPrefix}${metaPrefix}ListMeta` }] },
      },
      "x-kubernetes-group-version-kind": [{ group, kind: listKind, version }],
    },
  };
}
