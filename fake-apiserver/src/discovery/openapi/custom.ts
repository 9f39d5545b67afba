import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { described, type OpenApiDescriptions } from "./descriptions.ts";
import { schemaNamesOf } from "./paths.ts";
import { type OpenApiSchema, schemaPrefix } from "./schemas.ts";
import { type OpenApiVersion, publishedSchema } from "./structural.ts";

const metaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** Of these every kind has what it says of its own identity, and of a list of it. */
const describedAs = { object: "io.k8s.api.core.v1.ConfigMap", list: "io.k8s.api.core.v1.PodList" };

/** The schemas that a custom resource brings into a document; none for built-in kinds. References are those of version 3. */
export function customSchemas(
  definition: ResourceDefinition,
  openApi: OpenApiVersion,
  descriptions: OpenApiDescriptions = {},
): Readonly<Record<string, OpenApiSchema>> {
  if (definition.origin === "built-in") return {};
  const { group, version, kind, listKind } = definition;
  const names = schemaNamesOf(definition);
  const identity = describedIdentity(describedAs.object, "ObjectMeta", descriptions);
  const selectable = selectableFields(definition);
  return {
    [names.kind]: {
      ...objectSchema(definition.openApiSchema ?? { type: "object" }, openApi, identity),
      "x-kubernetes-group-version-kind": [{ group, kind, version }],
      ...selectable,
    },
    [names.list]: {
      ...(descriptions[describedAs.list] === undefined
        ? {}
        : { description: `${listKind} is a list of ${kind}` }),
      type: "object",
      required: ["items"],
      properties: listProperties(definition, descriptions),
      "x-kubernetes-group-version-kind": [{ group, kind: listKind, version }],
      ...selectable,
    },
  };
}

/** Where version 2 names members, kubectl takes no others: a kind that takes any has none there, not even its identity. */
function objectSchema(
  schema: OpenApiSchema,
  openApi: OpenApiVersion,
  identity: OpenApiSchema,
): OpenApiSchema {
  if (openApi === "v2" && schema["x-kubernetes-preserve-unknown-fields"] === true)
    return { type: "object" };
  const published = publishedSchema(schema, openApi, identity["metadata"] ?? {});
  const own = (published["properties"] ?? {}) as OpenApiSchema;
  return { ...published, type: "object", properties: { ...identity, ...own, ...identity } };
}

function selectableFields({ fieldSelectors }: ResourceDefinition): OpenApiSchema {
  const paths = [...fieldSelectors.fields.keys()].map((fieldPath) => ({ fieldPath }));
  return paths.length === 0 ? {} : { "x-kubernetes-selectable-fields": paths };
}

function describedIdentity(
  name: string,
  metadata: "ObjectMeta" | "ListMeta",
  descriptions: OpenApiDescriptions,
): OpenApiSchema {
  const properties = {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { allOf: [{ $ref: schemaPrefix + metaPrefix + metadata }] },
  };
  return described(name, { properties }, descriptions)["properties"] as OpenApiSchema;
}

function listProperties(
  definition: ResourceDefinition,
  descriptions: OpenApiDescriptions,
): OpenApiSchema {
  const { apiVersion, kind, metadata } = describedIdentity(
    describedAs.list,
    "ListMeta",
    descriptions,
  );
  const items = { type: "array", items: { $ref: schemaPrefix + schemaNamesOf(definition).kind } };
  const text = descriptions[describedAs.list]?.[1]["items"]?.replace("pods", definition.resource);
  const shownItems = text === undefined ? items : { description: text, ...items };
  return { apiVersion, items: shownItems, kind, metadata } as OpenApiSchema;
}
