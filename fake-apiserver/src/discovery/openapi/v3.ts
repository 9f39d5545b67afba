import { printJson } from "@informerlab/core";
import type { ResourceLookup } from "../../kinds/registry.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { digestOf } from "../digest.ts";
import { customSchemas } from "./custom.ts";
import type { DescriptionSource, OpenApiDescriptions } from "./descriptions.ts";
import type { OpenApiPath } from "./operations.ts";
import { describedPaths } from "./path-texts.ts";
import { documentPathOf, resourcePaths } from "./paths.ts";
import {
  groupDocuments,
  resourceListPath,
  rootPathsOf,
  ungroupedDocuments,
} from "./root-paths.ts";
import { referencesIn, withReferences } from "./schemas.ts";
import { securitySchemes } from "./security.ts";
import { serverVersion } from "../version.ts";

/** An OpenAPI 3 document and its hash. */
export interface OpenApiDocument {
  readonly document: object;
  readonly hash: string;
}

/** Kubectl keeps documents by their hashes: to be counted up when one of the same kinds becomes another. */
const form = 2;

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
    const definitions = this.#definitions(path);
    const paths = this.#pathItems(path, definitions);
    if (paths === undefined) return undefined;
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
        ...groupDocuments({ group, versions }),
        ...versions.map(({ version }) => documentPathOf({ group, version })),
      ]);
    return [...groups, ...ungroupedDocuments].sort();
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

  #pathItems(
    path: string,
    definitions: readonly ResourceDefinition[],
  ): Readonly<Record<string, OpenApiPath>> | undefined {
    const [first] = definitions;
    return first === undefined
      ? rootPathsOf(path, this.#lookup)
      : versionPaths(first, definitions, this.#descriptions?.());
  }
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
  return digestOf(printJson([form, serverVersion.gitVersion, path, parts, isDescribed]));
}

function versionPaths(
  first: ResourceDefinition,
  definitions: readonly ResourceDefinition[],
  descriptions: OpenApiDescriptions | undefined,
): Readonly<Record<string, OpenApiPath>> {
  return {
    ...(first.origin === "built-in" ? resourceListPath(first) : {}),
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
      components: { schemas: inOrder(asCustomServerHas(schemas)) },
    };
  }
  return {
    components: {
      ...(Object.keys(schemas).length === 0 ? {} : { schemas: inOrder(schemas) }),
      securitySchemes,
    },
    info: { title: "Kubernetes", version: "1.35" },
    openapi: "3.0.0",
    paths: inOrder(paths),
  };
}

const deleteOptions = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

/** The server of custom resources knows the options of deletions in the groups that clients have, and in no others. */
function asCustomServerHas(schemas: Readonly<Record<string, object>>): Record<string, object> {
  const { [deleteOptions]: options, ...others } = schemas;
  if (options === undefined) return others;
  const kinds = (options as { [kindsMember]?: readonly { readonly group: string }[] })[kindsMember];
  const known = (kinds ?? []).filter(({ group }) => !ofServersAlone.has(group));
  return { ...others, [deleteOptions]: { ...options, [kindsMember]: known } };
}

const kindsMember = "x-kubernetes-group-version-kind";
const ofServersAlone: ReadonlySet<string> = new Set([
  "admission.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "imagepolicy.k8s.io",
]);

function inOrder<T>(members: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
