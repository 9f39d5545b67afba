import type { Json } from "@informerlab/core";
import { isPlainObject, objectOf, textOf } from "../codec/plain-object.ts";
import type { ResourceLookup } from "../kinds/registry.ts";
import { customSchemas } from "./openapi-custom.ts";
import type { OpenApiDescriptions } from "./openapi-descriptions.ts";
import type { OpenApiPath } from "./openapi-operations.ts";
import { describedPaths } from "./openapi-path-texts.ts";
import { resourcePaths } from "./openapi-paths.ts";
import { referencesIn, schemaPrefix, usualSchemaNames, withReferences } from "./openapi-schemas.ts";

/** `GET /openapi/v2`: all kinds in one document, in the older form. */
export function openApiV2(lookup: ResourceLookup, descriptions?: OpenApiDescriptions): object {
  const definitions = lookup
    .groups()
    .flatMap(({ versions }) => versions.flatMap((served) => served.definitions));
  const paths = Object.assign(
    {},
    ...definitions.map((definition) =>
      describedPaths(resourcePaths(definition), definition, descriptions),
    ),
  ) as Record<string, OpenApiPath>;
  const own = Object.assign(
    {},
    ...definitions.map((definition) => customSchemas(definition, "v2", descriptions)),
  ) as Record<string, object>;
  const builtIn = withReferences([...usualSchemaNames(), ...referencesIn(paths)], descriptions);
  const schemas = { ...own, ...builtIn };
  return {
    definitions: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, definitionOf(schema)]),
    ),
    info: { title: "Kubernetes", version: "1.35" },
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, pathOf(item)])),
    security: [{ BearerToken: [] }],
    securityDefinitions: { BearerToken: { in: "header", name: "authorization", type: "apiKey" } },
    swagger: "2.0",
  };
}

/** Version 2 knows neither `oneOf` nor wrappers around references, and the server leaves out its defaults. */
function definitionOf(schema: unknown): Json {
  if (Array.isArray(schema)) return schema.map(definitionOf);
  if (!isPlainObject(schema)) return schema as Json;
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "default" && !isPlainObject(schema["properties"])) continue;
    if (key === "oneOf") result["type"] = "string";
    else if (key === "allOf" && Array.isArray(value)) Object.assign(result, definitionOf(value[0]));
    else if (key === "$ref" && typeof value === "string")
      result[key] = value.replace(schemaPrefix, "#/definitions/");
    else if (key === "properties" && isPlainObject(value)) {
      result[key] = Object.fromEntries(
        Object.entries(value).map(([name, property]) => [name, definitionOf(property)]),
      );
    } else result[key] = definitionOf(value);
  }
  return result;
}

const produces = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

function pathOf(item: OpenApiPath): Json {
  return Object.fromEntries(
    Object.entries(item).map(([method, value]) => [
      method,
      method === "parameters" ? parametersOf(value) : operationOf(value),
    ]),
  );
}

function parametersOf(parameters: unknown): Json {
  if (!Array.isArray(parameters)) return [];
  return parameters.map((parameter) => {
    const { schema, ...rest } = parameter as {
      readonly schema: { readonly [key: string]: Json };
    } & Record<string, Json>;
    return { ...rest, ...schema } as Json;
  });
}

function operationOf(operation: unknown): Json {
  if (!isPlainObject(operation)) return {};
  const { requestBody, responses, parameters, ...rest } = operation;
  const content =
    isPlainObject(requestBody) && isPlainObject(requestBody["content"])
      ? requestBody["content"]
      : {};
  const [body] = Object.values(content);
  const all = [
    ...(isPlainObject(body) && isPlainObject(requestBody)
      ? [
          {
            in: "body",
            name: "body",
            ...(requestBody["required"] === true ? { required: true } : {}),
            schema: definitionOf(body["schema"]),
          },
        ]
      : []),
    ...(parametersOf(parameters) as readonly Json[]),
  ];
  const types = Object.keys(content);
  return {
    consumes: types.length === 0 ? ["*/*"] : types,
    ...(rest as Record<string, Json>),
    ...(all.length === 0 ? {} : { parameters: all as Json }),
    produces,
    responses: isPlainObject(responses) ? responsesOf(responses) : {},
    schemes: ["https"],
  };
}

function responsesOf(responses: Readonly<Record<string, unknown>>): Json {
  return Object.fromEntries(
    Object.entries(responses).map(([code, response]) => {
      if (!isPlainObject(response)) return [code, {}];
      const description = textOf(response["description"]);
      const [content] = Object.values(objectOf(response["content"]));
      const schema = objectOf(content)["schema"];
      return [
        code,
        { description, ...(schema === undefined ? {} : { schema: definitionOf(schema) }) },
      ];
    }),
  );
}
