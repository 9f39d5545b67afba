import type { Json } from "@informerlab/core";
import { entryOf } from "../../codec/json/plain-object.ts";
import type { ResourceLookup, ServedGroup } from "../../kinds/registry.ts";
import { capitalised, type OpenApiPath, objectMediaTypes, tagOf } from "./operations.ts";
import { documentPathOf } from "./paths.ts";
import { schemaPrefix } from "./schemas.ts";

const metaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";
const versionsText = "get available API versions";

type Paths = Readonly<Record<string, OpenApiPath>>;

/** Documents of version 3 that are about no group. */
export const ungroupedDocuments: readonly string[] = [
  ".well-known/openid-configuration",
  "apis",
  "openid/v1/jwks",
  "version",
];

/** The document about a group itself; none about groups whose resources are all custom ones. */
export function groupDocuments({ group, versions }: ServedGroup): readonly string[] {
  const isBuiltIn = versions.some(({ definitions }) =>
    definitions.some(({ origin }) => origin === "built-in"),
  );
  if (!isBuiltIn) return [];
  return [group === "" ? "api" : `apis/${group}`];
}

/** The paths of a document without resources: what there is at all. Undefined where there is no such document. */
export function rootPathsOf(path: string, lookup: ResourceLookup): Paths | undefined {
  const known = entryOf(knownPaths, path);
  if (known !== undefined) return known;
  const group = path.startsWith("apis/") ? path.slice(5) : "";
  if (!lookup.groups().some((served) => groupDocuments(served).includes(path))) return undefined;
  const operationId = `get${capitalised(tagOf(group))}APIGroup`;
  const reading = { operationId, description: "get information of a group", tag: tagOf(group) };
  return { [`/${path}/`]: readOnly(reading, `${metaPrefix}APIGroup`) };
}

/** The path that lists the resources of a version. */
export function resourceListPath(served: {
  readonly group: string;
  readonly version: string;
}): Paths {
  const { group, version } = served;
  const tag = tagOf(group);
  const reading = {
    operationId: `get${capitalised(tag)}${capitalised(version)}APIResources`,
    description: "get available resources",
    tag: `${tag}_${version}`,
  };
  return { [`/${documentPathOf(served)}/`]: readOnly(reading, `${metaPrefix}APIResourceList`) };
}

/** A path that can only be read. */
interface Reading {
  readonly operationId: string;
  readonly description: string;
  readonly tag: string;
}

/** Where tokens' keys are published are strings to OpenAPI. */
const knownPaths: Readonly<Record<string, Paths>> = {
  ".well-known/openid-configuration": {
    "/.well-known/openid-configuration/": textOnly(
      {
        operationId: "getServiceAccountIssuerOpenIDConfiguration",
        description:
          "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
        tag: "WellKnown",
      },
      "application/json",
    ),
  },
  "openid/v1/jwks": {
    "/openid/v1/jwks/": textOnly(
      {
        operationId: "getServiceAccountIssuerOpenIDKeyset",
        description:
          "get service account issuer OpenID JSON Web Key Set (contains public token verification keys)",
        tag: "openid",
      },
      "application/jwk-set+json",
    ),
  },
  version: {
    "/version/": readOnly(
      {
        operationId: "getCodeVersion",
        description: "get the version information for this server",
        tag: "version",
      },
      "io.k8s.apimachinery.pkg.version.Info",
      true,
    ),
  },
  api: {
    "/api/": readOnly(
      { operationId: "getCoreAPIVersions", description: versionsText, tag: "core" },
      `${metaPrefix}APIVersions`,
    ),
  },
  apis: {
    "/apis/": readOnly(
      { operationId: "getAPIVersions", description: versionsText, tag: "apis" },
      `${metaPrefix}APIGroupList`,
    ),
  },
};

function textOnly(reading: Reading, mediaType: string): OpenApiPath {
  return getOf(reading, { [mediaType]: { schema: { type: "string" } } });
}

function readOnly(reading: Reading, schema: string, isJsonOnly = false): OpenApiPath {
  const types = isJsonOnly ? ["application/json"] : objectMediaTypes;
  const content: Json = Object.fromEntries(
    types.map((type) => [type, { schema: { $ref: schemaPrefix + schema } }]),
  );
  return getOf(reading, content);
}

function getOf({ operationId, description, tag }: Reading, content: Json): OpenApiPath {
  const responses: Json = {
    "200": { description: "OK", content },
    "401": { description: "Unauthorized" },
  };
  return { get: { tags: [tag], description, operationId, responses } };
}
