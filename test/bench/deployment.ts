/** A Deployment as a server sends it: 1.6 kB with what was applied, its template and its status. */
export function deployment(index: number): unknown {
  const labels = { app: "web", tier: "front" };
  const time = "2026-01-01T00:00:00Z";
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: `web-${index}`,
      namespace: "default",
      uid: `0f4b7f0e-2f6b-4b6a-9d5e-${100_000_000_000 + index}`,
      resourceVersion: String(123_456 + index),
      generation: 2,
      creationTimestamp: time,
      labels,
      annotations: { "deployment.kubernetes.io/revision": "2" },
      managedFields: [
        {
          manager: "kubectl",
          operation: "Apply",
          apiVersion: "apps/v1",
          time,
          fieldsType: "FieldsV1",
          fieldsV1: {
            "f:metadata": { "f:labels": { "f:app": {}, "f:tier": {} } },
            "f:spec": {
              "f:replicas": {},
              "f:selector": {},
              "f:template": {
                "f:spec": {
                  "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:image": {}, "f:ports": {} } },
                },
              },
            },
          },
        },
      ],
    },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "web",
              image: "nginx:1.27",
              ports: [{ containerPort: 80, protocol: "TCP" }],
              resources: { limits: { cpu: "500m", memory: "128Mi" } },
              terminationMessagePath: "/dev/termination-log",
              imagePullPolicy: "IfNotPresent",
            },
          ],
          restartPolicy: "Always",
          terminationGracePeriodSeconds: 30,
          dnsPolicy: "ClusterFirst",
        },
      },
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" },
      },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: 2,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      conditions: [
        {
          type: "Available",
          status: "True",
          lastUpdateTime: time,
          lastTransitionTime: time,
          reason: "MinimumReplicasAvailable",
          message: "Deployment has minimum availability.",
        },
      ],
    },
  };
}
