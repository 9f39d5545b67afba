import type { Json } from "@informerlab/core";
import type { ResourceLookup } from "../../kinds/registry.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { customSchemas } from "./custom.ts";
import type { OpenApiDescriptions } from "./descriptions.ts";
import type { OpenApiPath } from "./operations.ts";
import { describedPaths } from "./path-texts.ts";
import { resourcePaths } from "./paths.ts";
import {
  groupDocuments,
  resourceListPath,
  rootPathsOf,
  ungroupedDocuments,
} from "./root-paths.ts";
import { referencesIn, usualSchemaNames, withReferences } from "./schemas.ts";
import { securitySchemes } from "./security.ts";
import { SharedParameters } from "./shared-parameters.ts";
import { definitionOf, olderPath } from "./v2-form.ts";

/** `GET /openapi/v2`: all kinds in one document, in the older form. */
export function openApiV2(lookup: ResourceLookup, descriptions?: OpenApiDescriptions): object {
  const definitions = lookup
    .groups()
    .flatMap(({ versions }) => versions.flatMap((served) => served.definitions));
  const paths = pathsOf(lookup, definitions, descriptions);
  const own = Object.assign(
    {},
    ...definitions.map((definition) => customSchemas(definition, "v2", descriptions)),
  ) as Record<string, object>;
  const builtIn = withReferences([...usualSchemaNames(), ...referencesIn(paths)], descriptions);
  const schemas = { ...own, ...builtIn };
  const shared = new SharedParameters();
  const older = Object.entries(paths).map(([path, item]) => [path, olderPath(item, shared)]);
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version: "1.35" },
    paths: Object.fromEntries(older) as Json,
    definitions: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, definitionOf(schema)]),
    ),
    parameters: shared.definitions(),
    securityDefinitions: securitySchemes,
    security: [{ BearerToken: [] }],
  };
}

/** Of groups whose resources are all custom ones nothing but the resources is told. */
function pathsOf(
  lookup: ResourceLookup,
  definitions: readonly ResourceDefinition[],
  descriptions: OpenApiDescriptions | undefined,
): Readonly<Record<string, OpenApiPath>> {
  const builtIn = definitions.filter(({ origin }) => origin === "built-in");
  const groups = lookup.groups().flatMap(groupDocuments);
  const roots = [...ungroupedDocuments, ...groups].map((path) => rootPathsOf(path, lookup) ?? {});
  const found = Object.assign(
    {},
    ...roots,
    ...builtIn.map(resourceListPath),
    ...definitions.map((definition) =>
      describedPaths(resourcePaths(definition), definition, descriptions),
    ),
  ) as Record<string, OpenApiPath>;
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}
