import { create, list, patch, read, remove, replace } from "../actions.ts";
import type { Chance } from "../chance.ts";
import { subresourceRequest } from "../subresources.ts";
import type { WorldKind } from "../world-kind.ts";
import { some } from "./rules.ts";
import type { Theme } from "./theme.ts";

/** Quotas, ranges, priorities and runtimes, and pods, claims and services that they limit. */
export const quotasTheme: Theme = {
  name: "quotas",
  kinds,
  first: () => [],
  actions: [
    [30, create],
    [10, replace],
    [18, patch],
    [8, remove],
    [4, read],
    [2, list],
    [14, subresourceRequest],
  ],
};

const amounts = ["1", "2", "500m", "100m", "0", "-1", "1.5"];
const sizes = ["1Gi", "512Mi", "2Gi", "100", "0"];
const hardNames = [
  "pods",
  "count/pods",
  "cpu",
  "requests.cpu",
  "limits.cpu",
  "memory",
  "requests.memory",
  "limits.memory",
  "requests.ephemeral-storage",
  "configmaps",
  "count/configmaps",
  "count/deployments.apps",
  "services",
  "services.nodeports",
  "services.loadbalancers",
  "persistentvolumeclaims",
  "requests.storage",
  "fast.storageclass.storage.k8s.io/requests.storage",
  "fast.storageclass.storage.k8s.io/persistentvolumeclaims",
  "requests.example.com/gpu",
  "example.com/gpu",
  "odd",
];
const scopes = ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "PriorityClass"];

function hard(chance: Chance, from: readonly string[] = hardNames): object {
  const entries = some(chance, from, 3).map((name) => {
    const values = /memory|storage/.test(name) ? sizes : ["1", "2", "3", "0", ...amounts];
    return [name, chance.oneOf(values)];
  });
  return Object.fromEntries(entries);
}

function quotaSpec(chance: Chance, namespace: string): object {
  return {
    hard: hard(chance),
    ...chance.maybe(4, () => ({ scopes: some(chance, scopes, 2) })),
    ...chance.maybe(5, () => ({
      scopeSelector: {
        matchExpressions: [
          chance.oneOf<object>([
            {
              scopeName: "PriorityClass",
              operator: chance.oneOf(["In", "NotIn", "Exists", "DoesNotExist"]),
              ...chance.maybe(2, () => ({ values: [`${namespace}-${chance.oneOf(["a", "b"])}`] })),
            },
            { scopeName: chance.oneOf(scopes), operator: "Exists" },
            { scopeName: "VolumeAttributesClass", operator: "In", values: ["gold"] },
          ]),
        ],
      },
    })),
  };
}

function resources(chance: Chance): object {
  const list = (): object => ({
    ...chance.maybe(2, () => ({ cpu: chance.oneOf(amounts) })),
    ...chance.maybe(2, () => ({ memory: chance.oneOf(sizes) })),
    ...chance.maybe(6, () => ({ "example.com/gpu": chance.oneOf(["1", "2"]) })),
    ...chance.maybe(8, () => ({ "ephemeral-storage": chance.oneOf(sizes) })),
  });
  return {
    ...chance.maybe(2, () => ({ requests: list() })),
    ...chance.maybe(2, () => ({ limits: list() })),
  };
}

function podSpec(chance: Chance, namespace: string): object {
  const container = (name: string): object => ({
    name,
    image: "web:1",
    ...chance.maybe(2, () => ({ resources: resources(chance) })),
  });
  return {
    containers: chance.isOneIn(4) ? [container("main"), container("side")] : [container("main")],
    ...chance.maybe(6, () => ({
      initContainers: [
        { ...container("init"), ...chance.maybe(2, () => ({ restartPolicy: "Always" })) },
      ],
    })),
    ...chance.maybe(3, () => ({
      priorityClassName: chance.oneOf([
        `${namespace}-a`,
        `${namespace}-b`,
        "missing",
        "system-node-critical",
      ]),
    })),
    ...chance.maybe(10, () => ({ priority: chance.oneOf([0, 1000, 5]) })),
    ...chance.maybe(10, () => ({
      preemptionPolicy: chance.oneOf(["Never", "PreemptLowerPriority"]),
    })),
    ...chance.maybe(5, () => ({
      runtimeClassName: chance.oneOf([`${namespace}-a`, `${namespace}-b`, "missing"]),
    })),
    ...chance.maybe(12, () => ({ overhead: { cpu: chance.oneOf(["100m", "1"]) } })),
    ...chance.maybe(5, () => ({ activeDeadlineSeconds: chance.oneOf([10, 0]) })),
    ...chance.maybe(10, () => ({ resources: resources(chance) })),
    ...chance.maybe(10, () => ({
      tolerations: [{ key: "a", operator: "Exists", effect: "NoSchedule" }],
      nodeSelector: { zone: chance.oneOf(["a", "b"]) },
    })),
  };
}

