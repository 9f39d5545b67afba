import { isPlainObject, listOf, objectOf } from "../../../codec/json/plain-object.ts";
import { emptiedMember } from "../../../schema/emptied-members.ts";
import { type Defaulters, type Draft, fill, fillObject } from "../apply-defaults.ts";

const apps = "io.k8s.api.apps.v1.";
const templateGeneration = "deprecated.daemonset.template.generation";
const batch = "io.k8s.api.batch.v1.";
const metricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics";

/**
 * Workloads and their autoscalers.
 *
 * @see kubernetes pkg/apis/{apps,batch,autoscaling}/…/defaults.go
 */
export const workloadDefaults: Defaulters = {
  [`${apps}DeploymentSpec`](spec) {
    fill(spec, "replicas", 1);
    const strategy = fillObject(spec, "strategy");
    fill(strategy, "type", "RollingUpdate");
    if (strategy["type"] === "RollingUpdate") {
      const rolling = fillObject(strategy, "rollingUpdate");
      fill(rolling, "maxUnavailable", "25%");
      fill(rolling, "maxSurge", "25%");
    }
    fill(spec, "revisionHistoryLimit", 10);
    fill(spec, "progressDeadlineSeconds", 600);
  },
  [`${apps}ReplicaSetSpec`](spec) {
    fill(spec, "replicas", 1);
  },
  // What a set is converted from and to says it in every form, so that its writer owns it.
  [`${apps}DaemonSet`](set) {
    fill(fillObject(fillObject(set, "metadata"), "annotations"), templateGeneration, "0");
  },
  [`${apps}DaemonSetSpec`](spec) {
    const strategy = fillObject(spec, "updateStrategy");
    fill(strategy, "type", "RollingUpdate");
    if (strategy["type"] === "RollingUpdate") {
      const rolling = fillObject(strategy, "rollingUpdate");
      fill(rolling, "maxUnavailable", 1);
      fill(rolling, "maxSurge", 0);
    } else if (isPlainObject(strategy["rollingUpdate"])) {
      // The server holds numbers there, and writes them where they are none.
      const rolling = fillObject(strategy, "rollingUpdate");
      fill(rolling, "maxUnavailable", 0);
      fill(rolling, "maxSurge", 0);
    }
    fill(spec, "revisionHistoryLimit", 10);
  },
  [`${apps}StatefulSetSpec`](spec) {
    fill(spec, "podManagementPolicy", "OrderedReady");
    const strategy = fillObject(spec, "updateStrategy");
    // Only where nothing says how, an update is said to roll on from the first.
    if (strategy["type"] === undefined) {
      fill(strategy, "type", "RollingUpdate");
      fillObject(strategy, "rollingUpdate");
    }
    if (strategy["type"] === "RollingUpdate" && isPlainObject(strategy["rollingUpdate"]))
      fill(fillObject(strategy, "rollingUpdate"), "partition", 0);
    const retention = fillObject(spec, "persistentVolumeClaimRetentionPolicy");
    fill(retention, "whenDeleted", "Retain");
    fill(retention, "whenScaled", "Retain");
    fill(spec, "replicas", 1);
    fill(spec, "revisionHistoryLimit", 10);
    if (Array.isArray(spec["volumeClaimTemplates"])) {
      spec["volumeClaimTemplates"] = spec["volumeClaimTemplates"].map((claim: unknown) =>
        isPlainObject(claim)
          ? { kind: "PersistentVolumeClaim", apiVersion: "v1", ...claim }
          : claim,
      );
    }
  },
  [`${batch}Job`](job) {
    const spec = fillObject(job, "spec");
    const labels = objectOf(objectOf(objectOf(spec["template"])["metadata"])["labels"]);
    if (Object.keys(labels).length > 0) {
      const metadata = fillObject(job, "metadata");
      // The same map, as in Go: what is put into the one is in the other.
      if (Object.keys(objectOf(metadata["labels"])).length === 0) metadata["labels"] = labels;
    }
    if (spec["completions"] === undefined && spec["parallelism"] === undefined)
      spec["completions"] = 1;
    fill(spec, "parallelism", 1);
    fill(spec, "backoffLimit", spec["backoffLimitPerIndex"] === undefined ? 6 : 2_147_483_647);
    fill(spec, "completionMode", "NonIndexed");
    fill(spec, "suspend", false);
    fill(spec, "manualSelector", false);
    fill(
      spec,
      "podReplacementPolicy",
      spec["podFailurePolicy"] === undefined ? "TerminatingOrFailed" : "Failed",
    );
  },
  [`${batch}PodFailurePolicyOnPodConditionsPattern`](pattern) {
    fill(pattern, "status", "True");
  },
  [`${batch}CronJobSpec`](spec) {
    fill(spec, "concurrencyPolicy", "Allow");
    fill(spec, "suspend", false);
    fill(spec, "successfulJobsHistoryLimit", 3);
    fill(spec, "failedJobsHistoryLimit", 1);
  },
  "io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler"(autoscaler) {
    const { metadata } = autoscaler;
    // Other metrics than that of the processor are in an annotation.
    if (objectOf(objectOf(metadata)["annotations"])[metricsAnnotation] === undefined)
      fill(fillObject(autoscaler, "spec"), "targetCPUUtilizationPercentage", 80);
  },
  "io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec"(spec) {
    fill(spec, "minReplicas", 1);
  },
  "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec"(spec) {
    fill(spec, "minReplicas", 1);
    if (listOf(spec["metrics"]).length === 0) {
      const target = { type: "Utilization", averageUtilization: 80 };
      spec["metrics"] = [{ type: "Resource", resource: { name: "cpu", target } }];
    }
  },
  "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior"(behavior) {
    const up = fillObject(behavior, "scaleUp");
    fill(up, "stabilizationWindowSeconds", 0);
    defaultScaling(up, [
      { type: "Pods", value: 4, periodSeconds: 15 },
      { type: "Percent", value: 100, periodSeconds: 15 },
    ]);
    defaultScaling(fillObject(behavior, "scaleDown"), [
      { type: "Percent", value: 100, periodSeconds: 15 },
    ]);
  },
};

function defaultScaling(rules: Draft, policies: readonly unknown[]): void {
  fill(rules, "selectPolicy", "Max");
  if (emptiedMember(rules, "policies") === undefined) fill(rules, "policies", policies);
}
