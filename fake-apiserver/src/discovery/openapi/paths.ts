import type { ResourceDefinition, SubresourceDefinition } from "../../kinds/resource-definition.ts";
import { apiVersionOf } from "../../schema/api-version.ts";
import {
  capitalised,
  type OpenApiPath,
  type Operation,
  pathItem,
  tagOf,
} from "./operations.ts";
import { builtInSchemaName } from "./schemas.ts";
import { streamOperations } from "./streams.ts";

const writeParameters = ["dryRun", "fieldManager", "fieldValidation"];
const deleteParameters = [
  "dryRun",
  "gracePeriodSeconds",
  "ignoreStoreReadErrorWithClusterBreakingPotential",
  "orphanDependents",
  "propagationPolicy",
];
const selectParameters = [
  "continue",
  "fieldSelector",
  "labelSelector",
  "limit",
  "resourceVersion",
  "resourceVersionMatch",
  "sendInitialEvents",
  "timeoutSeconds",
];
const listParameters = ["allowWatchBookmarks", ...selectParameters, "watch"];

const metaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** The schema names of a resource's kind and of its list. */
export interface ResourceSchemas {
  readonly kind: string;
  readonly list: string;
}

/** The schema names of a resource: those of built-in types, or names made from the group of a custom one. */
export function schemaNamesOf(definition: ResourceDefinition): ResourceSchemas {
  const { group, version, kind, listKind } = definition;
  if (definition.origin === "built-in") {
    return {
      kind: builtInSchemaName(group, version, kind) ?? "",
      list: builtInSchemaName(group, version, listKind) ?? "",
    };
  }
  const prefix = [...group.split(".").reverse(), version].join(".");
  return { kind: `${prefix}.${kind}`, list: `${prefix}.${listKind}` };
}

/** All paths of one resource. */
export function resourcePaths(
  definition: ResourceDefinition,
): Readonly<Record<string, OpenApiPath>> {
  const schemas = schemaNamesOf(definition);
  const { group, version, resource, namespaced } = definition;
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespaced ? `${root}/namespaces/{namespace}` : root;
  const context: PathContext = {
    definition,
    schemas,
    prefix: capitalised(tagOf(group)) + capitalised(version),
  };
  const paths = new Map<string, OpenApiPath>();
  const add = (path: string, operations: readonly Operation[]): void => {
    if (operations.length > 0) paths.set(path, pathItem(path, operations, definition));
  };
  add(`${scope}/${resource}`, collectionOperations(context));
  if (namespaced) add(`${root}/${resource}`, allNamespacesOperations(context));
  add(`${scope}/${resource}/{name}`, objectOperations(context));
  for (const subresource of definition.subresources.values()) {
    const path = `${scope}/${resource}/{name}/${subresource.name}`;
    const streams = streamOperations(definition, subresource, {
      prefix: context.prefix,
      scopedKind: scopedKind(context),
    });
    for (const [rest, operations] of Object.entries(streams ?? {})) add(path + rest, operations);
    if (streams === undefined) add(path, subresourceOperations(context, subresource));
  }
  if (definition.origin === "built-in" && definition.verbs.includes("watch")) {
    const watched = namespaced ? `${root}/watch/namespaces/{namespace}` : `${root}/watch`;
    add(`${watched}/${resource}`, [watchOperation(context, { isList: true, isEverywhere: false })]);
    add(`${watched}/${resource}/{name}`, [
      watchOperation(context, { isList: false, isEverywhere: false }),
    ]);
    if (namespaced)
      add(`${root}/watch/${resource}`, [
        watchOperation(context, { isList: true, isEverywhere: true }),
      ]);
  }
  return Object.fromEntries(paths);
}

interface PathContext {
  readonly definition: ResourceDefinition;
  readonly schemas: ResourceSchemas;
  readonly prefix: string;
}

function scopedKind({ definition }: PathContext): string {
  return `${definition.namespaced ? "Namespaced" : ""}${definition.kind}`;
}

function collectionOperations(context: PathContext): readonly Operation[] {
  const { definition, schemas, prefix } = context;
  const { verbs } = definition;
  const kind = scopedKind(context);
  return [
    ...when(verbs.includes("list"), {
      method: "get",
      id: `list${prefix}${kind}`,
      action: "list",
      parameters: listParameters,
      codes: [200],
      schema: schemas.list,
      isStream: true,
    }),
    ...when(verbs.includes("create"), {
      method: "post",
      id: `create${prefix}${kind}`,
      action: "post",
      parameters: writeParameters,
      body: { types: bodyTypes(definition), schema: schemas.kind, isRequired: true },
      codes: [200, 201, 202],
      schema: schemas.kind,
    }),
    ...when(verbs.includes("deletecollection"), {
      method: "delete",
      id: `delete${prefix}Collection${kind}`,
      action: "deletecollection",
      // The document of a custom resource names what lists take, whatever the server takes.
      parameters:
        definition.origin === "built-in"
          ? [...selectParameters, ...deleteParameters]
          : listParameters,
      ...(definition.origin === "built-in" ? { body: deleteBody } : {}),
      codes: [200],
      schema: `${metaPrefix}Status`,
    }),
  ];
}

const deleteBody = { types: ["*/*"], schema: `${metaPrefix}DeleteOptions`, isRequired: false };

