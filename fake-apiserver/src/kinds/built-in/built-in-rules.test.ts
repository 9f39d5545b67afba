import { type KubernetesObject, StatusError } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";

function lab(): FakeCluster {
  return createCluster({ environment: new Simulation(), controllers: { namespaces: false } });
}

function inDefault(apiVersion: string, kind: string, rest: object): KubernetesObject {
  return { apiVersion, kind, metadata: { name: "x", namespace: "default" }, ...rest };
}

const containers = [{ name: "c", image: "i" }];
const template = { metadata: { labels: { app: "x" } }, spec: { containers } };
const selector = { matchLabels: { app: "x" } };

function refusalOf(cluster: FakeCluster, object: KubernetesObject): string {
  try {
    cluster.create(object);
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return "";
}

test("pods get what the real server gives them", () => {
  expect(lab().create(inDefault("v1", "Pod", { spec: { containers } }))).toMatchObject({
    spec: {
      restartPolicy: "Always",
      dnsPolicy: "ClusterFirst",
      terminationGracePeriodSeconds: 30,
      containers: [
        {
          imagePullPolicy: "Always",
          terminationMessagePath: "/dev/termination-log",
          terminationMessagePolicy: "File",
        },
      ],
      tolerations: [
        { key: "node.kubernetes.io/not-ready", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", tolerationSeconds: 300 },
      ],
    },
    status: { phase: "Pending", qosClass: "BestEffort" },
  });
});

test.each([
  ["metadata.labels['a['b']", '"a[\'b": name part must consist of'],
  ["['a']", "field label not supported: ['a']"],
  ["x['a']['b']", "field label does not support subscript: x['a']['b']"],
])("the field %s of a pod is taken apart at its first bracket", (fieldPath, problem) => {
  const env = [{ name: "e", valueFrom: { fieldRef: { fieldPath } } }];
  const pod = inDefault("v1", "Pod", { spec: { containers: [{ name: "c", image: "i", env }] } });
  expect(refusalOf(lab(), pod)).toContain(problem);
});

test("the plural of a pod's addresses follows the singular", () => {
  const cluster = lab();
  cluster.create(inDefault("v1", "Pod", { spec: { containers } }));

  const running = cluster.updateStatus(
    inDefault("v1", "Pod", { spec: { containers }, status: { podIP: "10.0.0.5" } }),
  );

  expect(running).toMatchObject({ status: { podIP: "10.0.0.5", podIPs: [{ ip: "10.0.0.5" }] } });
});

test("services get an address of the cluster", () => {
  expect(
    lab().create(inDefault("v1", "Service", { spec: { ports: [{ port: 80 }] } })),
  ).toMatchObject({
    spec: {
      type: "ClusterIP",
      clusterIP: expect.stringMatching(/^10\.\d+\.\d+\.\d+$/),
      ipFamilies: ["IPv4"],
      ports: [{ port: 80, protocol: "TCP", targetPort: 80 }],
    },
  });
});

test("deployments roll over a quarter at a time", () => {
  expect(
    lab().create(inDefault("apps/v1", "Deployment", { spec: { selector, template } })),
  ).toMatchObject({
    metadata: { generation: 1 },
    spec: {
      replicas: 1,
      strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
    },
  });
});

test.for([
  {
    object: inDefault("apps/v1", "Deployment", {
      spec: { selector: { matchLabels: { app: "other" } }, template },
    }),
    text: "`selector` does not match template `labels`",
  },
  {
    object: inDefault("v1", "Pod", { spec: { containers: [] } }),
    text: "spec.containers: Required value",
  },
  {
    object: inDefault("v1", "ConfigMap", { metadata: { name: "Upper", namespace: "default" } }),
    text: "a lowercase RFC 1123 subdomain must consist of",
  },
  {
    object: inDefault("v1", "Pod", { spec: { containers, restartPolicy: "Sometimes" } }),
    text: 'supported values: "Always", "OnFailure", "Never"',
  },
])("what is wrong is refused: $text", ({ object, text }) => {
  expect(refusalOf(lab(), object)).toContain(text);
});

// From the transcript ns-lifecycle/status-phase.
test("a namespace that is being deleted stays Terminating", () => {
  const cluster = lab();
  const namespace = cluster.create({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "n" },
  });
  cluster.delete("namespaces/n");

  const active: object = { ...namespace, status: { phase: "Active" } };

  expect(() => cluster.updateStatus({ ...active, metadata: { name: "n" } })).toThrow(
    "status.Phase: Invalid value: \"Active\": may only be 'Terminating' if `deletionTimestamp` is not empty",
  );
});

test.each<[string, string]>([
  ["bad", "expected exactly 5 fields, found 1: [bad]"],
  ["61 * * * *", "end of range (61) above maximum (59): 61"],
  ["* * 0 * *", "beginning of range (0) below minimum (1): 0"],
  ["5-2 * * * *", "beginning of range (5) beyond end of range (2): 5-2"],
  ["*/0 * * * *", "step of range should be a positive number: */0"],
  ["*/1/2 * * * *", "too many slashes: */1/2"],
  ["x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ["@often", "unrecognized descriptor: @often"],
  ["TZ=UTC 0 0 * * *", "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"],
  ["*/5 0,12 1-15 jan-mar mon", ""],
  ["@every 1h30m", ""],
  ["@daily", ""],
])("the schedule %j of a CronJob is judged as by the real server", (schedule, problem) => {
  const podSpec = { containers, restartPolicy: "Never" };
  const jobTemplate = { spec: { template: { spec: podSpec } } };

  const refusal = refusalOf(
    lab(),
    inDefault("batch/v1", "CronJob", { spec: { schedule, jobTemplate } }),
  );

  expect(refusal).toBe(
    problem === ""
      ? ""
      : `CronJob.batch "x" is invalid: spec.schedule: Invalid value: ${JSON.stringify(schedule)}: ${problem}`,
  );
});

const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };

test("an autoscaler of version 1 is read as version 2, and back", () => {
  const cluster = lab();
  const old = inDefault("autoscaling/v1", "HorizontalPodAutoscaler", {
    spec: { scaleTargetRef, maxReplicas: 3, targetCPUUtilizationPercentage: 50 },
  });

  const created = cluster.create(old);
  const reference = { kind: "HorizontalPodAutoscaler", name: "x", namespace: "default" };

  const target = { type: "Utilization", averageUtilization: 50 };
  expect(created).toMatchObject({ spec: { targetCPUUtilizationPercentage: 50 } });
  expect(cluster.get({ apiVersion: "autoscaling/v2", ...reference })).toMatchObject({
    apiVersion: "autoscaling/v2",
    spec: { minReplicas: 1, metrics: [{ type: "Resource", resource: { name: "cpu", target } }] },
  });
  expect(cluster.get({ apiVersion: "autoscaling/v2", ...reference })).not.toHaveProperty(
    "spec.targetCPUUtilizationPercentage",
  );
});

test("what version 1 of an autoscaler has no fields for goes through annotations, and comes back whole", () => {
  const cluster = lab();
  const spec = {
    scaleTargetRef,
    minReplicas: 2,
    maxReplicas: 9,
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } },
      },
      {
        type: "Resource",
        resource: { name: "memory", target: { type: "AverageValue", averageValue: "1Gi" } },
      },
      {
        type: "Pods",
        pods: { metric: { name: "hits" }, target: { type: "AverageValue", averageValue: "10" } },
      },
      {
        type: "External",
        external: {
          metric: { name: "queue", selector: { matchLabels: { a: "b" } } },
          target: { type: "Value", value: "30" },
        },
      },
      {
        type: "Object",
        object: {
          describedObject: { apiVersion: "v1", kind: "Service", name: "web" },
          metric: { name: "rps" },
          target: { type: "Value", value: "2k" },
        },
      },
    ],
    behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
  };
  cluster.create(inDefault("autoscaling/v2", "HorizontalPodAutoscaler", { spec }));
  const reference = { kind: "HorizontalPodAutoscaler", name: "x", namespace: "default" };

  const old = cluster.get({ apiVersion: "autoscaling/v1", ...reference });
  expect(old).toMatchObject({
    metadata: { annotations: { "autoscaling.alpha.kubernetes.io/metrics": expect.any(String) } },
    spec: { targetCPUUtilizationPercentage: 60 },
  });
  expect(old).not.toHaveProperty("spec.metrics");
  cluster.update(old as KubernetesObject);

  const again = cluster.get({ apiVersion: "autoscaling/v2", ...reference });
  // The real server, too, puts the processor behind what the annotation holds.
  const [cpu, ...others] = spec.metrics;
  expect(again).toMatchObject({ spec: { ...spec, metrics: [...others, cpu] } });
  expect(again).not.toHaveProperty("metadata.annotations");
});

test("resources of the core group are rounded up to thousandths, those of other groups are taken as they are", () => {
  const cluster = lab();
  const little = { cpu: "100u", memory: "1500u" };
  const rounded = { cpu: "1m", memory: "2m" };
  const limited = [{ name: "c", image: "i", resources: { limits: little } }];
  const pods = { ...template, spec: { containers: limited } };
  const limits = [{ type: "Container", max: little }];

  expect(
    cluster.create(inDefault("apps/v1", "Deployment", { spec: { selector, template: pods } })),
  ).toMatchObject({
    spec: { template: { spec: { containers: [{ resources: { limits: rounded } }] } } },
  });
  expect(cluster.create(inDefault("v1", "LimitRange", { spec: { limits } }))).toMatchObject({
    spec: { limits: [{ max: rounded, default: rounded, defaultRequest: rounded }] },
  });
  expect(
    cluster.create({
      apiVersion: "node.k8s.io/v1",
      kind: "RuntimeClass",
      metadata: { name: "x" },
      handler: "h",
      overhead: { podFixed: little },
    } as KubernetesObject),
  ).toMatchObject({ overhead: { podFixed: little } });
});
