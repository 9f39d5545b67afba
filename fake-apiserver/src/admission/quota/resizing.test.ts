import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { withHeldResources } from "./resizing.ts";

// As kube-apiserver v1.35.4 counts at `pods/resize`.
const cpu = (requests: string, limits = requests): object => ({
  requests: { cpu: requests },
  limits: { cpu: limits },
});
const running = (name: string, more: object): object => ({ name, ...more });

function podWith(status: object): KubernetesObject {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p" },
    spec: {
      containers: [{ name: "c", resources: cpu("2") }],
      initContainers: [
        { name: "s", restartPolicy: "Always", resources: cpu("1") },
        { name: "i", resources: cpu("1") },
      ],
    },
    status,
  };
  return pod;
}

const statuses = {
  containerStatuses: [running("c", { resources: cpu("3", "4"), allocatedResources: { cpu: "5" } })],
  initContainerStatuses: [
    running("s", { resources: { requests: { cpu: "2" } } }),
    running("i", { resources: cpu("7") }),
  ],
};

test("of a pod that is resized the most counts that its containers and sidecars hold", () => {
  expect(withHeldResources(podWith(statuses))).toMatchObject({
    spec: {
      containers: [{ name: "c", resources: cpu("5", "4") }],
      initContainers: [
        { name: "s", resources: cpu("2", "1") },
        { name: "i", resources: cpu("1") },
      ],
    },
  });
});

test("a resize that cannot be does not count", () => {
  const conditions = [{ type: "PodResizePending", status: "True", reason: "Infeasible" }];
  const held = withHeldResources(
    podWith({ conditions, containerStatuses: [running("c", { resources: cpu("1") })] }),
  );

  expect(held).toMatchObject({ spec: { containers: [{ name: "c", resources: cpu("1") }] } });
});

test("containers whose status says nothing of resources count as they ask", () => {
  const pod = podWith({ containerStatuses: [running("c", { allocatedResources: { cpu: "5" } })] });

  expect(withHeldResources(pod)).toEqual(pod);
});