function bodyTypes(definition: ResourceDefinition): readonly string[] {
  return definition.origin === "built-in" ? ["*/*"] : ["application/json", "application/yaml"];
}

function allNamespacesOperations({
  definition,
  schemas,
  prefix,
}: PathContext): readonly Operation[] {
  return when(definition.verbs.includes("list"), {
    method: "get",
    id: `list${prefix}${definition.kind}ForAllNamespaces`,
    action: "list",
    parameters: listParameters,
    codes: [200],
    schema: schemas.list,
    isStream: true,
  });
}

function objectOperations(context: PathContext): readonly Operation[] {
  const { definition, schemas, prefix } = context;
  const { verbs } = definition;
  const kind = scopedKind(context);
  const deleted =
    definition.strategy.deleteAnswersObject && !keepsStatusAnswer.has(definition.kind);
  return [
    ...when(verbs.includes("get"), readOperation(`read${prefix}${kind}`, schemas.kind, definition)),
    ...when(
      verbs.includes("update"),
      replaceOperation(`replace${prefix}${kind}`, schemas.kind, bodyTypes(definition)),
    ),
    ...when(
      verbs.includes("patch"),
      patchOperation(`patch${prefix}${kind}`, schemas.kind, definition),
    ),
    ...when(verbs.includes("delete"), {
      method: "delete",
      id: `delete${prefix}${kind}`,
      action: "delete",
      parameters: deleteParameters,
      body: { ...deleteBody, types: bodyTypes(definition) },
      codes: [200, 202],
      schema: deleted ? schemas.kind : `${metaPrefix}Status`,
    }),
  ];
}

/** They answer with the object because it is not gone yet; the document promises a Status. */
const keepsStatusAnswer: ReadonlySet<string> = new Set(["Namespace", "CustomResourceDefinition"]);

function subresourceOperations(
  context: PathContext,
  subresource: SubresourceDefinition,
): readonly Operation[] {
  const { definition, prefix } = context;
  const { verbs, name } = subresource;
  const group = subresource.group === "" ? definition.group : subresource.group;
  const version = subresource.version === "" ? definition.version : subresource.version;
  const isOwnKind = subresource.kind === definition.kind;
  const schema = isOwnKind
    ? context.schemas.kind
    : (builtInSchemaName(group, version, subresource.kind) ?? "");
  if (schema === "") return [];
  const id = `${prefix}${scopedKind(context)}${capitalised(name)}`;
  const about = { group, version, kind: subresource.kind };
  const operations = [
    ...when(verbs.includes("get"), readOperation(`read${id}`, schema, definition)),
    ...when(
      verbs.includes("update"),
      replaceOperation(`replace${id}`, schema, bodyTypes(definition)),
    ),
    ...when(verbs.includes("patch"), patchOperation(`patch${id}`, schema, definition)),
    ...when(verbs.includes("create"), {
      method: "post",
      id: `create${id}`,
      action: "post",
      parameters: writeParameters,
      body: { types: ["*/*"], schema, isRequired: true },
      codes: [200, 201, 202],
      schema,
    }),
  ];
  return isOwnKind || definition.origin === "custom"
    ? operations
    : operations.map((operation) => ({ ...operation, about }));
}

function readOperation(id: string, schema: string, { origin }: ResourceDefinition): Operation {
  const parameters = origin === "built-in" ? [] : ["resourceVersion"];
  return { method: "get", id, action: "get", parameters, codes: [200], schema };
}

function replaceOperation(id: string, schema: string, types: readonly string[]): Operation {
  return {
    method: "put",
    id,
    action: "put",
    parameters: writeParameters,
    body: { types, schema, isRequired: true },
    codes: [200, 201],
    schema,
  };
}

function patchOperation(id: string, schema: string, definition: ResourceDefinition): Operation {
  const isBuiltIn = definition.origin === "built-in";
  const types = [
    "application/apply-patch+yaml",
    "application/json-patch+json",
    "application/merge-patch+json",
    ...(isBuiltIn ? ["application/strategic-merge-patch+json"] : []),
  ];
  return {
    method: "patch",
    id,
    action: "patch",
    parameters: [...writeParameters, "force"],
    body: { types, schema: `${metaPrefix}Patch`, isRequired: true },
    codes: isBuiltIn ? [200, 201] : [200],
    schema,
  };
}

function watchOperation(
  context: PathContext,
  { isList, isEverywhere }: { readonly isList: boolean; readonly isEverywhere: boolean },
): Operation {
  const { definition, prefix } = context;
  const kind = isEverywhere
    ? `${definition.kind}ListForAllNamespaces`
    : `${scopedKind(context)}${isList ? "List" : ""}`;
  return {
    method: "get",
    id: `watch${prefix}${kind}`,
    action: isList ? "watchlist" : "watch",
    parameters: listParameters,
    codes: [200],
    schema: `${metaPrefix}WatchEvent`,
    isStream: true,
  };
}

function when(condition: boolean, operation: Operation): readonly Operation[] {
  return condition ? [operation] : [];
}

/** `apps/v1` as the paths of its documents name it. */
export function documentPathOf(definition: {
  readonly group: string;
  readonly version: string;
}): string {
  return definition.group === "" ? `api/${definition.version}` : `apis/${apiVersionOf(definition)}`;
}
