import type { Json } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { schemaPrefix } from "./openapi-schemas.ts";

/** A path of an OpenAPI 3 document. */
export type OpenApiPath = Readonly<Record<string, Json>>;

/** The type of a query or path parameter. */
type ParameterType = "string" | "integer" | "boolean";

/** Parameters by name, with their types. Those in braces of the path are of type string. */
const parameterTypes: Readonly<Record<string, ParameterType>> = {
  allowWatchBookmarks: "boolean",
  force: "boolean",
  gracePeriodSeconds: "integer",
  ignoreStoreReadErrorWithClusterBreakingPotential: "boolean",
  limit: "integer",
  orphanDependents: "boolean",
  sendInitialEvents: "boolean",
  timeoutSeconds: "integer",
  watch: "boolean",
};

/** OpenAPI demands a description of every response. */
const responseDescriptions: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
};

/** One operation before its shared parameters are moved to the path. */
export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly id: string;
  readonly action: string;
  readonly parameters: readonly string[];
  readonly body?: {
    readonly types: readonly string[];
    readonly schema: string;
    readonly isRequired: boolean;
  };
  readonly codes: readonly number[];
  readonly schema: string;
  readonly isStream?: boolean;
  /** The kind it is about, when that is not the resource's. */
  readonly about?: { readonly group: string; readonly version: string; readonly kind: string };
}

/** `rbac.authorization.k8s.io` → `rbacAuthorization`; the core group is `core`. */
export function tagOf(group: string): string {
  if (group === "") return "core";
  const words = group.replace(/\.k8s\.io$/, "").split(/[.-]/);
  return words.map((word, index) => (index === 0 ? word : capitalised(word))).join("");
}

/** A path of its operations; parameters that all of them take are the path's. */
export function pathItem(
  path: string,
  operations: readonly Operation[],
  definition: ResourceDefinition,
): OpenApiPath {
  const [first] = operations;
  const shared = (first?.parameters ?? []).filter((name) =>
    operations.every(({ parameters }) => parameters.includes(name)),
  );
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const pathParameters = [...inPath, "pretty", ...shared].sort();
  return {
    ...Object.fromEntries(
      operations.map((operation) => [
        operation.method,
        operationJson(operation, shared, definition),
      ]),
    ),
    parameters: pathParameters.map((name) => parameterJson(name, inPath.includes(name))),
  };
}

function operationJson(
  operation: Operation,
  shared: readonly string[],
  definition: ResourceDefinition,
): Json {
  const own = operation.parameters.filter((name) => !shared.includes(name)).sort();
  const { group, version, kind } = operation.about ?? definition;
  const { body } = operation;
  return {
    operationId: operation.id,
    ...(own.length === 0 ? {} : { parameters: own.map((name) => parameterJson(name, false)) }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            content: contentOf(body.types, body.schema),
            ...(body.isRequired ? { required: true } : {}),
          },
        }),
    responses: {
      ...Object.fromEntries(
        operation.codes.map((code) => [
          String(code),
          {
            description: responseDescriptions[code] ?? "",
            content: contentOf(answerTypes(operation, definition), operation.schema),
          },
        ]),
      ),
      "401": { description: "Unauthorized" },
    },
    tags: [`${tagOf(definition.group)}_${definition.version}`],
    "x-kubernetes-action": operation.action,
    "x-kubernetes-group-version-kind": { group, kind, version },
  };
}

function answerTypes({ isStream }: Operation, definition: ResourceDefinition): readonly string[] {
  if (definition.origin === "custom") return ["application/json", "application/yaml"];
  const protobuf = "application/vnd.kubernetes.protobuf";
  const streams =
    isStream === true ? ["application/json;stream=watch", `${protobuf};stream=watch`] : [];
  return ["application/json", protobuf, "application/yaml", ...streams].sort();
}

function contentOf(types: readonly string[], schema: string): Json {
  return Object.fromEntries(
    types.map((type) => [type, { schema: { $ref: schemaPrefix + schema } }]),
  );
}

function parameterJson(name: string, isInPath: boolean): Json {
  return {
    in: isInPath ? "path" : "query",
    name,
    ...(isInPath ? { required: true } : {}),
    schema: { type: parameterTypes[name] ?? "string", uniqueItems: true },
  };
}

/** A word with its first letter in upper case. */
export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
