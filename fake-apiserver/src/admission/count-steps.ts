import type { Histogram, MetricDescription, MetricsRegistry } from "@informerlab/core";
import type { AdmissionOperation } from "./admission-request.ts";

/** The two halves of the chain: those that may change an object, and those that may only refuse it. */
export type AdmissionStep = "admit" | "validate";

/** What became of an object in one half of the chain. */
export interface TakenStep {
  readonly operation: AdmissionOperation;
  readonly step: AdmissionStep;
  /** Names of the plugins of the chain. */
  readonly names: readonly string[];
  /** The plugin that refused the object; undefined: all took it. */
  readonly refusedBy: string | undefined;
  readonly seconds: number;
}

const steps: MetricDescription = {
  name: "apiserver_admission_step_admission_duration_seconds",
  help: "[STABLE] Admission sub-step latency histogram in seconds, broken out for each operation and API resource and step type (validate or admit).",
};
const controllers: MetricDescription = {
  name: "apiserver_admission_controller_admission_duration_seconds",
  help: "[STABLE] Admission controller latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).",
};
const bounds: readonly number[] = [0.005, 0.025, 0.1, 0.5, 1, 2.5];

type Operations = readonly AdmissionOperation[];
const writes: Operations = ["CREATE", "UPDATE"];
const all: Operations = ["CREATE", "UPDATE", "DELETE"];
const every: Operations = ["CREATE", "UPDATE", "DELETE", "CONNECT"];

/** At which operations each plugin is asked, whatever the object; in the order of the chain. */
const asked: readonly (readonly [name: string, step: AdmissionStep, operations: Operations])[] = [
  ["AlwaysPullImages", "admit", writes],
  ["NamespaceLifecycle", "admit", all],
  ["PodNodeSelector", "admit", ["CREATE"]],
  ["TaintNodesByCondition", "admit", ["CREATE"]],
  ["LimitRanger", "admit", writes],
  ["ServiceAccount", "admit", writes],
  ["NodeRestriction", "admit", all],
  ["Priority", "admit", all],
  ["DefaultTolerationSeconds", "admit", writes],
  ["DefaultStorageClass", "admit", ["CREATE"]],
  ["StorageObjectInUseProtection", "admit", ["CREATE"]],
  ["EventRateLimit", "validate", writes],
  ["RuntimeClass", "admit", ["CREATE"]],
  ["DefaultIngressClass", "admit", ["CREATE"]],
  ["PodTopologyLabels", "admit", ["CREATE"]],
  ["MutatingAdmissionPolicy", "admit", every],
  ["MutatingAdmissionWebhook", "admit", every],
  ["AlwaysPullImages", "validate", writes],
  ["PodNodeSelector", "validate", ["CREATE"]],
  ["LimitRanger", "validate", writes],
  ["ServiceAccount", "validate", writes],
  ["PodSecurity", "validate", writes],
  ["Priority", "validate", all],
  ["PersistentVolumeClaimResize", "validate", ["UPDATE"]],
  ["RuntimeClass", "validate", ["CREATE"]],
  ["CertificateApproval", "validate", ["UPDATE"]],
  ["CertificateSigning", "validate", ["UPDATE"]],
  ["ClusterTrustBundleAttest", "validate", writes],
  ["CertificateSubjectRestriction", "validate", ["CREATE"]],
  ["DenyServiceExternalIPs", "validate", writes],
  ["ValidatingAdmissionPolicy", "validate", every],
  ["ValidatingAdmissionWebhook", "validate", every],
  ["ResourceQuota", "validate", writes],
];

type Registry = Pick<MetricsRegistry, "histogram">;

/** Where it is counted. */
interface Counting {
  readonly counters: Registry;
}

const known = new WeakMap<object, Map<string, readonly Histogram[]>>();

/**
 * Counts one half of the chain, and each of its plugins that was asked.
 *
 * @see kubernetes apiserver pkg/admission/metrics/metrics.go
 */
export function countStep({ counters: registry }: Counting, taken: TakenStep): void {
  let series = known.get(registry);
  if (series === undefined) {
    series = new Map();
    known.set(registry, series);
  }
  const key = `${taken.operation} ${taken.step} ${taken.refusedBy ?? ""}`;
  let histograms = series.get(key);
  if (histograms === undefined) {
    histograms = histogramsOf(registry, taken);
    series.set(key, histograms);
  }
  for (const histogram of histograms) histogram.observe(taken.seconds);
}

function histogramsOf(
  registry: Registry,
  { operation, step, names, refusedBy }: TakenStep,
): readonly Histogram[] {
  const rejected = String(refusedBy !== undefined);
  const found = [registry.histogram(steps, bounds, { operation, rejected, type: step })];
  for (const [name, its, operations] of asked) {
    if (its !== step || !operations.includes(operation) || !names.includes(name)) continue;
    const isRefusal = name === refusedBy;
    const labels = { name, operation, rejected: String(isRefusal), type: step };
    found.push(registry.histogram(controllers, bounds, labels));
    if (isRefusal) break;
  }
  return found;
}
