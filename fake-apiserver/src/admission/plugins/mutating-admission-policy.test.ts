import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import type { ClusterOptions } from "../../cluster-options.ts";
import { createCluster, type FakeCluster } from "../../index.ts";

const apiVersion = "admissionregistration.k8s.io/v1beta1";

function clusterWith(options: Partial<ClusterOptions> = {}): FakeCluster {
  return createCluster({
    featureGates: { MutatingAdmissionPolicy: true },
    runtimeConfig: { [apiVersion]: true },
    ...options,
  });
}

interface Mutation {
  readonly jsonPatch?: string;
  readonly applyConfiguration?: string;
}

/** A policy with its binding; the policies of a name come in its order. */
function policy(
  name: string,
  { jsonPatch, applyConfiguration }: Mutation,
  more: object = {},
): readonly object[] {
  const mutation =
    jsonPatch === undefined
      ? { patchType: "ApplyConfiguration", applyConfiguration: { expression: applyConfiguration } }
      : { patchType: "JSONPatch", jsonPatch: { expression: jsonPatch } };
  const rule = {
    operations: ["*"],
    apiGroups: ["", "apps", "example.com"],
    apiVersions: ["v1"],
    resources: ["configmaps", "pods", "controllerrevisions", "widgets"],
  };
  return [
    {
      apiVersion,
      kind: "MutatingAdmissionPolicy",
      metadata: { name },
      spec: {
        matchConstraints: { resourceRules: [rule] },
        mutations: [mutation],
        reinvocationPolicy: "Never",
        ...more,
      },
    },
    {
      apiVersion,
      kind: "MutatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name },
    },
  ];
}

/** A kind of which one field has no type. */
const widgets = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget" },
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
                properties: { any: { "x-kubernetes-preserve-unknown-fields": true } },
              },
            },
          },
        },
      },
    ],
  },
};

const counting = `Object{metadata: Object.metadata{labels: {
  'n': string(int(object.metadata.?labels.n.orValue('0')) + 1)
}}}`;

function labelsOf(cluster: FakeCluster): unknown {
  const made: KubernetesObject = cluster.create<KubernetesObject>({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a" },
  });
  return made.metadata?.labels;
}

test("a policy merges what it applies into the object, and patches it", () => {
  const cluster = clusterWith();
  cluster.apply([
    ...policy("a", { applyConfiguration: "Object{metadata: Object.metadata{labels: {'a': 'b'}}}" }),
    ...policy("b", {
      jsonPatch:
        "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('x.y/z'), value: 'c'}]",
    }),
  ]);

  expect(labelsOf(cluster)).toEqual({ a: "b", "x.y/z": "c" });
});

test("a policy that wants it sees once more what a later one changed", () => {
  const once = clusterWith();
  once.apply([...policy("a", { applyConfiguration: counting })]);
  const again = clusterWith();
  again.apply([
    ...policy("a", { applyConfiguration: counting }, { reinvocationPolicy: "IfNeeded" }),
    ...policy("b", {
      applyConfiguration: "Object{metadata: Object.metadata{labels: {'b': 'late'}}}",
    }),
  ]);

  expect(labelsOf(once)).toEqual({ n: "1" });
  expect(labelsOf(again)).toEqual({ b: "late", n: "2" });
});

test("a policy comes before webhooks, and again after one that changed the object", () => {
  const seen: unknown[] = [];
  const cluster = clusterWith({
    webhooks: {
      functions: {
        "late.example.com": ({ request }) => {
          seen.push((request["object"] as { metadata: { labels: object } }).metadata.labels);
          return {
            allowed: true,
            patch: [{ op: "add", path: "/metadata/labels/hook", value: "x" }],
          };
        },
      },
    },
  });
  cluster.apply([
    ...policy("a", { applyConfiguration: counting }, { reinvocationPolicy: "IfNeeded" }),
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name: "late" },
      webhooks: [
        {
          name: "late.example.com",
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          clientConfig: { url: "https://hooks.example.com/" },
          rules: [
            { operations: ["*"], apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] },
          ],
        },
      ],
    },
  ]);

  expect(labelsOf(cluster)).toEqual({ hook: "x", n: "2" });
  expect(seen).toEqual([{ n: "1" }]);
});

