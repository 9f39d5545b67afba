import type { KubernetesObject } from "@informerlab/core";
import {
  danglingCondition,
  type FlowRule,
  type FlowSubject,
  type ResourceRule,
} from "./flow-control-objects.ts";

const apiVersion = "flowcontrol.apiserver.k8s.io/v1";

const anything: FlowRule = {
  resourceRules: [
    { verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"] },
  ],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
};

const group = (name: string): FlowSubject => ({ kind: "Group", group: { name } });
const user = (name: string): FlowSubject => ({ kind: "User", user: { name } });
const everybody = [group("system:unauthenticated"), group("system:authenticated")];
const systemAccounts: FlowSubject = {
  kind: "ServiceAccount",
  serviceAccount: { namespace: "kube-system", name: "*" },
};

function leases(verbs: readonly string[]): ResourceRule {
  return { verbs, apiGroups: ["coordination.k8s.io"], resources: ["leases"], namespaces: ["*"] };
}

interface SuggestedSchema {
  readonly name: string;
  readonly level: string;
  readonly precedence: number;
  readonly flowsBy?: "ByUser" | "ByNamespace";
  readonly subjects: readonly FlowSubject[];
  readonly matches: FlowRule;
}

/** As a kube-apiserver v1.35.4 makes them. */
const schemas: readonly SuggestedSchema[] = [
  {
    name: "exempt",
    level: "exempt",
    precedence: 1,
    subjects: [group("system:masters")],
    matches: anything,
  },
  {
    name: "probes",
    level: "exempt",
    precedence: 2,
    subjects: everybody,
    matches: {
      nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/healthz", "/readyz", "/livez"] }],
    },
  },
  {
    name: "system-leader-election",
    level: "leader-election",
    precedence: 100,
    flowsBy: "ByUser",
    subjects: [
      user("system:kube-controller-manager"),
      user("system:kube-scheduler"),
      systemAccounts,
    ],
    matches: { resourceRules: [leases(["get", "create", "update"])] },
  },
  {
    name: "system-node-high",
    level: "node-high",
    precedence: 400,
    flowsBy: "ByUser",
    subjects: [group("system:nodes")],
    matches: {
      resourceRules: [
        {
          verbs: ["*"],
          apiGroups: [""],
          resources: ["nodes", "nodes/status"],
          clusterScope: true,
          namespaces: ["*"],
        },
        leases(["*"]),
      ],
    },
  },
  {
    name: "system-nodes",
    level: "system",
    precedence: 500,
    flowsBy: "ByUser",
    subjects: [group("system:nodes")],
    matches: anything,
  },
  ...["kube-controller-manager", "kube-scheduler"].map((name) => ({
    name,
    level: "workload-high",
    precedence: 800,
    flowsBy: "ByNamespace" as const,
    subjects: [user(`system:${name}`)],
    matches: anything,
  })),
  {
    name: "kube-system-service-accounts",
    level: "workload-high",
    precedence: 900,
    flowsBy: "ByNamespace",
    subjects: [systemAccounts],
    matches: anything,
  },
  {
    name: "service-accounts",
    level: "workload-low",
    precedence: 9_000,
    flowsBy: "ByUser",
    subjects: [group("system:serviceaccounts")],
    matches: anything,
  },
  ...[
    { name: "global-default", precedence: 9_900 },
    { name: "catch-all", precedence: 10_000 },
  ].map(({ name, precedence }) => ({
    name,
    level: name,
    precedence,
    flowsBy: "ByUser" as const,
    subjects: everybody,
    matches: anything,
  })),
];

/** Name, nominal shares, percent that may be lent, queues and hand size. */
const queuedLevels = [
  ["global-default", 20, 50, 128, 6],
  ["leader-election", 10, 0, 16, 4],
  ["node-high", 40, 25, 64, 6],
  ["system", 30, 33, 64, 6],
  ["workload-high", 40, 50, 128, 6],
  ["workload-low", 100, 90, 128, 6],
] as const;

/**
 * The priority levels and flow schemas that a server makes when it starts, without what it gives each by itself. Levels
 * come first.
 *
 * @param now undefined: nobody looks whether levels are there
 *
 * @see https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#default-objects
 */
export function bootstrapFlowControl(now: string | undefined): readonly KubernetesObject[] {
  return [
    level("catch-all", {
      type: "Limited",
      limited: {
        nominalConcurrencyShares: 5,
        limitResponse: { type: "Reject" },
        lendablePercent: 0,
      },
    }),
    level("exempt", {
      type: "Exempt",
      exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 },
    }),
    ...queuedLevels.map(([name, nominalConcurrencyShares, lendablePercent, queues, handSize]) =>
      level(name, {
        type: "Limited",
        limited: {
          nominalConcurrencyShares,
          limitResponse: { type: "Queue", queuing: { queues, handSize, queueLengthLimit: 50 } },
          lendablePercent,
        },
      }),
    ),
    ...schemas.map((schema) => flowSchema(schema, now)),
  ];
}

function metadataOf(name: string): object {
  return { name, generation: 1, annotations: { "apf.kubernetes.io/autoupdate-spec": "true" } };
}

function level(name: string, spec: object): KubernetesObject {
  return {
    kind: "PriorityLevelConfiguration",
    apiVersion,
    metadata: metadataOf(name),
    spec,
    status: {},
  } as KubernetesObject;
}

function flowSchema(
  { name, level, precedence, flowsBy, subjects, matches }: SuggestedSchema,
  now: string | undefined,
): KubernetesObject {
  return {
    kind: "FlowSchema",
    apiVersion,
    metadata: metadataOf(name),
    spec: {
      priorityLevelConfiguration: { name: level },
      matchingPrecedence: precedence,
      ...(flowsBy === undefined ? {} : { distinguisherMethod: { type: flowsBy } }),
      rules: [{ subjects, ...matches }],
    },
    status: now === undefined ? {} : { conditions: [danglingCondition(level, true, now)] },
  } as KubernetesObject;
}
