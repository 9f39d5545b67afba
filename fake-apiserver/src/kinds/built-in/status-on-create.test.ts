import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

const lab = () => createCluster({ environment: new Simulation() });

function write(
  cluster: FakeCluster,
  method: "POST" | "PUT",
  path: string,
  object: object,
): { readonly [member: string]: unknown } {
  return jsonOf(
    send(cluster, method, path, {
      body: JSON.stringify(object),
      headers: { "content-type": "application/json" },
    }),
  );
}

// As kube-apiserver v1.35.4 does, which takes no status with a new object of any other kind.
test("a node is created with its status, which later writes of the node leave alone", () => {
  const cluster = lab();
  const node = (name: string, cpu: string) => ({
    metadata: { name },
    status: { capacity: { cpu }, phase: "Running" },
  });

  expect(write(cluster, "POST", "/api/v1/nodes", node("a", "2"))).toMatchObject({
    status: { capacity: { cpu: "2" }, allocatable: { cpu: "2" }, phase: "Running" },
  });
  expect(write(cluster, "PUT", "/api/v1/nodes/a", node("a", "3"))).toMatchObject({
    status: { capacity: { cpu: "2" }, phase: "Running" },
  });
  expect(write(cluster, "POST", "/api/v1/nodes", node("b", "-2"))["message"]).toContain(
    'status.capacity.cpu: Invalid value: "-2": must be greater than or equal to 0',
  );
});

test("a ServiceCIDR takes its status from every write", () => {
  const cluster = lab();
  const path = "/apis/networking.k8s.io/v1/servicecidrs";
  const range = (type: string) => ({
    metadata: { name: "a" },
    spec: { cidrs: ["10.9.0.0/24"] },
    status: {
      conditions: [
        {
          type,
          status: "True",
          lastTransitionTime: "2026-01-01T00:00:00Z",
          reason: "Tried",
          message: "",
        },
      ],
    },
  });

  expect(write(cluster, "POST", path, range("One"))).toMatchObject({ status: range("One").status });
  expect(write(cluster, "PUT", `${path}/a`, range("Two"))).toMatchObject({
    status: range("Two").status,
  });
});

test("a pod keeps the class of service that it came with, and nothing else of its status", () => {
  const pod = {
    metadata: { name: "a" },
    spec: { containers: [{ name: "c", image: "i" }] },
    status: { qosClass: "Guaranteed", podIP: "10.0.0.1", phase: "Running" },
  };

  expect(write(lab(), "POST", "/api/v1/namespaces/default/pods", pod)["status"]).toEqual({
    phase: "Pending",
    qosClass: "Guaranteed",
  });
});

test("an autoscaler of version 1 has no status after its create, in no annotation either", () => {
  const autoscaler = {
    metadata: { name: "a" },
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "x" },
    },
    status: { currentCPUUtilizationPercentage: 1, currentReplicas: 4, desiredReplicas: 4 },
  };
  const path = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";

  const created = write(lab(), "POST", path, autoscaler);

  expect(created["status"]).toEqual({ currentReplicas: 0, desiredReplicas: 0 });
  expect(created["metadata"]).not.toHaveProperty("annotations");
});

test("what a question about a token says of its answer stays where the answer says nothing", () => {
  const said = { user: { username: "a" }, audiences: ["b"], error: "c", authenticated: true };
  const path = "/apis/authentication.k8s.io/v1/tokenreviews";

  const answer = write(lab(), "POST", path, { spec: { token: "unknown" }, status: said });

  expect(answer["status"]).toEqual({
    user: { username: "a" },
    audiences: ["b"],
    error: "invalid bearer token",
  });
});
