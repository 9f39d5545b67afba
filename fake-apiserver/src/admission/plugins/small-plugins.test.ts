import { expect, test } from "vitest";
import { inTurn } from "../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const claims = "/api/v1/namespaces/default/persistentvolumeclaims";
const pods = "/api/v1/namespaces/default/pods";
const annotation = "volume.beta.kubernetes.io/storage-class";

test.for([
  ["the annotation's", { [annotation]: "sc" }, undefined, 200],
  ["the field's", {}, "sc", 200],
  ["the annotation's before the field's", { [annotation]: "no" }, "sc", 403],
] as const)("a claim grows by the class that it has: %s", ([_, annotations, own, status]) => {
  const { ask } = inTurn();
  ask("POST", "/apis/storage.k8s.io/v1/storageclasses", {
    metadata: { name: "sc" },
    provisioner: "a/b",
    allowVolumeExpansion: true,
  });
  ask("POST", claims, {
    metadata: { name: "c", annotations },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
      volumeName: "pv",
      ...(own === undefined ? {} : { storageClassName: own }),
    },
  });
  ask("PATCH", `${claims}/c/status`, { status: { phase: "Bound", capacity: { storage: "1Gi" } } });

  const grown = { spec: { resources: { requests: { storage: "2Gi" } } } };
  expect(ask("PATCH", `${claims}/c`, grown).status).toBe(status);
});

test("a default class cannot be made again, not even by its own name", () => {
  const { ask } = inTurn();
  const path = "/apis/scheduling.k8s.io/v1/priorityclasses";
  const first = { metadata: { name: "d" }, value: 5, globalDefault: true };

  expect(ask("POST", path, first).status).toBe(201);
  expect(ask("POST", path, first).message).toBe(
    'priorityclasses.scheduling.k8s.io "d" is forbidden: PriorityClass d is already marked as default. Only one default can exist',
  );
  expect(ask("PATCH", `${path}/d`, { description: "x" }).status).toBe(200);
});

test.for([
  ["Node", { "topology.kubernetes.io/zone": "z" }],
  [undefined, undefined],
  ["", undefined],
] as const)("a pod bound to a target of kind %j gets the labels %j", ([kind, labels]) => {
  const { ask } = inTurn();
  const zone = { "topology.kubernetes.io/zone": "z" };
  ask("POST", "/api/v1/nodes", { metadata: { name: "n", labels: zone } });
  ask("POST", pods, { metadata: { name: "p" }, spec: { containers: [{ name: "c", image: "i" }] } });

  const target = { name: "n", ...(kind === undefined ? {} : { kind }) };
  expect(ask("POST", `${pods}/p/binding`, { metadata: { name: "p" }, target }).status).toBe(201);
  const { object } = ask("GET", `${pods}/p`);
  expect(object).toMatchObject({ spec: { nodeName: "n" } });
  expect(Reflect.get(Object(object["metadata"]), "labels")).toEqual(labels);
});

test("addresses from outside are denied in the real server's words", () => {
  const { ask } = inTurn({ admissionPlugins: { enable: ["DenyServiceExternalIPs"] } });
  const spec = { ports: [{ port: 1 }], externalIPs: ["1.2.3.4"] };

  expect(
    ask("POST", "/api/v1/namespaces/default/services", { metadata: { name: "a" }, spec }).message,
  ).toBe('services "a" is forbidden: Use of external IPs is denied by admission control');
});
