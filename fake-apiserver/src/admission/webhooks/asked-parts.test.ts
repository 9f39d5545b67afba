import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";
import type { AdmissionReview, WebhookVerdict } from "./webhook-client.ts";

const everything = [
  { apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"] },
];

function configuration(kind: "Mutating" | "Validating"): KubernetesObject {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: "test" },
    webhooks: [
      {
        name: `${kind.toLowerCase()}.example.com`,
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        clientConfig: { url: "https://hooks.example.com/" },
        rules: everything,
      },
    ],
  } as KubernetesObject;
}

const objects = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: gadgets, singular: gadget, kind: Gadget, listKind: GadgetList}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: s}
`;

interface Asked {
  readonly by: string;
  readonly request: AdmissionReview["request"] & {
    readonly object: KubernetesObject & Readonly<Record<string, unknown>>;
  };
}

/** A cluster whose webhooks say yes to everything, and what they were asked. */
function watched(verdict: (asked: Asked["request"]) => Partial<WebhookVerdict> = () => ({})) {
  const simulation = new Simulation();
  const asked: Asked[] = [];
  const answer =
    (by: string) =>
    (review: AdmissionReview): WebhookVerdict => {
      const request = review.request as Asked["request"];
      asked.push({ by, request });
      return { allowed: true, ...(by === "mutating" ? verdict(request) : {}) };
    };
  const cluster = createCluster({
    environment: simulation,
    controllers: { gc: false, pods: false },
    objects,
    webhooks: {
      functions: {
        "mutating.example.com": answer("mutating"),
        "validating.example.com": answer("validating"),
      },
    },
  });
  simulation.runReady();
  cluster.create({
    apiVersion: "example.com/v1",
    kind: "Gadget",
    metadata: { name: "g", namespace: "default" },
    spec: { replicas: 1 },
  } as KubernetesObject);
  cluster.create(configuration("Mutating"));
  cluster.create(configuration("Validating"));
  asked.length = 0;
  const ask = (method: string, target: string, body?: object, type = "application/json") => {
    const response = send(cluster, method, target, {
      headers: { "content-type": type },
      body: body === undefined ? "" : JSON.stringify(body),
    });
    simulation.runReady();
    return jsonOf<Readonly<Record<string, unknown>>>(response);
  };
  return { asked, ask, cluster };
}

const gadgets = "/apis/example.com/v1/namespaces/default/gadgets";
const scale = {
  apiVersion: "autoscaling/v1",
  kind: "Scale",
  metadata: { name: "g", namespace: "default" },
  spec: { replicas: 3 },
};
const merge = "application/merge-patch+json";

test("webhooks see a Scale as it was sent, with those who set it, and may change it", () => {
  const { asked, ask, cluster } = watched(() => ({
    patch: [{ op: "replace", path: "/spec/replicas", value: 7 }],
  }));
  ask("PUT", `${gadgets}/g/scale?fieldManager=me`, scale);
  expect(asked.map(({ by }) => by)).toEqual(["mutating", "validating"]);
  const [first] = asked;
  expect(first?.request).toMatchObject({
    kind: { group: "autoscaling", version: "v1", kind: "Scale" },
    resource: { group: "example.com", version: "v1", resource: "gadgets" },
    subResource: "scale",
    operation: "UPDATE",
    object: { spec: { replicas: 3 }, metadata: { managedFields: [{ manager: "me" }] } },
    oldObject: { kind: "Scale", spec: { replicas: 1 } },
    options: { kind: "UpdateOptions", fieldManager: "me" },
  });
  expect(cluster.get("gadgets.example.com", "default/g")).toMatchObject({ spec: { replicas: 7 } });
});

test("a Scale that a webhook makes unreadable is refused in the words of the converter", () => {
  const { ask } = watched(() => ({
    patch: [{ op: "replace", path: "/spec/replicas", value: "many" }],
  }));
  expect(ask("PATCH", `${gadgets}/g/scale`, { spec: { replicas: 2 } }, merge)["message"]).toBe(
    "unable to convert unstructured object to autoscaling/v1, Kind=Scale: unrecognized type: int32",
  );
});

test("patches have the options of updates", () => {
  const { asked, ask } = watched();
  ask("PATCH", `${gadgets}/g?fieldManager=me&fieldValidation=Warn`, { spec: { a: 1 } }, merge);
  expect(asked[0]?.request).toMatchObject({
    options: { kind: "UpdateOptions", fieldManager: "me", fieldValidation: "Warn" },
  });
});

test("custom resources are shown with their members by name", () => {
  const { asked, ask } = watched();
  ask("PATCH", `${gadgets}/g`, { spec: { b: 1, a: 1 } }, merge);
  const { object } = asked[0]?.request ?? {};
  expect(Object.keys(object ?? {})).toEqual(["apiVersion", "kind", "metadata", "spec"]);
  expect(Object.keys(object?.metadata?.managedFields?.[0] ?? {})).toEqual([
    "apiVersion",
    "fieldsType",
    "fieldsV1",
    "manager",
    "operation",
    "time",
  ]);
});

const pods = "/api/v1/namespaces/default/pods";
const target = { kind: "Node", name: "n" };

test.each([
  [`${pods}/p/binding`, { kind: "Binding", metadata: { name: "p" }, target }, "pods", "binding"],
  [
    "/api/v1/namespaces/default/bindings",
    { kind: "Binding", metadata: { name: "p" }, target },
    "bindings",
    undefined,
  ],
  [
    "/api/v1/namespaces/default/serviceaccounts/s/token",
    { kind: "TokenRequest", spec: { audiences: ["a"] } },
    "serviceaccounts",
    "token",
  ],
])(
  "what is sent to %s is seen with its namespace and who sent it",
  (path, body, resource, subResource) => {
    const { asked, ask } = watched();
    ask("POST", `${path}?fieldManager=me`, body);
    expect(asked.map(({ by }) => by)).toEqual(["mutating", "validating"]);
    expect(asked[0]?.request).toMatchObject({
      resource: { resource },
      object: { metadata: { namespace: "default", managedFields: [{ manager: "me" }] } },
    });
    expect(asked[0]?.request["subResource"]).toBe(subResource);
  },
);

test("a token has its hour before webhooks see it", () => {
  const { asked, ask } = watched();
  ask("POST", "/api/v1/namespaces/default/serviceaccounts/s/token", { spec: {} });
  expect(asked[0]?.request.object["spec"]).toMatchObject({ expirationSeconds: 3600 });
});

test("reviews are seen by webhooks", () => {
  const { asked, ask } = watched();
  const spec = { user: "a", resourceAttributes: { verb: "get", resource: "pods" } };
  ask("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", { spec });
  expect(asked.map(({ by }) => by)).toEqual(["mutating", "validating"]);
});

test.each([
  [
    "exec?command=ls&command=-l&stdout=1&stdin=0",
    "PodExecOptions",
    { stdout: true, command: ["ls", "-l"] },
  ],
  ["exec", "PodExecOptions", { command: null }],
  ["attach?tty=", "PodAttachOptions", { tty: true }],
  ["portforward?ports=80,81&ports=82", "PodPortForwardOptions", { ports: [80, 81, 82] }],
  ["proxy", "PodProxyOptions", {}],
  ["proxy/a/b/?x=y", "PodProxyOptions", { path: "/a/b/" }],
])("a request to connect is seen as its options: %s", (path, kind, options) => {
  const { asked, ask } = watched();
  ask("POST", `${pods}/p/${path}`);
  expect(asked[0]?.request).toMatchObject({ operation: "CONNECT", options: null, oldObject: null });
  expect(asked[0]?.request.object).toEqual({ kind, apiVersion: "v1", ...options });
});

test("a binding takes its annotations to the pod, and is of the pod that it means", () => {
  const { ask, cluster } = watched();
  const of = (metadata: object) => ({ metadata: { name: "p", ...metadata }, target });
  expect(ask("POST", `${pods}/p/binding`, of({ uid: "other" }))["message"]).toMatch(
    /Precondition failed: UID in precondition: other, UID in object meta: /,
  );
  expect(
    ask("POST", `${pods}/p/binding`, { metadata: { name: "p" }, target: { kind: "X" } }),
  ).toMatchObject({
    code: 500,
    message:
      '[target.kind: Unsupported value: "X": supported values: "Node", "<empty>", target.name: Required value]',
  });
  ask("POST", `${pods}/p/binding`, of({ annotations: { a: "b" }, labels: { c: "d" } }));
  expect(cluster.get("pods", "default/p")?.metadata).toMatchObject({
    annotations: { a: "b" },
    labels: { c: "d" },
  });
});
