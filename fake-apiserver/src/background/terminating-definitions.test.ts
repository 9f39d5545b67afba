import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { customDefinition, customVersion } from "../testing/custom-definition.ts";
import { jsonOf, send } from "../testing/send.ts";

// How kube-apiserver v1.35.4 answered while a definition was being deleted.

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com";
const objects = "/apis/example.com/v1/widgets";
const held = { finalizers: ["example.com/hold"] };

function lab() {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  cluster.create(customDefinition({ versions: [customVersion("v1", { type: "object" })] }));
  simulation.runReady();
  const ask = (method: string, target: string, body?: object) => {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const answer = send(cluster, method, target, {
      headers: { "content-type": type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    simulation.runReady();
    return { ...jsonOf<{ readonly message?: string }>(answer), code: answer.status };
  };
  const post = (metadata: object) =>
    ask("POST", objects, { apiVersion: "example.com/v1", kind: "Widget", metadata });
  return { ask, post };
}

test.for([
  { metadata: { name: "b" }, named: ' "b"' },
  { metadata: { name: "No Name" }, named: ' "No Name"' },
  { metadata: { generateName: "b-" }, named: "" },
  { metadata: {}, named: "" },
])("nothing new is taken while the objects of a definition go: %o", ({ metadata, named }) => {
  const { ask, post } = lab();
  post({ name: "a", ...held });
  ask("DELETE", path);

  expect(post(metadata)).toMatchObject({
    code: 403,
    message: `widgets.example.com${named} is forbidden: create not allowed while custom resource definition is terminating`,
  });
});

test("discovery leaves out what a definition that is being emptied does not take", () => {
  const { ask, post } = lab();
  post({ name: "a", ...held });
  const verbs = () => {
    const { resources } = ask("GET", "/apis/example.com/v1") as unknown as {
      readonly resources: readonly { readonly verbs: readonly string[] }[];
    };
    return resources[0]?.verbs;
  };
  expect(verbs()).toContain("create");

  ask("DELETE", path);

  expect(verbs()).toEqual(["delete", "deletecollection", "get", "list", "watch"]);
});

test("a definition that is empty and held by others takes objects again", () => {
  const { ask, post } = lab();
  ask("PATCH", path, { metadata: held });
  ask("DELETE", path);

  expect(post({ name: "b" })).toMatchObject({ code: 201 });
});
