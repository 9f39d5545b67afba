import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import type { ClusterOptions } from "../../cluster-options.ts";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";
import { openApiDescriptions } from "./openapi-descriptions.ts";

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

function ask(options: Partial<ClusterOptions>, path: string): unknown {
  const cluster = createCluster({ environment: new Simulation(), ...options });
  return jsonOf(send(cluster, "GET", path, { headers: { accept: "application/json" } }));
}

const container = "io.k8s.api.core.v1.Container";

function containerV2(options: Partial<ClusterOptions>): Described | undefined {
  const document = ask(options, "/openapi/v2") as { definitions: Record<string, Described> };
  return document.definitions[container];
}

function containerV3(options: Partial<ClusterOptions>): Described | undefined {
  const document = ask(options, "/openapi/v3/api/v1") as {
    components: { schemas: Record<string, Described> };
  };
  return document.components.schemas[container];
}

test.each([
  ["v2", containerV2],
  ["v3", containerV3],
])("OpenAPI %s says of types and fields what Kubernetes says of them", (_version, containerIn) => {
  const type = containerIn({ openApiDescriptions });

  expect(type?.description).toBe(
    "A single application container that you want to run within a pod.",
  );
  expect(type?.properties?.["image"]?.description).toMatch(/^Container image name\./);
});

test("without descriptions the types are the same, and have other addresses", () => {
  const index = (options: Partial<ClusterOptions>): unknown => ask(options, "/openapi/v3");

  expect(containerV3({})).not.toHaveProperty("description");
  expect(index({})).not.toEqual(index({ openApiDescriptions }));
});
