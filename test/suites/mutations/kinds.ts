import type { Chance } from "../random-requests/chance.ts";

/** A kind whose objects policies change. */
export interface MutatedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  /** Other versions of it. */
  readonly others: readonly string[];
  readonly subresources: readonly string[];
  /** What expressions that its objects have no place for speak of. */
  readonly foreign: RegExp;
  content(chance: Chance): object;
  change(chance: Chance, subresource: string): object;
}

const containers = (chance: Chance): object => ({
  containers: [{ name: "main", image: chance.oneOf(["web:1", "db:1"]) }],
});

/** What policies change; the last is defined by {@link definition}. */
export function mutatedKinds(group: string): readonly MutatedKind[] {
  return [
    {
      group: "",
      version: "v1",
      kind: "ConfigMap",
      plural: "configmaps",
      others: ["v2"],
      subresources: [],
      foreign: /spec|status/,
      content: (chance) => ({ data: chance.oneOf<object>([{ a: "1" }, { b: "2" }, {}]) }),
      change: (chance) => ({ data: { [chance.oneOf(["a", "c"])]: "3" } }),
    },
    {
      group: "apps",
      version: "v1",
      kind: "Deployment",
      plural: "deployments",
      others: ["v1beta1"],
      foreign: /data|spec.?containers|spec.size|\bparts|\btags|phase|Replicas: /,
      subresources: ["scale", "status"],
      content: (chance) => ({
        spec: {
          replicas: chance.oneOf([1, 2]),
          selector: { matchLabels: { app: "x" } },
          template: { metadata: { labels: { app: "x" } }, spec: containers(chance) },
        },
      }),
      change: (chance, subresource) =>
        subresource === "status"
          ? { status: { replicas: 1 } }
          : { spec: { replicas: chance.oneOf([1, 3]) } },
    },
    {
      group: "",
      version: "v1",
      kind: "Pod",
      plural: "pods",
      others: ["v2"],
      subresources: ["status"],
      foreign: /data|template|spec.replicas|spec.size|\bparts|\btags|paused|Replicas: /,

      content: (chance) => ({ spec: containers(chance) }),
      change: (chance, subresource) =>
        subresource === "status"
          ? { status: { phase: "Running" } }
          : { metadata: { labels: { tier: chance.oneOf(["web", "db"]) } } },
    },
    {
      group: "autoscaling",
      version: "v2",
      kind: "HorizontalPodAutoscaler",
      plural: "horizontalpodautoscalers",
      others: ["v1"],
      foreign: /data|template|ontainers|spec.size|\bparts|\btags|nodeSel/,
      subresources: ["status"],
      content: () => ({
        spec: { scaleTargetRef: { kind: "Deployment", name: "a" }, maxReplicas: 2 },
      }),
      change: (chance) => ({ spec: { maxReplicas: chance.oneOf([2, 3]) } }),
    },
    {
      group,
      version: "v1",
      kind: "Widget",
      plural: "widgets",
      others: ["v2"],
      subresources: ["status", "scale"],
      foreign: /data|template|ontainers|nodeSel|paused|selector/,
      content: (chance) => ({
        spec: { size: 1, parts: [{ id: "a", weight: 1 }], tags: chance.oneOf([["a"], []]) },
      }),
      change: (chance, subresource) =>
        subresource === "status"
          ? { status: { phase: "Ready" } }
          : { spec: { size: chance.oneOf([1, 3]) } },
    },
  ];
}

/** The definition of the custom kind. */
export function definition(group: string): object {
  const schema = {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          size: { type: "integer", maximum: 10 },
          replicas: { type: "integer" },
          mode: { type: "string", default: "fast" },
          parts: {
            type: "array",
            items: {
              type: "object",
              required: ["id"],
              properties: { id: { type: "string" }, weight: { type: "integer" } },
            },
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["id"],
          },
          tags: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
          free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
      status: { type: "object", properties: { phase: { type: "string" } } },
    },
  };
  const version = (name: string, storage: boolean): object => ({
    name,
    storage,
    served: true,
    schema: { openAPIV3Schema: schema },
    subresources: {
      status: {},
      scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
    },
  });
  return {
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      versions: [version("v1", true), version("v2", false)],
    },
  };
}
