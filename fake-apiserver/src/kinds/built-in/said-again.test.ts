import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

// What the real server of 1.35 warned of when objects with something old in them were made, and when they changed elsewhere.

const json = { "content-type": "application/json" };
const merge = { "content-type": "application/merge-patch+json" };
const core = "/api/v1/namespaces/default";
const template = (metadata: object = {}): object => ({
  metadata: { labels: { a: "b" }, ...metadata },
  spec: {
    nodeSelector: { "beta.kubernetes.io/os": "linux" },
    containers: [{ name: "m", image: "i" }],
  },
});

interface Told {
  readonly cluster: FakeCluster;
  readonly status: number;
  readonly warnings: readonly string[];
}

function asked(cluster: FakeCluster, method: string, path: string, body: object): Told {
  const headers = method === "POST" ? json : merge;
  const answer = send(cluster, method, path, { headers, body: JSON.stringify(body) });
  const said = [answer.headers["warning"] ?? []].flat();
  const warnings = said.map((text) => JSON.parse(text.slice("299 - ".length)) as string);
  return { cluster, status: answer.status, warnings };
}

/** How many warnings there are when an object is made, and when it gets a label. */
function countsOf(list: string, object: { readonly metadata: { readonly name: string } }) {
  const made = asked(createCluster({ environment: new Simulation() }), "POST", list, object);
  const path = `${list}/${object.metadata.name}`;
  const changed = asked(made.cluster, "PATCH", path, { metadata: { labels: { z: "1" } } });
  expect([made.status, changed.status]).toEqual([201, 200]);
  return { made: made.warnings, changed: changed.warnings };
}

const deprecatedFor = (annotations: object): object => ({
  metadata: { name: "a", annotations },
  spec: { containers: [{ name: "m", image: "i" }] },
});

test.each<[string, string, object, number]>([
  [
    "a template of pods",
    `${core}/podtemplates`,
    { metadata: { name: "a" }, template: template() },
    0,
  ],
  [
    "an account that enforces secrets",
    `${core}/serviceaccounts`,
    {
      metadata: {
        name: "a",
        annotations: { "kubernetes.io/enforce-mountable-secrets": "true" },
      },
    },
    0,
  ],
  [
    "a slice of domain names",
    "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
    { metadata: { name: "a" }, addressType: "FQDN", endpoints: [{ addresses: ["a.b"] }] },
    0,
  ],
  [
    "a capacity of old labels",
    "/apis/storage.k8s.io/v1/namespaces/default/csistoragecapacities",
    {
      metadata: { name: "a" },
      storageClassName: "x",
      nodeTopology: { matchLabels: { "beta.kubernetes.io/arch": "x" } },
    },
    1,
  ],
  [
    "a node whose network begins with zero",
    "/api/v1/nodes",
    { metadata: { name: "a" }, spec: { podCIDR: "010.0.0.0/24", podCIDRs: ["010.0.0.0/24"] } },
    1,
  ],
])(
  "%s is warned of when it is made, and again as often as the real server does",
  (_, list, object, again) => {
    const { made, changed } = countsOf(list, object as { metadata: { name: string } });

    expect(made).toHaveLength(1);
    expect(changed).toHaveLength(again);
  },
);

test("annotations that do nothing any more are warned of", () => {
  const pod = deprecatedFor({
    "scheduler.alpha.kubernetes.io/critical-pod": "",
    "security.alpha.kubernetes.io/sysctls": "a=b",
  }) as { readonly metadata: { readonly name: string } };

  expect(countsOf(`${core}/pods`, pod).made).toEqual([
    'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
    'metadata.annotations[security.alpha.kubernetes.io/sysctls]: non-functional in v1.11+; use the "sysctls" field instead',
  ]);
});

test("annotations in which old clients kept init containers are let go, of pods and of templates", () => {
  const cluster = createCluster({ environment: new Simulation() });
  const annotations = { "pod.beta.kubernetes.io/init-containers": "[]" };
  interface Kept {
    readonly metadata: { readonly annotations?: object };
    readonly template?: Kept;
  }
  const made = (list: string, object: object): Kept =>
    jsonOf<Kept>(send(cluster, "POST", list, { headers: json, body: JSON.stringify(object) }));

  expect(made(`${core}/pods`, deprecatedFor(annotations)).metadata.annotations).toBeUndefined();
  expect(
    made(`${core}/podtemplates`, { metadata: { name: "a" }, template: template({ annotations }) })
      .template?.metadata.annotations,
  ).toBeUndefined();
});

test("annotations that contradict an object are refused", () => {
  const cluster = createCluster({ environment: new Simulation() });
  const messageOf = (list: string, annotations: object, spec: object): string | undefined =>
    jsonOf<{ readonly message?: string }>(
      send(cluster, "POST", list, {
        headers: json,
        body: JSON.stringify({ metadata: { name: "a", annotations }, spec }),
      }),
    ).message;

  expect(
    messageOf(
      `${core}/services`,
      {
        "service.kubernetes.io/topology-mode": "Auto",
        "service.kubernetes.io/topology-aware-hints": "auto",
      },
      { ports: [{ port: 80 }] },
    ),
  ).toBe(
    'Service "a" is invalid: metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Auto": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified',
  );
  expect(
    messageOf(
      "/api/v1/persistentvolumes",
      { "volume.beta.kubernetes.io/mount-options": "ro" },
      { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/x" } },
    ),
  ).toBe(
    'PersistentVolume "a" is invalid: metadata.annotations.volume.beta.kubernetes.io/mount-options: Forbidden: may not specify mount options for this volume type',
  );
});

test("the status of an APIService is written without its labels", () => {
  const cluster = createCluster({ environment: new Simulation() });
  const path = "/apis/apiregistration.k8s.io/v1/apiservices";
  const service = {
    metadata: { name: "v1.example.org", labels: { z: "1" } },
    spec: {
      group: "example.org",
      version: "v1",
      groupPriorityMinimum: 1,
      versionPriority: 1,
      insecureSkipTLSVerify: true,
      service: { name: "a", namespace: "b" },
    },
  };
  send(cluster, "POST", path, { headers: json, body: JSON.stringify(service) });
  const body = JSON.stringify({ metadata: { labels: { z: "2" } } });
  const answer = send(cluster, "PATCH", `${path}/v1.example.org/status`, { headers: merge, body });

  expect(jsonOf<typeof service>(answer).metadata.labels).toEqual({ z: "1" });
});
