import { type Json, printJson } from "@informerlab/core";
import { entryOf } from "../codec/plain-object.ts";
import type { ResourceLookup } from "../kinds/registry.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { digestOf } from "./digest.ts";
import { customSchemas } from "./openapi-custom.ts";
import type { DescriptionSource, OpenApiDescriptions } from "./openapi-descriptions.ts";
import { capitalised, type OpenApiPath, tagOf } from "./openapi-operations.ts";
import { describedPaths } from "./openapi-path-texts.ts";
import { documentPathOf, resourcePaths } from "./openapi-paths.ts";
import { referencesIn, schemaPrefix, withReferences } from "./openapi-schemas.ts";
import { serverVersion } from "./version.ts";

/** An OpenAPI 3 document and its hash. */
export interface OpenApiDocument {
  readonly document: object;
  readonly hash: string;
}

const metaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";
const versionsText = "get available API versions";

/** Documents of one state of the registry; made when first asked for. */
export class OpenApiV3 {
  readonly #lookup: ResourceLookup;
  readonly #descriptions: DescriptionSource | undefined;
  readonly #documents = new Map<string, OpenApiDocument>();
  #generation = -1;
  #index: object | undefined;

  constructor(lookup: ResourceLookup, descriptions?: DescriptionSource) {
    this.#lookup = lookup;
    this.#descriptions = descriptions;
  }

  /** `GET /openapi/v3`: the address of every document, with the hash that makes it cacheable. */
  index(): object {
    this.#refresh();
    this.#index ??= {
      paths: Object.fromEntries(
        this.#paths().map((path) => [path, { serverRelativeURL: this.addressOf(path) }]),
      ),
    };
    return this.#index;
  }

  /** The document below `/openapi/v3/`; undefined for a path that has none. */
  document(path: string): OpenApiDocument | undefined {
    this.#refresh();
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const paths = this.#pathItems(path);
    if (paths === undefined) return undefined;
    const definitions = this.#definitions(path);
    const document = makeDocument(paths, definitions, this.#descriptions?.());
    const made = { document, hash: this.#hashOf(path, definitions) };
    this.#documents.set(path, made);
    return made;
  }

  /** The cacheable address of a document. */
  addressOf(path: string): string {
    return `/openapi/v3/${path}?hash=${this.#hashOf(path, this.#definitions(path))}`;
  }

  #hashOf(path: string, definitions: readonly ResourceDefinition[]): string {
    return hashOf(path, definitions, this.#descriptions !== undefined);
  }

  #refresh(): void {
    if (this.#generation === this.#lookup.generation) return;
    this.#generation = this.#lookup.generation;
    this.#documents.clear();
    this.#index = undefined;
  }

  #paths(): readonly string[] {
    const groups = this.#lookup
      .groups()
      .flatMap(({ group, versions }) => [
        group === "" ? "api" : `apis/${group}`,
        ...versions.map(({ version }) => documentPathOf({ group, version })),
      ]);
    return [...groups, "apis", "version", ...Object.keys(keyPaths)].sort();
  }

  #definitions(path: string): readonly ResourceDefinition[] {
    return this.#lookup
      .groups()
      .flatMap(({ group, versions }) =>
        versions.flatMap(({ version, definitions }) =>
          documentPathOf({ group, version }) === path ? definitions : [],
        ),
      );
  }

  #pathItems(path: string): Readonly<Record<string, OpenApiPath>> | undefined {
    const keys = entryOf(keyPaths, path);
    if (keys !== undefined) return keys;
    if (path === "version")
      return {
        "/version/": readOnly(
          {
            operationId: "getCodeVersion",
            description: "get the version information for this server",
            tag: "version",
          },
          "io.k8s.apimachinery.pkg.version.Info",
          true,
        ),
      };
    if (path === "api")
      return {
        "/api/": readOnly(
          { operationId: "getCoreAPIVersions", description: versionsText, tag: "core" },
          `${metaPrefix}APIVersions`,
        ),
      };
    if (path === "apis")
      return {
        "/apis/": readOnly(
          { operationId: "getAPIVersions", description: versionsText, tag: "apis" },
          `${metaPrefix}APIGroupList`,
        ),
      };
    const definitions = this.#definitions(path);
    const [first] = definitions;
    if (first !== undefined) return versionPaths(path, first, definitions, this.#descriptions?.());
    const group = path.startsWith("apis/") ? path.slice(5) : "";
    if (group === "" || !this.#lookup.groups().some((served) => served.group === group))
      return undefined;
    const name = capitalised(tagOf(group));
    const operationId = `get${name}APIGroup`;
    const reading = { operationId, description: "get information of a group", tag: tagOf(group) };
    return { [`/${path}/`]: readOnly(reading, `${metaPrefix}APIGroup`) };
  }
}

