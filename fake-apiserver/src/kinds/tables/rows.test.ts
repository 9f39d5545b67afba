import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { builtInKinds } from "../built-in/built-in-kinds.ts";
import { createRegistry } from "../create-registry.ts";
import type { TableCell } from "../resource-definition.ts";

const registry = createRegistry();
const now = Date.parse("2024-01-01T01:00:00Z");
const creationTimestamp = "2024-01-01T00:00:00Z";

function row(group: string, resource: string, object: object): readonly TableCell[] {
  const definition = registry.lookup(group, "v1", resource);
  if (definition === undefined) throw new Error(`no ${resource}`);
  const { metadata = {}, ...rest } = object as { readonly metadata?: object };
  return definition.toTableRow(
    { metadata: { name: "x", creationTimestamp, ...metadata }, ...rest } as KubernetesObject,
    now,
  );
}

test("every kind has as many cells as columns, even for an empty object", () => {
  for (const definition of builtInKinds()) {
    if (!definition.verbs.includes("list")) continue;
    const cells = definition.toTableRow(
      { metadata: { name: "x" }, ...definition.emptyObject } as KubernetesObject,
      now,
    );
    const surplus = definition.kind === "IPAddress" ? 1 : 0;
    expect(cells, definition.resource).toHaveLength(definition.columns.length + surplus);
  }
});

test("nodes: roles, readiness and cordon", () => {
  expect(
    row("", "nodes", {
      metadata: {
        labels: { "node-role.kubernetes.io/worker": "", "node-role.kubernetes.io/etcd": "" },
      },
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: "Ready", status: "True" }],
        nodeInfo: {
          kubeletVersion: "v1.35.0",
          osImage: "Linux",
          kernelVersion: "6",
          containerRuntimeVersion: "c",
        },
        addresses: [{ type: "InternalIP", address: "10.0.0.1" }],
      },
    }),
  ).toEqual([
    "x",
    "Ready,SchedulingDisabled",
    "etcd,worker",
    "60m",
    "v1.35.0",
    "10.0.0.1",
    "<none>",
    "Linux",
    "6",
    "c",
  ]);
});

test("pods: ready containers, restarts and what they wait for", () => {
  const spec = { nodeName: "n", containers: [{ name: "a" }, { name: "b" }] };

  expect(
    row("", "pods", {
      spec,
      status: {
        phase: "Running",
        podIP: "10.1.1.1",
        containerStatuses: [
          { ready: true, restartCount: 0, state: { running: {} } },
          {
            ready: false,
            restartCount: 3,
            state: { waiting: { reason: "CrashLoopBackOff" } },
            lastState: { terminated: { finishedAt: "2024-01-01T00:58:00Z" } },
          },
        ],
      },
    }),
  ).toEqual([
    "x",
    "1/2",
    "CrashLoopBackOff",
    "3 (2m ago)",
    "60m",
    "10.1.1.1",
    "n",
    "<none>",
    "<none>",
  ]);
});

test("pods: initialising, terminating and gone", () => {
  const statusOf = (object: object): TableCell | undefined => row("", "pods", object)[2];

  expect(
    statusOf({
      spec: { initContainers: [{ name: "i" }, { name: "j" }], containers: [{ name: "c" }] },
      status: {
        phase: "Pending",
        initContainerStatuses: [
          { state: { terminated: { exitCode: 0 } } },
          { state: { running: {} } },
        ],
      },
    }),
  ).toBe("Init:1/2");
  expect(
    statusOf({ metadata: { deletionTimestamp: creationTimestamp }, status: { phase: "Running" } }),
  ).toBe("Terminating");
  expect(statusOf({ status: { phase: "Failed", reason: "Evicted" } })).toBe("Evicted");
});

