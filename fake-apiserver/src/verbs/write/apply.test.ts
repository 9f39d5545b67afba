import type { KubernetesObject, Status } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { send } from "../../testing/send.ts";

const widgets: object = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: {
                  size: { type: "integer" },
                  tags: {
                    type: "array",
                    "x-kubernetes-list-type": "set",
                    items: { type: "string" },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};

type Answer = Partial<Status> & KubernetesObject & { readonly spec?: unknown };

/** Applies as one manager after the other to the widget "w" of a new server. */
function applying(): (manager: string, configuration: object) => readonly [number, Answer] {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation, controllers: { gc: false } });
  cluster.create(widgets);
  simulation.runReady();
  return (manager, configuration) => {
    const target = `/apis/example.com/v1/namespaces/default/widgets/w?fieldManager=${manager}`;
    const answer = send(cluster, "PATCH", target, {
      headers: { "content-type": "application/apply-patch+yaml" },
      body: JSON.stringify({ apiVersion: "example.com/v1", kind: "Widget", ...configuration }),
    });
    simulation.runReady();
    if (answer.body.kind !== "json") throw new Error("no JSON");
    return [answer.status, answer.body.value as Answer];
  };
}

const owner = { apiVersion: "v1", kind: "ConfigMap", name: "x", uid: "u" };

test.each([
  ["label", { labels: { l: "1" } }],
  ["annotation", { annotations: { l: "1" } }],
  ["finalizer", { finalizers: ["example.com/f"] }],
  ["owner", { ownerReferences: [owner] }],
])(
  "who gives up its last %s of a custom resource keeps the rest of its metadata",
  (_, metadata) => {
    const apply = applying();
    const spec = { size: 1 };
    expect(apply("a", { metadata: { name: "w", ...metadata }, spec })[0]).toBe(201);

    const [code, object] = apply("a", { metadata: { name: "w" }, spec });

    expect(code).toBe(200);
    expect(object.metadata).toMatchObject({ name: "w", uid: expect.stringMatching(/./) });
    for (const field of Object.keys(metadata)) expect(object.metadata).not.toHaveProperty(field);
    expect(apply("a", { metadata: {}, spec })[0]).toBe(200);
  },
);

test("a configuration that says no name is refused where its object would lose the name", () => {
  const apply = applying();
  const refusal = {
    reason: "BadRequest",
    message: "the name of the object (w based on URL) was undeterminable: name must be provided",
  };
  expect(apply("a", { spec: { size: 1 } })).toEqual([400, expect.objectContaining(refusal)]);
  apply("a", { metadata: { name: "w", labels: { l: "1" } } });

  expect(apply("a", { spec: { size: 1 } })).toEqual([400, expect.objectContaining(refusal)]);
  expect(apply("b", { spec: { size: 1 } })[0]).toBe(200);
});

test("a map that somebody owns without what is in it is null once that is given up", () => {
  const apply = applying();
  apply("a", { metadata: { name: "w" }, spec: { tags: ["c"] } });
  apply("b", { spec: {} });

  const [code, refusal] = apply("a", { metadata: { name: "w" } });

  expect(code).toBe(422);
  expect(refusal.message).toContain('spec in body must be of type object: "null"');
});

test("a configuration is for the object of its path", () => {
  const [code, refusal] = applying()("a", { metadata: { name: "v" } });

  expect(code).toBe(400);
  expect(refusal.message).toBe("the name of the object (v) does not match the name on the URL (w)");
});

interface Told {
  readonly resourceVersion: string | undefined;
  readonly owners: readonly string[];
}

type Owned = KubernetesObject & {
  readonly metadata: { readonly managedFields: readonly { readonly manager: string }[] };
};

/** Applies to one object of a new server, a second after the write before; gives its resourceVersion and who owns it, in order. */
function applyingTo(target: string): (manager: string, configuration: object) => Told {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  return (manager, configuration) => {
    simulation.advanceBy(1000);
    const { body } = send(cluster, "PATCH", `${target}?fieldManager=${manager}`, {
      headers: { "content-type": "application/apply-patch+yaml" },
      body: JSON.stringify(configuration),
    });
    if (body.kind !== "json") throw new Error("no JSON");
    const { resourceVersion, managedFields } = (body.value as Owned).metadata;
    return { resourceVersion, owners: managedFields.map(({ manager }) => manager) };
  };
}

test("who applies anew what has defaults inside of an atomic field has applied it last, and that is written once", () => {
  const apply = applyingTo("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies/np");
  const head = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" };
  const name = "np";
  const spec = { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] };
  const policy = { ...head, metadata: { name }, spec };
  apply("a", policy);
  const noted = apply("b", { ...head, metadata: { name, annotations: { note: "x" } } });

  const again = apply("a", policy);

  expect(noted).toMatchObject({ owners: ["a", "b"] });
  expect(again).toMatchObject({ owners: ["b", "a"] });
  expect(again).not.toMatchObject({ resourceVersion: noted.resourceVersion });
  expect(apply("a", policy)).toEqual(again);
});

test("who applies anew what is all there already has applied nothing", () => {
  const apply = applyingTo("/api/v1/namespaces/default/configmaps/cm");
  const head = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cm" } };
  apply("a", { ...head, data: { a: "1" } });
  const both = apply("b", { ...head, data: { b: "2" } });

  expect(apply("a", { ...head, data: { a: "1" } })).toEqual(both);
});
