import type { Chance } from "../chance.ts";
import type { WorldKind } from "../world-kind.ts";

const selector = { matchLabels: { app: "x" } };
const template = (chance: Chance, more: object = {}): object => ({
  ...(chance.isOneIn(3) ? {} : { metadata: { labels: { app: "x" } } }),
  spec: { containers: [{ name: "main", image: chance.oneOf(["web:1", "web:2"]) }], ...more },
});
const condition = (chance: Chance, type: string): object => ({
  type,
  status: chance.oneOf(["True", "False"]),
  lastTransitionTime: "2026-01-01T00:00:00Z",
  reason: "One",
  message: "m",
});
const addresses = ["10.0.0.1", "010.0.0.1", "2001:DB8::1", "fd00::1"];

const podChange = (chance: Chance, subresource: string): object => {
  if (subresource === "status") {
    const ip = chance.oneOf(addresses);
    return {
      status: {
        phase: chance.oneOf(["Running", "Running", "Failed"]),
        conditions: [condition(chance, "Ready")],
        ...chance.maybe(3, () => ({ podIP: ip, podIPs: [{ ip }] })),
      },
    };
  }
  return chance.oneOf<object>([
    { spec: { containers: [{ name: "main", image: chance.oneOf(["web:2", "web:3"]) }] } },
    { spec: { schedulingGates: [], terminationGracePeriodSeconds: chance.oneOf([1, 5]) } },
    { spec: { activeDeadlineSeconds: chance.oneOf([5, 10]) } },
    { metadata: { deletionGracePeriodSeconds: chance.oneOf([7, 30]) } },
    { spec: { priority: 5 } },
  ]);
};

/** What runs, who keeps it, and where it lives. */
export const workKinds: readonly WorldKind[] = [
  {
    apiVersion: "v1",
    kind: "Pod",
    plural: "pods",
    isNamespaced: true,
    subresources: ["status", "status", "eviction"],
    content: (chance) => ({
      spec: {
        containers: [{ name: "main", image: "web:1" }],
        ...chance.maybe(2, () => ({ nodeName: "n1" })),
        ...chance.maybe(3, () => ({
          affinity: {
            podAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "k" }],
            },
          },
        })),
      },
    }),
    change: podChange,
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    plural: "poddisruptionbudgets",
    isNamespaced: true,
    names: ["a"],
    subresources: ["status", "status"],
    content: () => ({ spec: { minAvailable: 1, selector: {} } }),
    change: (chance, subresource) =>
      subresource === "status"
        ? {
            status: {
              disruptionsAllowed: chance.oneOf([0, 0, 1]),
              currentHealthy: chance.oneOf([0, 1, 2]),
              desiredHealthy: chance.oneOf([0, 1]),
              expectedPods: 2,
              observedGeneration: 9,
              ...chance.maybe(2, () => ({
                conditions: [condition(chance, "DisruptionAllowed")],
              })),
            },
          }
        : { spec: { minAvailable: chance.oneOf([0, 1]) } },
  },
  {
    apiVersion: "batch/v1",
    kind: "Job",
    plural: "jobs",
    isNamespaced: true,
    subresources: ["status", "status"],
    content: (chance) => ({ spec: { template: template(chance, { restartPolicy: "Never" }) } }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { active: chance.oneOf([0, 1]), startTime: "2026-01-01T00:00:00Z" } }
        : {
            spec: { ttlSecondsAfterFinished: chance.oneOf([5, null]), suspend: chance.isOneIn(2) },
          },
  },
  {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    plural: "daemonsets",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        selector,
        template: { ...template(chance), metadata: { labels: { app: "x" } } },
        updateStrategy: chance.oneOf<object>([
          { type: "OnDelete" },
          { type: "OnDelete", rollingUpdate: {} },
          { rollingUpdate: { maxUnavailable: 2 } },
        ]),
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { conditions: [condition(chance, "One"), condition(chance, "One")] } }
        : { spec: { updateStrategy: { rollingUpdate: { maxUnavailable: chance.oneOf([1, 3]) } } } },
  },
  {
    apiVersion: "v1",
    kind: "Namespace",
    plural: "namespaces",
    isNamespaced: false,
    subresources: ["finalize", "status"],
    content: () => ({}),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { phase: chance.oneOf(["Active", "Terminating"]) } }
        : { spec: { finalizers: chance.oneOf([["kubernetes"], [], ["example.org/kept"]]) } },
  },
];