test("deployments, services and jobs", () => {
  expect(
    row("apps", "deployments", {
      spec: {
        replicas: 3,
        selector: { matchLabels: { b: "2", a: "1" } },
        template: {
          spec: {
            containers: [
              { name: "c", image: "i" },
              { name: "d", image: "j" },
            ],
          },
        },
      },
      status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
    }),
  ).toEqual(["x", "1/3", 2, 1, "60m", "c,d", "i,j", "a=1,b=2"]);
  expect(
    row("", "services", {
      spec: {
        type: "NodePort",
        clusterIP: "10.96.0.9",
        ports: [{ port: 80, nodePort: 30080, protocol: "TCP" }],
        selector: { a: "b" },
      },
    }),
  ).toEqual(["x", "NodePort", "10.96.0.9", "<none>", "80:30080/TCP", "60m", "a=b"]);
  expect(
    row("batch", "jobs", {
      spec: { completions: 2, template: { spec: { containers: [{ name: "c", image: "i" }] } } },
      status: { succeeded: 1, startTime: "2024-01-01T00:59:00Z" },
    }).slice(0, 5),
  ).toEqual(["x", "Running", "1/2", "60s", "60m"]);
});

test("events of both groups look the same", () => {
  const older = {
    type: "Normal",
    reason: "Started",
    message: "hi",
    involvedObject: { kind: "Pod", name: "p" },
    source: { component: "kubelet", host: "n" },
    firstTimestamp: creationTimestamp,
    lastTimestamp: "2024-01-01T00:58:00Z",
    count: 2,
  };
  const newer = registry
    .lookup("events.k8s.io", "v1", "events")
    ?.fromStored({ metadata: {}, ...older } as KubernetesObject);

  const cells = ["2m", "Normal", "Started", "pod/p", "", "kubelet, n", "hi", "60m", 2, "x"];
  expect(row("", "events", older)).toEqual(cells);
  expect(row("events.k8s.io", "events", { ...newer, metadata: {} })).toEqual(cells);
});

test("pods: restarts of sidecars count, those of finished init containers do not", () => {
  const cells = row("", "pods", {
    spec: {
      containers: [{ name: "c" }],
      initContainers: [{ name: "once" }, { name: "beside", restartPolicy: "Always" }],
    },
    status: {
      phase: "Running",
      initContainerStatuses: [
        { name: "once", restartCount: 3, state: { terminated: { exitCode: 0 } } },
        { name: "beside", restartCount: 2, started: true, ready: true, state: { running: {} } },
      ],
      containerStatuses: [{ name: "c", restartCount: 1, ready: true, state: { running: {} } }],
    },
  });

  expect(cells.slice(1, 4)).toEqual(["2/2", "Running", "3"]);
});

test.for([
  { phase: "Succeeded", message: "The pod has completed successfully." },
  { phase: "Failed", message: "The pod failed." },
])("pods that are over say so for the whole row: $phase", ({ phase, message }) => {
  const pods = registry.lookup("", "v1", "pods");
  const pod: object = { metadata: { name: "x" }, status: { phase } };

  expect(pods?.tableRowConditions?.(pod)).toEqual([
    { type: "Completed", status: "True", reason: phase, message },
  ]);
});

test("columns say what they hold", () => {
  const columns = registry.lookup("", "v1", "configmaps")?.columns ?? [];

  // Seen in the transcript watch-bookmarks/w-table.
  expect(columns[1]?.description).toMatch(/^Data contains the configuration data\. Each key must/);
});

test("endpoint slices: three at the most, and what is nothing when joined is not set", () => {
  const slice = (ports: readonly object[], addresses: readonly string[]): readonly TableCell[] =>
    row("discovery.k8s.io", "endpointslices", {
      addressType: "IPv4",
      ports,
      endpoints: [{ addresses }],
    });

  expect(slice([{ name: "" }], ["a", "b", "c", "d"]).slice(2, 4)).toEqual([
    "<unset>",
    "a,b,c + 1 more...",
  ]);
  expect(slice([{ port: 80 }, {}], []).slice(2, 4)).toEqual(["80,*", "<unset>"]);
});

test("services: of no type, as a bookmark has them, and the time of what was never created", () => {
  const [service, range] = ["services", "limitranges"].map((resource) =>
    row("", resource, { metadata: { name: "", creationTimestamp: undefined } }),
  );

  expect(service?.slice(0, 6)).toEqual(["", "", "<none>", "<unknown>", "<none>", "<unknown>"]);
  expect(range).toEqual(["", "0001-01-01T00:00:00Z"]);
});
