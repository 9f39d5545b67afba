/** Manifests that several groups use; none names its namespace. */

const podSpec = (image: string, extra: object = {}): object => ({
  containers: [{ name: "c", image, ports: [{ containerPort: 80 }], ...extra }],
});

export function deployment(name: string, image = "nginx:1", replicas = 2): object {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: { app: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: podSpec(image) },
    },
  };
}

export function pod(name: string, spec: object = {}): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: name, tier: "test" }, annotations: { note: "kept" } },
    spec: {
      ...podSpec("busybox:1", { resources: { requests: { cpu: "100m", memory: "64Mi" } } }),
      ...spec,
    },
  };
}

export function configMap(name: string, data: object = { a: "1" }): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

export function list(...items: readonly object[]): object {
  return { apiVersion: "v1", kind: "List", items };
}

const job = { template: { spec: { restartPolicy: "Never", ...podSpec("busybox:1") } } };
const labelled = (app: string): object => ({
  selector: { matchLabels: { app } },
  template: { metadata: { labels: { app } }, spec: podSpec("busybox:1") },
});

/** One of most kinds that live in a namespace. */
export const namespacedKinds: readonly object[] = [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "svc" },
    spec: {
      selector: { app: "web" },
      clusterIP: "None",
      ports: [
        { name: "http", port: 80, targetPort: 8080 },
        { name: "tls", port: 443, protocol: "TCP" },
      ],
    },
  },
  { apiVersion: "v1", kind: "Secret", metadata: { name: "secret" }, stringData: { a: "b" } },
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "account" } },
  { apiVersion: "batch/v1", kind: "Job", metadata: { name: "job" }, spec: job },
  {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "cron" },
    spec: { schedule: "*/5 * * * *", jobTemplate: { spec: job } },
  },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "set" },
    spec: { serviceName: "svc", ...labelled("set") },
  },
  { apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "daemon" }, spec: labelled("d") },
  { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "replica" }, spec: labelled("r") },
  {
    apiVersion: "v1",
    kind: "ReplicationController",
    metadata: { name: "rc" },
    spec: {
      replicas: 1,
      selector: { app: "rc" },
      template: { metadata: { labels: { app: "rc" } }, spec: podSpec("busybox:1") },
    },
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "ingress" },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: ["a.example.com"], secretName: "secret" }],
      rules: [
        {
          host: "a.example.com",
          http: {
            paths: [
              {
                path: "/",
                pathType: "Prefix",
                backend: { service: { name: "svc", port: { number: 80 } } },
              },
            ],
          },
        },
      ],
    },
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "policy" },
    spec: {
      podSelector: { matchLabels: { app: "web" } },
      ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] }],
      policyTypes: ["Ingress"],
    },
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: "budget" },
    spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "claim" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
      storageClassName: "std",
    },
  },
  {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "quota" },
    spec: { hard: { configmaps: "50", pods: "20" } },
  },
  {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "limits" },
    spec: { limits: [{ type: "Container", default: { cpu: "200m" }, max: { cpu: "2" } }] },
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name: "reader" },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "readers" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ kind: "User", name: "bob", apiGroup: "rbac.authorization.k8s.io" }],
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "hpa" },
    spec: {
      minReplicas: 1,
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
        },
      ],
    },
  },
  {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "lease" },
    spec: { holderIdentity: "me", leaseDurationSeconds: 15 },
  },
  {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "slice", labels: { "kubernetes.io/service-name": "svc" } },
    addressType: "IPv4",
    ports: [{ name: "http", port: 80 }],
    endpoints: [{ addresses: ["10.1.1.1"], conditions: { ready: true } }],
  },
  {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: "svc" },
    subsets: [{ addresses: [{ ip: "10.1.1.1" }], ports: [{ name: "http", port: 80 }] }],
  },
  {
    apiVersion: "v1",
    kind: "PodTemplate",
    metadata: { name: "template" },
    template: { metadata: { labels: { a: "b" } }, spec: podSpec("busybox:1") },
  },
  {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "event" },
    involvedObject: { apiVersion: "v1", kind: "Pod", name: "one", namespace: "k-reads" },
    reason: "Pulled",
    message: "an image",
    type: "Normal",
    source: { component: "kubelet" },
    firstTimestamp: "2026-01-01T00:00:00Z",
    lastTimestamp: "2026-01-01T00:00:00Z",
    count: 3,
  },
];

export const widgetDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.kubectl.example.com" },
  spec: {
    group: "kubectl.example.com",
    scope: "Namespaced",
    names: {
      plural: "widgets",
      singular: "widget",
      kind: "Widget",
      shortNames: ["wd"],
      categories: ["all"],
    },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" },
        },
        additionalPrinterColumns: [
          { name: "Size", type: "integer", jsonPath: ".spec.size" },
          { name: "Color", type: "string", jsonPath: ".spec.color", priority: 1 },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "A widget is what the tests are about.",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                properties: {
                  size: { type: "integer", minimum: 0, description: "How large it is." },
                  color: { type: "string", enum: ["red", "blue"], default: "red" },
                },
              },
              status: { type: "object", properties: { size: { type: "integer" } } },
            },
          },
        },
      },
    ],
  },
};

export function widget(name: string, spec: object = { size: 3 }): object {
  return { apiVersion: "kubectl.example.com/v1", kind: "Widget", metadata: { name }, spec };
}
