import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { askedKind, type OpenApiFacts, openApiFacts } from "../testing/openapi-facts.ts";
import { jsonOf, send } from "../testing/send.ts";
import { openApiDescriptions } from "../transports/node/openapi-descriptions.ts";

const file = new URL("../../fixtures/openapi/facts.json.gz", import.meta.url);
const recorded = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
  readonly alone: OpenApiFacts;
  readonly added: OpenApiFacts;
};

type Document = Readonly<Record<string, unknown>>;

function factsWith(...definitions: readonly (typeof askedKind)[]): OpenApiFacts {
  const cluster = createCluster({ environment: new Simulation(), openApiDescriptions });
  for (const definition of definitions) cluster.create(definition);
  const ask = <T>(path: string): T => jsonOf<T>(send(cluster, "GET", `/openapi/${path}`));
  const paths = Object.keys(ask<{ paths: Document }>("v3").paths);
  return openApiFacts({
    v2: ask<Document>("v2"),
    v3: Object.fromEntries(paths.map((path) => [path, ask<Document>(`v3/${path}`)])),
  });
}

test("every path, operation, parameter and schema is what kube-apiserver v1.35.4 publishes", () => {
  expect(Object.keys(recorded.alone).length).toBeGreaterThan(3000);
  expect(factsWith()).toEqual(recorded.alone);
});

test("so it is with a custom resource", () => {
  const facts = factsWith(askedKind);
  expect(Object.keys(recorded.added).length).toBeGreaterThan(20);
  expect(facts).toEqual({ ...recorded.alone, ...recorded.added });
});
