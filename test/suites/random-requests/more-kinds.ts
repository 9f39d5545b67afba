import type { Chance } from "./chance.ts";
import type { WorldKind } from "./world-kind.ts";

const target = { apiVersion: "apps/v1", kind: "Deployment", name: "a" };
const podTemplate = (chance: Chance): object => ({
  metadata: { labels: { app: "x" } },
  spec: { containers: [{ name: "main", image: chance.oneOf(["web:1", "web:2"]) }] },
});
const about = (chance: Chance): object => ({ kind: "Pod", name: chance.oneOf(["a", "b"]) });

/** Kinds that are served in several versions or groups, and more with rules of their own. */
export const moreKinds: readonly WorldKind[] = [
  {
    apiVersion: "autoscaling/v1",
    kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        scaleTargetRef: target,
        maxReplicas: chance.oneOf([3, 5, 0]),
        ...chance.maybe(2, () => ({ minReplicas: chance.oneOf([1, 2, 9]) })),
        ...chance.maybe(2, () => ({ targetCPUUtilizationPercentage: chance.oneOf([50, 80, 0]) })),
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { currentReplicas: chance.oneOf([1, -1]), desiredReplicas: 2 } }
        : { spec: { maxReplicas: chance.oneOf([4, 6]), targetCPUUtilizationPercentage: 70 } },
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        scaleTargetRef: target,
        maxReplicas: chance.oneOf([3, 5, 0]),
        metrics: [
          {
            type: "Resource",
            resource: {
              name: chance.oneOf(["cpu", "memory"]),
              target: { type: "Utilization", averageUtilization: chance.oneOf([50, 0]) },
            },
          },
        ],
        ...chance.maybe(3, () => ({
          behavior: { scaleDown: { stabilizationWindowSeconds: chance.oneOf([60, -1]) } },
        })),
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? {
            status: {
              desiredReplicas: chance.oneOf([1, 2]),
              conditions: [{ type: "AbleToScale", status: "True", reason: "r", message: "m" }],
            },
          }
        : { spec: { maxReplicas: chance.oneOf([4, 6]), metrics: chance.oneOf([[], null]) } },
  },
  {
    apiVersion: "v1",
    kind: "Event",
    plural: "events",
    isNamespaced: true,
    subresources: [],
    content: (chance) => ({
      involvedObject: { ...about(chance), ...chance.maybe(2, () => ({ namespace: "elsewhere" })) },
      reason: chance.oneOf(["Slow", "Fast"]),
      message: "m",
      type: chance.oneOf(["Normal", "Warning", "Odd"]),
      ...chance.maybe(2, () => ({ count: chance.oneOf([1, 2]) })),
    }),
    change: (chance) => ({ count: chance.oneOf([3, 4]), message: chance.oneOf(["m", "n"]) }),
  },
  {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    plural: "events",
    isNamespaced: true,
    subresources: [],
    content: (chance) => ({
      regarding: about(chance),
      reason: "Slow",
      note: "n",
      type: "Normal",
      action: chance.oneOf(["Wait", ""]),
      reportingController: "k.io/c",
      reportingInstance: "i",
      eventTime: chance.oneOf(["2026-02-02T00:00:00.000000Z", null]),
    }),
    change: (chance) => ({
      series: { count: chance.oneOf([2, 1]), lastObservedTime: "2026-02-02T00:00:01.000000Z" },
    }),
  },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    plural: "statefulsets",
    isNamespaced: true,
    subresources: ["status", "scale"],
    content: (chance) => ({
      spec: {
        serviceName: chance.oneOf(["db", "db2"]),
        replicas: chance.oneOf([1, 2]),
        selector: { matchLabels: { app: "x" } },
        template: podTemplate(chance),
        ...chance.maybe(3, () => ({ podManagementPolicy: chance.oneOf(["Parallel", "Odd"]) })),
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { replicas: chance.oneOf([1, -1]), observedGeneration: chance.oneOf([1, 9]) } }
        : {
            spec: chance.oneOf<object>([
              { replicas: chance.oneOf([3, -1]) },
              { serviceName: "other" },
              { updateStrategy: { type: chance.oneOf(["OnDelete", "RollingUpdate"]) } },
              { template: podTemplate(chance) },
            ]),
          },
  },
  {
    apiVersion: "batch/v1",
    kind: "CronJob",
    plural: "cronjobs",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        schedule: chance.oneOf(["@daily", "* * * * *", "often"]),
        ...chance.maybe(3, () => ({ concurrencyPolicy: chance.oneOf(["Forbid", "Odd"]) })),
        jobTemplate: {
          spec: {
            template: {
              spec: { restartPolicy: "Never", containers: [{ name: "main", image: "j" }] },
            },
          },
        },
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { lastScheduleTime: chance.oneOf(["2026-02-02T00:00:00Z", "then"]) } }
        : { spec: { suspend: chance.isOneIn(2), schedule: chance.oneOf(["@hourly", "x"]) } },
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    plural: "ingresses",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: chance.oneOf<object>([
        { defaultBackend: { service: { name: "s", port: { number: chance.oneOf([80, 0]) } } } },
        {
          rules: [
            {
              host: chance.oneOf(["a.example", "10.0.0.1", "*.a.example"]),
              http: {
                paths: [
                  {
                    path: chance.oneOf(["/", "a"]),
                    pathType: chance.oneOf(["Prefix", "Exact", "Odd"]),
                    backend: { service: { name: "s", port: { name: "http" } } },
                  },
                ],
              },
            },
          ],
        },
        {},
      ]),
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { loadBalancer: { ingress: [{ ip: chance.oneOf(["10.9.9.9", "x"]) }] } } }
        : { spec: { ingressClassName: chance.oneOf(["ng", "Not Valid!"]) } },
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    plural: "persistentvolumeclaims",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        accessModes: [chance.oneOf(["ReadWriteOnce", "Odd"])],
        resources: { requests: { storage: chance.oneOf(["1Gi", "2Gi", "-1"]) } },
        ...chance.maybe(3, () => ({ storageClassName: chance.oneOf(["fast", ""]) })),
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { phase: chance.oneOf(["Bound", "Odd"]), capacity: { storage: "1Gi" } } }
        : { spec: { resources: { requests: { storage: chance.oneOf(["3Gi", "1Gi"]) } } } },
  },
];
