import type { Json } from "@informerlab/core";
import { isPlainObject, objectOf, textOf } from "../../codec/json/plain-object.ts";
import type { OpenApiPath } from "./operations.ts";
import { schemaPrefix } from "./schemas.ts";
import type { SharedParameters } from "./shared-parameters.ts";

/** Version 2 knows neither `oneOf` nor wrappers around references, and the server leaves out its defaults. */
export function definitionOf(schema: unknown): Json {
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

/** A path of version 3 as version 2 writes it. */
export function olderPath(item: OpenApiPath, shared: SharedParameters): Json {
  return Object.fromEntries(
    Object.entries(item).map(([method, value]) => [
      method,
      method === "parameters" ? parametersOf(value, shared) : operationOf(value, shared),
    ]),
  );
}

/** The names of shared parameters depend on the order of members: it is that of Go's writer. */
function parametersOf(parameters: unknown, shared: SharedParameters): readonly Json[] {
  return (Array.isArray(parameters) ? parameters : []).map((one: unknown) => {
    const parameter = objectOf(one) as Readonly<Record<string, Json>>;
    const { type = "string" } = objectOf(parameter["schema"]) as Readonly<Record<string, Json>>;
    const { description, name = "", in: place = "", required } = parameter;
    return shared.referenceTo({
      uniqueItems: true,
      type,
      ...(description === undefined ? {} : { description }),
      name,
      in: place,
      ...(required === undefined ? {} : { required }),
    });
  });
}

function operationOf(operation: unknown, shared: SharedParameters): Json {
  if (!isPlainObject(operation)) return {};
  const { requestBody, responses, parameters, tags, description, operationId, ...rest } =
    operation as Readonly<Record<string, Json>>;
  const all = [...bodyOf(requestBody, shared), ...parametersOf(parameters, shared)];
  const consumes = consumedBy(operation);
  return {
    ...(description === undefined ? {} : { description }),
    ...(consumes === undefined ? {} : { consumes: [...consumes] }),
    produces: [...producedBy(operation)],
    schemes: ["https"],
    ...(tags === undefined ? {} : { tags }),
    ...(operationId === undefined ? {} : { operationId }),
    ...(all.length === 0 ? {} : { parameters: all }),
    responses: responsesOf(objectOf(responses)),
    ...rest,
  };
}

function bodyOf(requestBody: unknown, shared: SharedParameters): readonly Json[] {
  const { content, required } = objectOf(requestBody);
  const [body] = Object.values(objectOf(content));
  if (body === undefined) return [];
  return [
    shared.referenceTo({
      name: "body",
      in: "body",
      ...(required === true ? { required: true } : {}),
      schema: definitionOf(objectOf(body)["schema"]),
    }),
  ];
}

type Operation = Readonly<Record<string, unknown>>;

/** Version 3 sorts media types; version 2 leaves them as they were listed. */
const listed: readonly string[] = [
  "text/plain",
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
];

function asListed(content: unknown): readonly string[] {
  return Object.keys(objectOf(content)).sort(
    (one, other) => listed.indexOf(one) - listed.indexOf(other),
  );
}

function producedBy({ responses }: Operation): readonly string[] {
  return asListed(objectOf(Object.values(objectOf(responses))[0])["content"]);
}

/** Without a body: what there is to be read takes what it gives, unless that is text; built-in kinds take anything. */
function consumedBy(operation: Operation): readonly string[] | undefined {
  const types = asListed(objectOf(operation["requestBody"])["content"]);
  if (types.length > 0) return types;
  const produced = producedBy(operation);
  if (operation["x-kubernetes-action"] === undefined) {
    const answer = responsesOf(objectOf(operation["responses"]))["200"];
    const schema = objectOf(objectOf(answer)["schema"]);
    return schema["$ref"] === undefined ? undefined : produced;
  }
  const isBuiltIn = produced.some(
    (type) => type !== "application/json" && type !== "application/yaml",
  );
  return isBuiltIn ? ["*/*"] : produced;
}

function responsesOf(responses: Readonly<Record<string, unknown>>): Record<string, Json> {
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
