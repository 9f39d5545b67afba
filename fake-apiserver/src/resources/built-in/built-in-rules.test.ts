import { type KubernetesObject, StatusError } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";

function lab(): FakeCluster {
  return createCluster({ environment: new Simulation(), controllers: { namespaces: false } });
}

function inDefault(apiVersion: string, kind: string, rest: object): KubernetesObject {
  return { apiVersion, kind, metadata: { name: "x", namespace: "default" }, ...rest };
}

const containers = [{ name: "c", image: "i" }];
const template = { metadata: { labels: { app: "x" } }, spec: { containers } };
const selector = { matchLabels: { app: "x" } };

function refusalOf(cluster: FakeCluster, object: KubernetesObject): string {
  try {
    cluster.create(object);
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return "";
}

test("pods get what the real server gives them", () => {
  expect(lab().create(inDefault("v1", "Pod", { spec: { containers } }))).toMatchObject({
    spec: {
      restartPolicy: "Always",
      dnsPolicy: "ClusterFirst",
      terminationGracePeriodSeconds: 30,
      containers: [
        {
          imagePullPolicy: "Always",
          terminationMessagePath: "/dev/termination-log",
          terminationMessagePolicy: "File",
        },
      ],
      tolerations: [
        { key: "node.kubernetes.io/not-ready", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", tolerationSeconds: 300 },
      ],
    },
    status: { phase: "Pending", qosClass: "BestEffort" },
  });
});

test("the plural of a pod's addresses follows the singular", () => {
  const cluster = lab();
  cluster.create(inDefault("v1", "Pod", { spec: { containers } }));

  const running = cluster.updateStatus(
    inDefault("v1", "Pod", { spec: { containers }, status: { podIP: "10.0.0.5" } }),
  );

  expect(running).toMatchObject({ status: { podIP: "10.0.0.5", podIPs: [{ ip: "10.0.0.5" }] } });
});

test("services get an address of the cluster", () => {
  expect(
    lab().create(inDefault("v1", "Service", { spec: { ports: [{ port: 80 }] } })),
  ).toMatchObject({
    spec: {
      type: "ClusterIP",
      clusterIP: expect.stringMatching(/^10\.\d+\.\d+\.\d+$/),
      ipFamilies: ["IPv4"],
      ports: [{ port: 80, protocol: "TCP", targetPort: 80 }],
    },
  });
});

test("deployments roll over a quarter at a time", () => {
  expect(
    lab().create(inDefault("apps/v1", "Deployment", { spec: { selector, template } })),
  ).toMatchObject({
    metadata: { generation: 1 },
    spec: {
      replicas: 1,
      strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
    },
  });
});

test.for([
  {
    object: inDefault("apps/v1", "Deployment", {
      spec: { selector: { matchLabels: { app: "other" } }, template },
    }),
    text: "`selector` does not match template `labels`",
  },
  {
    object: inDefault("v1", "Pod", { spec: { containers: [] } }),
    text: "spec.containers: Required value",
  },
  {
    object: inDefault("v1", "ConfigMap", { metadata: { name: "Upper", namespace: "default" } }),
    text: "a lowercase RFC 1123 subdomain must consist of",
  },
  {
    object: inDefault("v1", "Pod", { spec: { containers, restartPolicy: "Sometimes" } }),
    text: 'supported values: "Always", "OnFailure", "Never"',
  },
])("what is wrong is refused: $text", ({ object, text }) => {
  expect(refusalOf(lab(), object)).toContain(text);
});

// From the transcript ns-lifecycle/status-phase.
test("a namespace that is being deleted stays Terminating", () => {
  const cluster = lab();
  const namespace = cluster.create({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "n" },
  });
  cluster.delete("namespaces/n");

  const active: object = { ...namespace, status: { phase: "Active" } };

  expect(() => cluster.updateStatus({ ...active, metadata: { name: "n" } })).toThrow(
    "status.Phase: Invalid value: \"Active\": may only be 'Terminating' if `deletionTimestamp` is not empty",
  );
});
