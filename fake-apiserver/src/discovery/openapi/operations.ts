import type { Json } from "@informerlab/core";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { protobufMediaType } from "../../request/answer/wire-form.ts";
import { schemaPrefix } from "./schemas.ts";

/** A path of an OpenAPI 3 document. */
export type OpenApiPath = Readonly<Record<string, Json>>;

/** In what built-in objects are written. */
export const objectMediaTypes: readonly string[] = [
  "application/json",
  protobufMediaType,
  "application/yaml",
];

/** The type of a query or path parameter. */
type ParameterType = "string" | "integer" | "boolean";

/** Parameters by name, with their types. Those in braces of the path are of type string. */
const parameterTypes: Readonly<Record<string, ParameterType>> = {
  allowWatchBookmarks: "boolean",
  follow: "boolean",
  force: "boolean",
  gracePeriodSeconds: "integer",
  ignoreStoreReadErrorWithClusterBreakingPotential: "boolean",
  insecureSkipTLSVerifyBackend: "boolean",
  limit: "integer",
  limitBytes: "integer",
  orphanDependents: "boolean",
  ports: "integer",
  previous: "boolean",
  sendInitialEvents: "boolean",
  sinceSeconds: "integer",
  stderr: "boolean",
  stdin: "boolean",
  stdout: "boolean",
  tailLines: "integer",
  timeoutSeconds: "integer",
  timestamps: "boolean",
  tty: "boolean",
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
  readonly method: "get" | "post" | "put" | "patch" | "delete" | "options" | "head";
  readonly id: string;
  readonly action: string;
  readonly parameters: readonly string[];
  readonly body?: {
    readonly types: readonly string[];
    readonly schema: string;
    readonly isRequired: boolean;
  };
  readonly codes: readonly number[];
  /** Of what is answered; absent: it is text. */
  readonly schema?: string;
  /** The media types of answers, where they are not the usual ones. */
  readonly answers?: readonly string[];
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
  // Nobody prints what is streamed.
  const pretty = first?.action === "connect" ? [] : ["pretty"];
  const inQuery = [...pretty, ...shared];
  return {
    ...Object.fromEntries(
      operations.map((operation) => [
        operation.method,
        operationJson(operation, shared, definition),
      ]),
    ),
    parameters: [
      ...inPath.map((name) => parameterJson(name, true)),
      ...inQuery.map((name) => parameterJson(name, false)),
    ].sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name))),
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

function answerTypes(
  { answers, isStream }: Operation,
  definition: ResourceDefinition,
): readonly string[] {
  if (answers !== undefined) return answers;
  if (definition.origin === "custom") return ["application/json", "application/yaml"];
  const streams =
    isStream === true ? ["application/json;stream=watch", `${protobufMediaType};stream=watch`] : [];
  return [...objectMediaTypes, ...streams].sort();
}

function contentOf(types: readonly string[], name: string | undefined): Json {
  const schema: Json = name === undefined ? { type: "string" } : { $ref: schemaPrefix + name };
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

function parameterJson(name: string, isInPath: boolean): Json & { readonly name: string } {
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