/** Where tokens' keys are published; strings to OpenAPI. */
const keyPaths: Readonly<Record<string, Readonly<Record<string, OpenApiPath>>>> = {
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
};

function textOnly(reading: Reading, mediaType: string): OpenApiPath {
  const content: Json = { [mediaType]: { schema: { type: "string" } } };
  return getOf(reading, content);
}

/** A path that can only be read. */
interface Reading {
  readonly operationId: string;
  readonly description: string;
  readonly tag: string;
}

function getOf({ operationId, description, tag }: Reading, content: Json): OpenApiPath {
  const responses: Json = {
    "200": { description: "OK", content },
    "401": { description: "Unauthorized" },
  };
  return { get: { description, operationId, responses, tags: [tag] } };
}

/** What a document is made of decides its hash, so that the index needs no document. */
function hashOf(
  path: string,
  definitions: readonly ResourceDefinition[],
  isDescribed: boolean,
): string {
  const custom = definitions.filter(({ origin }) => origin === "custom");
  const parts = custom.map((one) => [
    one.resource,
    one.kind,
    one.namespaced,
    [...one.subresources.keys()],
    [...one.fieldSelectors.fields.keys()],
    one.openApiSchema,
  ]);
  return digestOf(printJson([serverVersion.gitVersion, path, parts, isDescribed]));
}

function versionPaths(
  path: string,
  { group, version }: ResourceDefinition,
  definitions: readonly ResourceDefinition[],
  descriptions: OpenApiDescriptions | undefined,
): Readonly<Record<string, OpenApiPath>> {
  const tag = tagOf(group);
  const reading = {
    operationId: `get${capitalised(tag)}${capitalised(version)}APIResources`,
    description: "get available resources",
    tag: `${tag}_${version}`,
  };
  return {
    [`/${path}/`]: readOnly(reading, `${metaPrefix}APIResourceList`),
    ...Object.assign(
      {},
      ...definitions.map((definition) =>
        describedPaths(resourcePaths(definition), definition, descriptions),
      ),
    ),
  };
}

function makeDocument(
  paths: Readonly<Record<string, OpenApiPath>>,
  definitions: readonly ResourceDefinition[],
  descriptions: OpenApiDescriptions | undefined,
): object {
  const own = Object.assign(
    {},
    ...definitions.map((definition) => customSchemas(definition, "v3", descriptions)),
  ) as Record<string, object>;
  const references = [...referencesIn(paths), ...referencesIn(own)];
  const schemas = { ...own, ...withReferences(references, descriptions) };
  const isCustom = definitions.some(({ origin }) => origin === "custom");
  if (isCustom) {
    return {
      openapi: "3.0.0",
      info: { title: "Kubernetes CRD Swagger", version: "v0.1.0" },
      paths: inOrder(paths),
      components: { schemas: inOrder(schemas) },
    };
  }
  return {
    components: {
      ...(Object.keys(schemas).length === 0 ? {} : { schemas: inOrder(schemas) }),
      securitySchemes: { BearerToken: { in: "header", name: "authorization", type: "apiKey" } },
    },
    info: { title: "Kubernetes", version: "1.35" },
    openapi: "3.0.0",
    paths: inOrder(paths),
  };
}

function inOrder<T>(members: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readOnly(reading: Reading, schema: string, isJsonOnly = false): OpenApiPath {
  const types = isJsonOnly
    ? ["application/json"]
    : ["application/json", "application/vnd.kubernetes.protobuf", "application/yaml"];
  const content: Json = Object.fromEntries(
    types.map((type) => [type, { schema: { $ref: schemaPrefix + schema } }]),
  );
  return getOf(reading, content);
}
