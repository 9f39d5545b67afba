import { expect, expectTypeOf, test } from "vitest";
import type { KubernetesObject } from "../api/object.ts";
import { resourceNameOf } from "../api/resource.ts";
import {
  builtInResources,
  type coreV1,
  type rbacV1,
  resources,
  type TypedResource,
} from "./index.ts";

test("every built-in resource stands in the table once", () => {
  const names = builtInResources.map(
    (resource) => `${resourceNameOf(resource)} ${resource.version}`,
  );

  expect(names.length).toBeGreaterThan(50);
  expect(new Set(names).size).toBe(names.length);
  expect(resources.core.v1.nodes).toEqual({
    group: "",
    version: "v1",
    resource: "nodes",
    kind: "Node",
    isNamespaced: false,
  });
  expect(resources.storage.v1.csiDrivers.resource).toBe("csidrivers");
  expect(resources.rbac.v1.clusterRoles.group).toBe("rbac.authorization.k8s.io");
});

test("types are those of the JSON on the wire", () => {
  expectTypeOf(resources.core.v1.pods).toEqualTypeOf<TypedResource<coreV1.Pod>>();
  expectTypeOf<coreV1.Pod>().toExtend<KubernetesObject>();
  expectTypeOf<NonNullable<coreV1.PodStatus["startTime"]>>().toBeString();
  expectTypeOf<coreV1.NodeCondition["lastHeartbeatTime"]>().toEqualTypeOf<
    string | null | undefined
  >();
  expectTypeOf<coreV1.ServicePort["targetPort"]>().toEqualTypeOf<number | string | undefined>();
  expectTypeOf<NonNullable<coreV1.NodeStatus["capacity"]>[string]>().toBeString();
  expectTypeOf<coreV1.Node["kind"]>().toEqualTypeOf<"Node" | undefined>();
  expectTypeOf<rbacV1.Role["rules"]>().toEqualTypeOf<
    readonly rbacV1.PolicyRule[] | null | undefined
  >();
});

test("an object as a server sends it has its type", () => {
  const pod = {
    metadata: { name: "web", namespace: "shop", creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: {
      containers: [
        { name: "web", image: "nginx", ports: [{ containerPort: 80, protocol: "TCP" }] },
      ],
    },
    status: {
      phase: "Running",
      conditions: [
        {
          type: "Ready",
          status: "True",
          lastProbeTime: null,
          lastTransitionTime: "2026-01-01T00:00:00Z",
        },
      ],
    },
  } as const satisfies coreV1.Pod;

  expect(pod.spec.containers[0].name).toBe("web");
});
