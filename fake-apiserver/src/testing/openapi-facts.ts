import type { KubernetesObject } from "@informerlab/core";
import { digestOf } from "../discovery/digest.ts";
import { customDefinition, customVersion } from "./custom-definition.ts";

type Members = Readonly<Record<string, unknown>>;

/** The OpenAPI documents of a server: that of version 2, and those of version 3 by their paths. */
export interface OpenApiDocuments {
  readonly v2: Members;
  readonly v3: Readonly<Record<string, Members>>;
}

/**
 * What documents say, small enough to be kept: by `path method` the name of the operation and a digest of it, by name a
 * digest of each schema and shared parameter. Two documents with the same facts differ in the order of members at most.
 */
export type OpenApiFacts = Readonly<Record<string, string>>;

/** The kind that a server is asked about besides its own. */
export const askedKind: KubernetesObject = customDefinition({
  scope: "Namespaced",
  versions: [
    customVersion(
      "v1",
      {
        type: "object",
        properties: {
          spec: {
            type: "object",
            required: ["size", "name"],
            properties: {
              size: { type: "integer" },
              name: { type: "string" },
              replicas: { type: "integer" },
            },
          },
          status: { type: "object", properties: { replicas: { type: "integer" } } },
        },
      },
      {
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
        },
      },
    ),
  ],
});

/** The facts of all documents of a server. */
export function openApiFacts({ v2, v3 }: OpenApiDocuments): OpenApiFacts {
  const facts = new Map<string, string>();
  addDocument(facts, "v2", v2);
  for (const [path, document] of Object.entries(v3)) addDocument(facts, `v3/${path}`, document);
  return Object.fromEntries([...facts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function addDocument(facts: Map<string, string>, name: string, document: Members): void {
  const { paths = {}, definitions = {}, parameters = {}, components = {}, ...head } = document;
  const { schemas = {}, ...others } = components as Members;
  facts.set(`${name} head`, shortDigest({ ...head, others }));
  facts.set(
    `${name} names`,
    shortDigest([paths, schemas].map((one) => Object.keys(one as Members).sort())),
  );
  const version = name.slice(0, 2);
  for (const [path, item] of Object.entries(paths as Readonly<Record<string, Members>>))
    for (const [method, operation] of Object.entries(item)) {
      const { operationId = "" } = operation as { readonly operationId?: string };
      facts.set(`${version} ${path} ${method}`, `${operationId} ${shortDigest(operation)}`.trim());
    }
  for (const [parameter, content] of Object.entries(parameters as Members))
    facts.set(`${version} parameter ${parameter}`, shortDigest(content));
  for (const [schema, content] of Object.entries({
    ...(definitions as Members),
    ...(schemas as Members),
  })) {
    const digest = shortDigest(content);
    const key = `${version} ${schema}`;
    // Most types are the same in every document.
    facts.set((facts.get(key) ?? digest) === digest ? key : `${name} ${schema}`, digest);
  }
}

function shortDigest(value: unknown): string {
  return digestOf(JSON.stringify(value, inNameOrder)).slice(0, 8);
}

function inNameOrder(_member: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
