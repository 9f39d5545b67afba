import type { Chance } from "../chance.ts";
import type { WorldKind } from "../world-kind.ts";

const deployment = (chance: Chance): object => ({
  replicas: chance.oneOf([1, 2, 3, 5]),
  selector: { matchLabels: { app: "x" } },
  template: {
    metadata: { labels: { app: "x" } },
    spec: { containers: [{ name: "main", image: chance.oneOf(["web:1", "db:1"]) }] },
  },
});

/** What policies and webhooks judge. */
export const judgedKinds: readonly WorldKind[] = [
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    plural: "configmaps",
    isNamespaced: true,
    subresources: [],
    content: (chance) => ({ data: chance.oneOf<object>([{ a: "1" }, { aa: "1", b: "2" }, {}]) }),
    change: (chance) => ({
      data: { [chance.oneOf(["a", "bb"])]: chance.oneOf(["1", "2", null]) },
    }),
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    plural: "deployments",
    isNamespaced: true,
    subresources: ["scale", "status"],
    content: (chance) => ({ spec: deployment(chance) }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { replicas: 1 } }
        : { spec: { replicas: chance.oneOf([1, 3]) } },
  },
  {
    apiVersion: "v1",
    kind: "Pod",
    plural: "pods",
    isNamespaced: true,
    subresources: ["status", "eviction", "binding", "resize"],
    content: (chance) => ({
      spec: { containers: [{ name: "main", image: chance.oneOf(["web:1", "db:1"]) }] },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { phase: "Running" } }
        : { metadata: { labels: { tier: chance.oneOf(["web", "db"]) } } },
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers",
    isNamespaced: true,
    subresources: ["status"],
    content: () => ({
      spec: { scaleTargetRef: { kind: "Deployment", name: "a" }, maxReplicas: 2 },
    }),
    change: (chance) => ({ spec: { maxReplicas: chance.oneOf([2, 3]) } }),
  },
];