test("what a policy changed is validated, by policies that judge, too", () => {
  const cluster = clusterWith();
  cluster.apply(
    policy("a", {
      applyConfiguration: "Object{metadata: Object.metadata{labels: {'a': 'not so!'}}}",
    }),
  );

  expect(() => labelsOf(cluster)).toThrow(/metadata\.labels: Invalid value: "not so!"/);
});

test("what would take something away without saying so is refused", () => {
  const cluster = clusterWith();
  cluster.apply(
    policy("a", { applyConfiguration: "Object{spec: Object.spec{nodeSelector: {'a': 'b'}}}" }),
  );
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a" },
    spec: { nodeSelector: { c: "d" }, containers: [{ name: "a", image: "i" }] },
  };

  expect(() => cluster.create(pod)).toThrow(
    "policy 'a' with binding 'a' denied request: error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.nodeSelector",
  );
});

// As kube-apiserver v1.35.4 answers: structured merge takes lists without a type as a whole, and maps of built-in kinds, too.
test.for([
  { kind: "ControllerRevision", expression: "Object{data: Object.data{a: 'x'}}", at: ".data" },
  { kind: "ControllerRevision", expression: "Object{data: [1]}", at: ".data" },
  { kind: "Widget", expression: "Object{spec: Object.spec{any: [1]}}", at: ".spec.any" },
])("nor may what has no type be taken away: $kind $expression", ({ kind, expression, at }) => {
  const cluster = clusterWith();
  cluster.apply([widgets, ...policy("a", { applyConfiguration: expression })]);
  const apiVersion = kind === "Widget" ? "example.com/v1" : "apps/v1";
  const object: object = { apiVersion, kind, metadata: { name: "a" }, revision: 1, data: { b: 1 } };

  expect(() => cluster.create(object as KubernetesObject)).toThrow(
    `may not mutate atomic arrays, maps or structs: ${at}`,
  );
});

test("a map without a type that keeps unknown fields is merged by its keys", () => {
  const cluster = clusterWith();
  const expression = "Object{spec: Object.spec{any: Object.spec.any{a: [1]}}}";
  cluster.apply([widgets, ...policy("a", { applyConfiguration: expression })]);
  const widget: object = {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "a" },
    spec: { any: { b: 2 } },
  };

  expect(cluster.create(widget as KubernetesObject)).toMatchObject({
    spec: { any: { a: [1], b: 2 } },
  });
});

test("a policy that fails open lets the object pass", () => {
  const cluster = clusterWith();
  cluster.apply(
    policy(
      "a",
      { jsonPatch: "[JSONPatch{op: 'remove', path: '/none'}]" },
      { failurePolicy: "Ignore" },
    ),
  );

  expect(labelsOf(cluster)).toBeUndefined();
});

test("without the gate policies are kept, and change nothing", () => {
  const cluster = clusterWith({ featureGates: {} });
  cluster.apply(policy("a", { applyConfiguration: counting }));

  expect(labelsOf(cluster)).toBeUndefined();
});

test("without the version there are no policies", () => {
  const cluster = clusterWith({ runtimeConfig: {} });

  expect(() => cluster.apply(policy("a", { applyConfiguration: counting }))).toThrow(
    /MutatingAdmissionPolicy/,
  );
});

test.each([
  [
    { featureGates: { Foo: true } },
    'featureGates knows no "Foo"; it takes MutatingAdmissionPolicy',
  ],
  [
    { runtimeConfig: { "api/beta": "true" } },
    'runtimeConfig: "api/beta" must be true or false, found "true"',
  ],
])("%j is refused", (options, message) => {
  expect(() => createCluster(options as Partial<ClusterOptions>)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message) }),
  );
});
