import type { KubernetesObject, Status } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gadgets.gaps.example.com" },
  spec: {
    group: "gaps.example.com",
    scope: "Namespaced",
    names: { plural: "gadgets", singular: "gadget", kind: "Gadget", listKind: "GadgetList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", properties: { other: { type: "string" } } } },
          },
        },
      },
    ],
  },
} as KubernetesObject;
const gadgets = "/apis/gaps.example.com/v1/namespaces/t1/gadgets";
const deployments = "/apis/apps/v1/namespaces/t1/deployments";

function gadget(name: string, letters: number, resourceVersion?: string): object {
  return {
    apiVersion: "gaps.example.com/v1",
    kind: "Gadget",
    metadata: { name, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
    spec: { other: "x".repeat(letters) },
  };
}

function deployment(name: string, letters: number): object {
  const env = [{ name: "A", value: "x".repeat(letters) }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      selector: { matchLabels: { a: "b" } },
      template: {
        metadata: { labels: { a: "b" } },
        spec: { containers: [{ name: "c", image: "i", env }] },
      },
    },
  };
}

type Answer = KubernetesObject & Partial<Status>;

function cluster() {
  const simulation = new Simulation();
  const server = createCluster({
    environment: simulation,
    objects: "{apiVersion: v1, kind: Namespace, metadata: {name: t1}}",
  });
  server.create(definition);
  simulation.runReady();
  return (method: string, target: string, body: object, type = "application/json"): Answer =>
    jsonOf<Answer>(
      send(server, method, target, {
        headers: { "content-type": type },
        body: JSON.stringify(body),
      }),
    );
}

const tooLarge = "etcdserver: request is too large";

// The largest that a real kube-apiserver 1.35.4 with etcd 3.6 took.
test.each([
  [gadgets, "b", 1_572_529],
  [gadgets, "b".repeat(50), 1_572_382],
  [deployments, "b", 1_572_420],
  [deployments, "b".repeat(50), 1_572_273],
])("a new object may be as large as etcd takes it: %s %s %i", (path, name, lettersMax) => {
  const ask = cluster();
  const one = (letters: number): object =>
    path === gadgets ? gadget(name, letters) : deployment(name, letters);
  expect(ask("POST", path, one(lettersMax + 1))).toMatchObject({ code: 500, message: tooLarge });
  const made = ask("POST", path, one(lettersMax));
  expect(made.metadata).toMatchObject({ name });
  // They would not have gone in.
  expect(made.metadata?.managedFields).toBeUndefined();
});

test("an update may be a little smaller, as etcd is told what to look for", () => {
  const ask = cluster();
  const { metadata } = ask("POST", gadgets, gadget("b", 1));
  const put = (letters: number): Answer =>
    ask("PUT", `${gadgets}/b`, gadget("b", letters, metadata?.resourceVersion));
  expect(put(1_572_529)).toMatchObject({ code: 500, message: tooLarge });
  expect(put(1_572_450).metadata?.name).toBe("b");
});

test("what is larger than the client sends at all is told by its bytes", () => {
  const ask = cluster();
  expect(ask("POST", gadgets, gadget("big", 2_098_000))).toMatchObject({
    code: 500,
    message:
      "rpc error: code = ResourceExhausted desc = trying to send message larger than max (2098326 vs. 2097152)",
  });
  expect(ask("POST", deployments, deployment("big", 2_098_000))).toMatchObject({
    message:
      "rpc error: code = ResourceExhausted desc = trying to send message larger than max (2098442 vs. 2097152)",
  });
});

test("who applies what only fits without owners is refused", () => {
  const ask = cluster();
  const apply = (letters: number): Answer =>
    ask(
      "PATCH",
      `${gadgets}/b?fieldManager=me`,
      gadget("b", letters),
      "application/apply-patch+yaml",
    );
  expect(apply(1_572_500)).toMatchObject({ code: 500, message: tooLarge });
  expect(apply(1_572_200).metadata?.managedFields).toHaveLength(1);
});

test("a dry run asks no etcd", () => {
  const ask = cluster();
  expect(ask("POST", `${gadgets}?dryRun=All`, gadget("b", 2_098_000)).metadata?.name).toBe("b");
});
