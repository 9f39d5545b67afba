import type { Chance } from "./chance.ts";
import { moreKinds } from "./more-kinds.ts";
import type { WorldKind } from "./world-kind.ts";

const template = (chance: Chance): object => ({
  metadata: { labels: { app: "x" } },
  spec: {
    ...chance.maybe(6, () => ({ restartPolicy: chance.oneOf(["Always", "Never", "OnFailure"]) })),
    containers: [
      {
        name: chance.oneOf(["main", "main", "Main"]),
        image: chance.oneOf(["web:1", "web:2"]),
        ...chance.maybe(4, () => ({ env: [{ name: "A", value: chance.oneOf(["1", "2"]) }] })),
        ...chance.maybe(5, () => ({ ports: [{ containerPort: chance.oneOf([80, 0, 8080]) }] })),
      },
    ],
  },
});
const selector = { matchLabels: { app: "x" } };
const replicas = (chance: Chance): object => ({
  replicas: chance.oneOf([0, 1, 3, 3, -1, null, "2"]),
});
const conditions = (chance: Chance): object => ({
  conditions: [
    {
      type: chance.oneOf(["Ready", "Available"]),
      status: chance.oneOf(["True", "False", "Unknown"]),
      lastTransitionTime: "2026-01-01T00:00:00Z",
      reason: chance.oneOf(["One", "Two"]),
      message: "m",
    },
  ],
});

const podSpec = (chance: Chance): object => ({
  containers: [
    {
      name: "main",
      image: chance.oneOf(["web:1", "web:2"]),
      ...chance.maybe(3, () => ({
        resources: {
          requests: { cpu: chance.oneOf(["100m", "1"]), memory: "1Gi" },
          limits: { cpu: chance.oneOf(["1", "50m"]) },
        },
      })),
    },
  ],
  ...chance.maybe(5, () => ({ nodeName: "n1" })),
  ...chance.maybe(6, () => ({ terminationGracePeriodSeconds: chance.oneOf([0, 1, 30, -1]) })),
  ...chance.maybe(8, () => ({ schedulingGates: [{ name: "example.org/gate" }] })),
});

const widgetSpec = (chance: Chance): object => ({
  size: chance.oneOf([1, 2, 3, 5, 12, "big", 1.5]),
  ...chance.maybe(3, () => ({ mode: chance.oneOf(["fast", "slow", "odd"]) })),
  ...chance.maybe(3, () => ({ replicas: chance.oneOf([0, 1, 2, -1]) })),
  ...chance.maybe(4, () => ({ unknown: { a: 1 } })),
  ...chance.maybe(4, () => ({
    parts: chance.oneOf<unknown>([
      [{ id: "a", weight: 1 }],
      [{ id: "a" }, { id: "b", weight: 2 }],
      [{ id: "a" }, { id: "a" }],
      [{ weight: 1 }],
      [],
      null,
    ]),
  })),
  ...chance.maybe(4, () => ({ tags: chance.oneOf<unknown>([["a", "b"], ["a", "a"], [], "a"]) })),
  ...chance.maybe(5, () => ({ free: { any: [1, { x: null }], b: "c" } })),
  ...chance.maybe(5, () => ({ port: chance.oneOf<unknown>([80, "http", true, null]) })),
  ...chance.maybe(6, () => ({ fixed: chance.oneOf(["one", "two"]) })),
});

/** What requests are about, the custom ones defined in `definitions.ts`. */
export function worldKinds(group: string): readonly WorldKind[] {
  return [...kinds, ...moreKinds].map((kind) => ({
    ...kind,
    apiVersion: kind.apiVersion.replace("(group)", group),
  }));
}

