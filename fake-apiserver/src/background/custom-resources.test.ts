import { type KubernetesObject, StatusError } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { jsonOf, send } from "../testing/send.ts";

function lab(...definitions: readonly KubernetesObject[]): {
  readonly simulation: Simulation;
  readonly cluster: FakeCluster;
} {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  for (const definition of definitions) cluster.create(definition);
  return { simulation, cluster };
}

const spec = {
  type: "object",
  properties: {
    size: { type: "integer", minimum: 1, default: 3 },
    min: { type: "integer" },
    max: { type: "integer" },
    colour: { type: "string", enum: ["red", "blue"] },
    free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
  "x-kubernetes-validations": [
    { rule: "!has(self.min) || self.min <= self.max", message: "min above max" },
  ],
};

function definition(names: object = {}, version: object = {}): KubernetesObject {
  const object: object = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: {
        plural: "widgets",
        singular: "widget",
        kind: "Widget",
        shortNames: ["wd"],
        ...names,
      },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
          ...version,
        },
      ],
    },
  };
  return object;
}

function widget(fields: object): KubernetesObject {
  const object: object = {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "a", namespace: "default" },
    spec: fields,
  };
  return object;
}

function refusalOf(cluster: FakeCluster, object: KubernetesObject): string {
  try {
    cluster.create(object);
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return "";
}

test("a definition is served at once and says so a little later", () => {
  const { simulation, cluster } = lab(definition());

  expect(cluster.list("widgets.example.com")).toEqual([]);
  simulation.runReady();

  const served = cluster.get("customresourcedefinitions/widgets.example.com");
  expect(served).toMatchObject({
    status: {
      acceptedNames: { plural: "widgets", listKind: "WidgetList" },
      conditions: [
        { type: "NamesAccepted", status: "True" },
        { type: "Established", status: "True" },
      ],
      storedVersions: ["v1"],
    },
  });
});

test("what the schema does not know is pruned, what is missing defaulted", () => {
  const { cluster } = lab(definition());

  const created = cluster.create(widget({ colour: "red", nope: 1, free: { any: "thing" } }));

  expect(created).toMatchObject({ spec: { size: 3, colour: "red", free: { any: "thing" } } });
  expect(created).not.toHaveProperty("spec.nope");
});

test.for([
  { fields: { size: 0 }, text: "spec.size: Invalid value: 0: spec.size in body should be greater" },
  {
    fields: { size: "big" },
    text: 'spec.size: Invalid value: "string": spec.size in body must be',
  },
  {
    fields: { colour: "green" },
    text: 'spec.colour: Unsupported value: "green": supported values',
  },
  { fields: { min: 3, max: 2 }, text: "min above max" },
])("an object against the schema is refused: $text", ({ fields, text }) => {
  const { cluster } = lab(definition());

  expect(refusalOf(cluster, widget(fields))).toContain(text);
});

test("a kind that another definition has is not accepted", () => {
  const other = definition({ plural: "gadgets", singular: "gadget", shortNames: ["gd"] });
  const { simulation, cluster } = lab(definition());
  simulation.runReady();

  cluster.create({ ...other, metadata: { name: "gadgets.example.com" } });
  simulation.runReady();

  expect(cluster.get("customresourcedefinitions/gadgets.example.com")).toMatchObject({
    status: {
      conditions: [
        { type: "NamesAccepted", status: "False" },
        { type: "Established", status: "False" },
      ],
    },
  });
});

test("a deleted definition takes its objects with it", () => {
  const { simulation, cluster } = lab(definition());
  simulation.runReady();
  cluster.create(widget({ size: 1 }));

  cluster.delete("customresourcedefinitions/widgets.example.com");
  simulation.runReady();

  expect(cluster.get("customresourcedefinitions/widgets.example.com")).toBeUndefined();
  expect(() => cluster.list("widgets.example.com")).toThrow();
});

test("other versions of the definitions' own group are served to custom resources, and preferred", () => {
  const { cluster, simulation } = lab({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: "bars.apiextensions.k8s.io",
      annotations: { "api-approved.kubernetes.io": "unapproved, a test" },
    },
    spec: {
      group: "apiextensions.k8s.io",
      scope: "Cluster",
      names: { plural: "bars", kind: "Bar" },
      versions: ["v1", "vfake"].map((name) => ({
        name,
        served: true,
        storage: name === "v1",
        schema: { openAPIV3Schema: { type: "object" } },
      })),
    },
  } as KubernetesObject);
  simulation.runReady();
  const status = (path: string) => send(cluster, "GET", path).status;

  expect(status("/apis/apiextensions.k8s.io/v1/bars")).toBe(404);
  expect(status("/apis/apiextensions.k8s.io/vfake/bars")).toBe(200);
  expect(status("/apis/apiextensions.k8s.io/v1/customresourcedefinitions")).toBe(200);
  expect(jsonOf(send(cluster, "GET", "/apis/apiextensions.k8s.io"))).toMatchObject({
    preferredVersion: { version: "vfake" },
  });
});

// As a real kube-apiserver 1.35.4 does, which shows such a definition as established.
test.each([
  ["customresourcedefinitions", "apiextensions.k8s.io", "CustomResourceDefinition", "v1"],
  ["foos", "networking.k8s.io", "Foo", "v1"],
  ["foos", "networking.k8s.io", "Foo", "v9"],
])(
  "a definition of %s in %s, a group of the server's own, is taken and never served",
  (plural, group, kind, version) => {
    const { cluster, simulation } = lab();
    const before = JSON.stringify(cluster.apiserver.registry.groups());
    const name = `${plural}.${group}`;
    cluster.create({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name, annotations: { "api-approved.kubernetes.io": "unapproved, a test" } },
      spec: {
        group,
        scope: "Cluster",
        names: { plural, kind },
        versions: [
          {
            name: version,
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object" } },
          },
        ],
      },
    });
    simulation.runReady();

    expect(cluster.get("customresourcedefinitions", name)).toMatchObject({
      status: {
        conditions: expect.arrayContaining([
          expect.objectContaining({ type: "Established", status: "True" }),
        ]),
      },
    });
    expect(JSON.stringify(cluster.apiserver.registry.groups())).toBe(before);
    cluster.delete("customresourcedefinitions", name);
    simulation.runReady();
    expect(cluster.get("customresourcedefinitions", name)).toBeUndefined();
  },
);

test("HEAD of a watch leaves none open", () => {
  const { cluster } = lab(definition());

  const answer = send(cluster, "HEAD", "/apis/example.com/v1/widgets?watch=1");

  expect([answer.status, answer.body.kind]).toEqual([200, "unsent"]);
  expect([...cluster.apiserver.hub.watchers()]).toEqual([]);
});