function limitSpec(chance: Chance): object {
  const some3 = (): object => ({
    ...chance.maybe(2, () => ({ cpu: chance.oneOf(amounts) })),
    ...chance.maybe(2, () => ({ memory: chance.oneOf(sizes) })),
    ...chance.maybe(10, () => ({ storage: chance.oneOf(sizes) })),
  });
  const item = (): object => {
    const type = chance.oneOf(["Container", "Container", "Pod", "PersistentVolumeClaim", "Odd"]);
    if (type === "PersistentVolumeClaim")
      return {
        type,
        ...chance.maybe(2, () => ({ max: { storage: chance.oneOf(sizes) } })),
        ...chance.maybe(2, () => ({ min: { storage: chance.oneOf(sizes) } })),
      };
    return {
      type,
      ...chance.maybe(2, () => ({ max: some3() })),
      ...chance.maybe(3, () => ({ min: some3() })),
      ...(type === "Container" || chance.isOneIn(10)
        ? {
            ...chance.maybe(2, () => ({ default: some3() })),
            ...chance.maybe(2, () => ({ defaultRequest: some3() })),
          }
        : {}),
      ...chance.maybe(5, () => ({
        maxLimitRequestRatio: { cpu: chance.oneOf(["2", "1", "0.5"]) },
      })),
    };
  };
  return { limits: chance.isOneIn(4) ? [item(), item()] : [item()] };
}

function kinds({ namespace }: { namespace: string }): readonly WorldKind[] {
  const limited: readonly WorldKind[] = [
    {
      apiVersion: "v1",
      kind: "Pod",
      plural: "pods",
      isNamespaced: true,
      subresources: ["status", "resize", "eviction"],
      content: (chance) => ({ spec: podSpec(chance, namespace) }),
      change: (chance, subresource) =>
        subresource === "status"
          ? { status: { phase: chance.oneOf(["Running", "Succeeded", "Failed"]) } }
          : subresource === "resize"
            ? { spec: { containers: [{ name: "main", resources: resources(chance) }] } }
            : { spec: { activeDeadlineSeconds: chance.oneOf([5, 10]) } },
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      plural: "configmaps",
      isNamespaced: true,
      subresources: [],
      content: () => ({ data: { a: "1" } }),
      change: () => ({ data: { a: "2" } }),
    },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      plural: "persistentvolumeclaims",
      isNamespaced: true,
      subresources: ["status"],
      content: (chance) => ({
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: chance.oneOf(sizes) } },
          ...chance.maybe(2, () => ({ storageClassName: chance.oneOf(["fast", "slow"]) })),
        },
      }),
      change: (chance, subresource) =>
        subresource === "status"
          ? { status: { phase: "Bound", capacity: { storage: chance.oneOf(sizes) } } }
          : { spec: { resources: { requests: { storage: chance.oneOf(sizes) } } } },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      plural: "services",
      isNamespaced: true,
      subresources: [],
      content: (chance) => ({
        spec: {
          ports: [{ port: 80 }],
          type: chance.oneOf(["ClusterIP", "NodePort", "LoadBalancer"]),
          ...chance.maybe(3, () => ({ allocateLoadBalancerNodePorts: chance.isOneIn(2) })),
        },
      }),
      change: (chance) => ({
        spec: { type: chance.oneOf(["ClusterIP", "NodePort", "LoadBalancer"]) },
      }),
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      plural: "deployments",
      isNamespaced: true,
      subresources: ["scale"],
      content: (chance) => ({
        spec: {
          selector: { matchLabels: { app: "x" } },
          template: { metadata: { labels: { app: "x" } }, spec: podSpec(chance, namespace) },
        },
      }),
      change: (chance) => ({ spec: { replicas: chance.oneOf([1, 2]) } }),
    },
  ];
  const limits: readonly WorldKind[] = [
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      plural: "resourcequotas",
      isNamespaced: true,
      names: ["a"],
      subresources: ["status"],
      content: (chance) => ({ spec: quotaSpec(chance, namespace) }),
      change: (chance, subresource) => {
        const asked = hard(chance);
        const used = Object.fromEntries(Object.keys(asked).map((name) => [name, "0"]));
        return subresource === "status"
          ? {
              spec: { hard: asked },
              status: { hard: asked, ...(chance.isOneIn(6) ? {} : { used }) },
            }
          : { spec: { hard: asked } };
      },
    },
    {
      apiVersion: "v1",
      kind: "LimitRange",
      plural: "limitranges",
      isNamespaced: true,
      names: ["a"],
      subresources: [],
      content: (chance) => ({ spec: limitSpec(chance) }),
      change: (chance) => ({ spec: limitSpec(chance) }),
    },
    {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      plural: "priorityclasses",
      isNamespaced: false,
      subresources: [],
      content: (chance) => ({
        value: chance.oneOf([5, 1000, -1, 2_000_000_000]),
        ...chance.maybe(4, () => ({ preemptionPolicy: chance.oneOf(["Never", "Odd"]) })),
        ...chance.maybe(4, () => ({ description: "d" })),
      }),
      change: (chance) => ({ description: "e", ...chance.maybe(3, () => ({ value: 5 })) }),
    },
    {
      apiVersion: "node.k8s.io/v1",
      kind: "RuntimeClass",
      plural: "runtimeclasses",
      isNamespaced: false,
      subresources: [],
      content: (chance) => ({
        handler: chance.oneOf(["runc", "kata", "Not Valid"]),
        ...chance.maybe(2, () => ({
          overhead: { podFixed: { cpu: chance.oneOf(amounts), memory: "64Mi" } },
        })),
        ...chance.maybe(3, () => ({
          scheduling: {
            nodeSelector: { zone: chance.oneOf(["a", "c"]) },
            tolerations: [
              { key: chance.oneOf(["a", "r"]), operator: "Exists", effect: "NoSchedule" },
            ],
          },
        })),
      }),
      change: (chance) => ({ handler: chance.oneOf(["runc", "kata"]) }),
    },
  ];
  const [pod] = limited;
  return [...limited, ...(pod === undefined ? [] : [pod, pod]), ...limits];
}