const kinds: readonly WorldKind[] = [
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    plural: "configmaps",
    isNamespaced: true,
    subresources: [],
    content: (chance) => ({
      data: chance.oneOf<object>([{ a: "1" }, { a: "2", b: "1" }, { "not a key": "x" }, {}]),
      ...chance.maybe(8, () => ({ immutable: true })),
      ...chance.maybe(8, () => ({ binaryData: { c: chance.oneOf(["AAAA", "%%"]) } })),
    }),
    change: (chance) => ({
      data: { [chance.oneOf(["a", "b", "c"])]: chance.oneOf(["1", "2", null, 3]) },
    }),
  },
  {
    apiVersion: "v1",
    kind: "Secret",
    plural: "secrets",
    isNamespaced: true,
    subresources: [],
    content: (chance) => ({
      ...chance.maybe(2, () => ({ stringData: { a: chance.oneOf(["x", "y"]) } })),
      ...chance.maybe(2, () => ({ data: { a: chance.oneOf(["QQ==", "QUE=", "???"]) } })),
      ...chance.maybe(4, () => ({
        type: chance.oneOf(["Opaque", "kubernetes.io/tls", "kubernetes.io/service-account-token"]),
      })),
    }),
    change: (chance) => ({ data: { [chance.oneOf(["a", "b"])]: chance.oneOf(["QQ==", null]) } }),
  },
  {
    apiVersion: "v1",
    kind: "Pod",
    plural: "pods",
    isNamespaced: true,
    subresources: ["status", "binding", "eviction", "ephemeralcontainers", "resize"],
    content: (chance) => ({ spec: podSpec(chance) }),
    change: (chance, subresource) => {
      if (subresource === "status")
        return {
          status: {
            ...chance.maybe(2, () => ({ phase: chance.oneOf(["Running", "Failed", "Odd"]) })),
            ...chance.maybe(2, () => conditions(chance)),
            ...chance.maybe(3, () => ({ podIP: chance.oneOf(["10.0.0.1", "no"]) })),
            ...chance.maybe(4, () => ({ observedGeneration: chance.oneOf([1, -1]) })),
          },
        };
      if (subresource === "ephemeralcontainers")
        return {
          spec: { ephemeralContainers: [{ name: chance.oneOf(["d", "main", ""]), image: "i" }] },
        };
      if (subresource === "resize")
        return {
          spec: {
            containers: [
              { name: "main", resources: { requests: { cpu: chance.oneOf(["200m", "2", "-1"]) } } },
            ],
          },
        };
      return {
        spec: chance.oneOf<object>([
          { activeDeadlineSeconds: chance.oneOf([10, 20, 0]) },
          { containers: [{ name: "main", image: chance.oneOf(["web:2", "web:3"]) }] },
          { tolerations: [{ key: "k", operator: "Exists" }] },
          { terminationGracePeriodSeconds: 5 },
          { schedulingGates: null },
        ]),
      };
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    plural: "services",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        selector: { app: "x" },
        ports: [{ port: chance.oneOf([80, 81, 0]), ...chance.maybe(4, () => ({ name: "web" })) }],
        ...chance.maybe(3, () => ({
          type: chance.oneOf(["ClusterIP", "NodePort", "LoadBalancer"]),
        })),
        ...chance.maybe(5, () => ({ clusterIP: "None" })),
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { loadBalancer: { ingress: [{ ip: chance.oneOf(["10.9.9.9", "no"]) }] } } }
        : {
            spec: chance.oneOf<object>([
              { ports: [{ port: chance.oneOf([80, 82]), name: "web" }] },
              { selector: { app: chance.oneOf(["x", "y"]) } },
              { type: chance.oneOf(["ClusterIP", "ExternalName", "NodePort"]) },
              { sessionAffinity: chance.oneOf(["ClientIP", "None", "Odd"]) },
            ]),
          },
  },
  {
    apiVersion: "v1",
    kind: "ServiceAccount",
    plural: "serviceaccounts",
    isNamespaced: true,
    subresources: ["token"],
    content: (chance) =>
      chance.maybe(2, () => ({ automountServiceAccountToken: chance.isOneIn(2) })),
    change: (chance) => ({ secrets: [{ name: chance.oneOf(["one", "two"]) }] }),
  },
  {
    apiVersion: "v1",
    kind: "Node",
    plural: "nodes",
    isNamespaced: false,
    subresources: ["status"],
    content: (chance) => ({
      spec: { ...chance.maybe(2, () => ({ podCIDR: chance.oneOf(["10.1.0.0/24", "x"]) })) },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { ...conditions(chance), capacity: { cpu: chance.oneOf(["2", "x"]) } } }
        : {
            spec: chance.oneOf<object>([
              { unschedulable: true },
              { taints: [{ key: "a", effect: chance.oneOf(["NoSchedule", "Odd"]) }] },
              { providerID: chance.oneOf(["p://1", "p://2"]) },
            ]),
          },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    plural: "deployments",
    isNamespaced: true,
    subresources: ["status", "scale"],
    content: (chance) => ({ spec: { ...replicas(chance), selector, template: template(chance) } }),
    change: (chance, subresource) =>
      subresource === "status"
        ? {
            status: {
              replicas: chance.oneOf([1, 3, -1]),
              readyReplicas: chance.oneOf([0, 1]),
              ...chance.maybe(3, () => conditions(chance)),
            },
          }
        : {
            spec: chance.oneOf<object>([
              replicas(chance),
              { paused: true },
              { template: { spec: { containers: [{ name: "main", image: "web:3" }] } } },
              { strategy: { type: chance.oneOf(["Recreate", "RollingUpdate"]) } },
            ]),
          },
  },
  {
    apiVersion: "batch/v1",
    kind: "Job",
    plural: "jobs",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        ...chance.maybe(3, () => ({ suspend: chance.isOneIn(2) })),
        ...chance.maybe(3, () => ({ completions: chance.oneOf([1, 4, -1]) })),
        template: {
          spec: {
            restartPolicy: chance.oneOf(["Never", "Never", "OnFailure", "Always"]),
            containers: [{ name: "main", image: "j" }],
          },
        },
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { active: chance.oneOf([0, 1, -1]), startTime: "2026-01-01T00:00:00Z" } }
        : {
            spec: chance.oneOf<object>([
              { parallelism: chance.oneOf([0, 2, -1]) },
              { suspend: true },
              { completions: 7 },
              { backoffLimit: 2 },
            ]),
          },
  },
  {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    plural: "leases",
    isNamespaced: true,
    subresources: [],
    content: (chance) => ({
      spec: {
        holderIdentity: chance.oneOf(["me", "you", ""]),
        leaseDurationSeconds: chance.oneOf([10, 0, 15]),
        ...chance.maybe(2, () => ({ renewTime: "2026-02-02T00:00:00.000000Z" })),
      },
    }),
    change: (chance) => ({
      spec: {
        holderIdentity: chance.oneOf(["me", "you"]),
        leaseTransitions: chance.oneOf([1, 2, -1]),
      },
    }),
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    plural: "poddisruptionbudgets",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: { minAvailable: chance.oneOf([0, 1, "50%", "x", -1]), selector },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? {
            status: {
              disruptionsAllowed: chance.oneOf([0, 1, -1]),
              currentHealthy: 1,
              desiredHealthy: 1,
              expectedPods: 1,
              observedGeneration: chance.oneOf([1, 9]),
            },
          }
        : { spec: { minAvailable: chance.oneOf([1, 2, "10%", null]) } },
  },
  {
    apiVersion: "(group)/v1",
    kind: "Widget",
    plural: "widgets",
    isNamespaced: true,
    subresources: ["status", "scale"],
    content: (chance) => ({
      spec: widgetSpec(chance),
      ...chance.maybe(5, () => ({ status: { ready: 1 } })),
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? {
            status: {
              ready: chance.oneOf([0, 1, "x"]),
              ...chance.maybe(3, () => conditions(chance)),
            },
          }
        : {
            spec: chance.oneOf<object>([
              widgetSpec(chance),
              { mode: null },
              { size: chance.oneOf([2, 4, 20]) },
            ]),
          },
  },
  {
    apiVersion: "(group)/v1beta1",
    kind: "Widget",
    plural: "widgets",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({ spec: widgetSpec(chance) }),
    change: (chance) => ({ spec: { size: chance.oneOf([1, 2, 20]), old: "x" } }),
  },
  {
    apiVersion: "(group)/v1",
    kind: "Gizmo",
    plural: "gizmos",
    isNamespaced: false,
    subresources: [],
    content: (chance) => ({
      ...chance.maybe(2, () => ({ color: chance.oneOf(["red", "blue", 3]) })),
      ...chance.maybe(3, () => ({ extra: { deep: [1, 2] } })),
    }),
    change: (chance) => ({ color: chance.oneOf(["red", "green", null]) }),
  },
];
