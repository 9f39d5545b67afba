import type { MetricsRegistry } from "@informerlab/core";
import type { AdmissionRequest } from "../admission-request.ts";
import type { LevelVersion } from "./policy.ts";

const evaluations = {
  name: "pod_security_evaluations_total",
  help: "[ALPHA] Number of policy evaluations that occurred, not counting ignored or exempt requests.",
};
const exemptions = {
  name: "pod_security_exemptions_total",
  help: "[ALPHA] Number of exempt requests, not counting ignored or out of scope requests.",
};

/** What is counted; a series that nothing was counted in is none. */
export type Counters = Pick<MetricsRegistry, "counter">;

/** What was found by which demand. */
export interface Evaluation {
  readonly decision: "allow" | "deny";
  readonly mode: "enforce" | "audit" | "warn";
  readonly demand: LevelVersion;
}

/** The newest minor version that demands are known of. */
const minorMax = 35;

/** Counts an evaluation, once for a request. @see k8s.io/pod-security-admission metrics/metrics.go */
export function countEvaluation(
  counters: Counters,
  asked: AdmissionRequest,
  { decision, mode, demand }: Evaluation,
): void {
  const labels = {
    decision,
    mode,
    policy_level: demand.level,
    policy_version: versionText(demand),
    ...labelsOf(asked),
  };
  asked.findings.once(`${evaluations.name} ${mode}`, () =>
    counters.counter(evaluations, labels).inc(),
  );
}

/** Counts a request that nobody looks at. */
export function countExemption(counters: Counters, asked: AdmissionRequest): void {
  asked.findings.once(exemptions.name, () => counters.counter(exemptions, labelsOf(asked)).inc());
}

/** The series that are there from the beginning. */
export function beginCounts(counters: Counters): void {
  const allowed = { decision: "allow", mode: "enforce", policy_level: "privileged" };
  for (const request_operation of ["create", "update"]) {
    const ofPods = { request_operation, resource: "pod", subresource: "" };
    counters.counter(evaluations, { ...allowed, policy_version: "latest", ...ofPods });
    counters.counter(exemptions, ofPods);
    counters.counter(exemptions, { ...ofPods, resource: "controller" });
  }
}

function labelsOf({ request, operation }: AdmissionRequest): Readonly<Record<string, string>> {
  return {
    request_operation: operation.toLowerCase(),
    resource: request.definition.storageKey === "pods" ? "pod" : "controller",
    subresource: request.subresource,
  };
}

function versionText({ level, minor }: LevelVersion): string {
  if (minor === undefined || level === "privileged") return "latest";
  return minor > minorMax ? "future" : `v1.${minor}`;
}
