import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import type { ClusterOptions } from "../../cluster-options.ts";
import { createCluster } from "../../fake-apiserver.ts";
import { askedKind, type OpenApiFacts, openApiFacts } from "../../testing/openapi-facts.ts";
import { jsonOf, send } from "../../testing/send.ts";
import { openApiDescriptions } from "../../transports/node/openapi-descriptions.ts";

interface Recorded {
  readonly alone: OpenApiFacts;
  readonly added: OpenApiFacts;
}

function recordedOf(name: string): Recorded {
  const file = new URL(`../../../fixtures/openapi/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Recorded;
}

type Document = Readonly<Record<string, unknown>>;

function factsOf(options: ClusterOptions, ...definitions: readonly (typeof askedKind)[]) {
  const environment = new Simulation();
  const cluster = createCluster({ environment, openApiDescriptions, ...options });
  for (const definition of definitions) cluster.create(definition);
  const ask = <T>(path: string): T => jsonOf<T>(send(cluster, "GET", `/openapi/${path}`));
  const paths = Object.keys(ask<{ paths: Document }>("v3").paths);
  return openApiFacts({
    v2: ask<Document>("v2"),
    v3: Object.fromEntries(paths.map((path) => [path, ask<Document>(`v3/${path}`)])),
  });
}

test("every path, operation, parameter and schema is what kube-apiserver v1.35.4 publishes", () => {
  const { alone } = recordedOf("usual");
  expect(Object.keys(alone).length).toBeGreaterThan(3000);
  expect(factsOf({})).toEqual(alone);
});

test("so it is with a custom resource", () => {
  const { alone, added } = recordedOf("usual");
  expect(Object.keys(added).length).toBeGreaterThan(20);
  expect(factsOf({}, askedKind)).toEqual({ ...alone, ...added });
});

/** StorageVersion is not built; without it the names in the one document of version 2 are others. */
function isOfOtherKinds(fact: string): boolean {
  return !/internal\.apiserver|apiserverinternal|^v2 names$/.test(fact);
}

test("so it is where everything is served", () => {
  const withoutStorageVersion = (facts: OpenApiFacts): OpenApiFacts =>
    Object.fromEntries(Object.entries(facts).filter(([fact]) => isOfOtherKinds(fact)));
  const all = withoutStorageVersion(recordedOf("all").alone);
  const featureGates = { MutatingAdmissionPolicy: true, StorageVersionMigrator: true };

  expect(Object.keys(all).length).toBeGreaterThan(4000);
  expect(
    withoutStorageVersion(factsOf({ runtimeConfig: { "api/all": true }, featureGates })),
  ).toEqual(all);
});
