import type { MetricsRegistry } from "@informerlab/core";
import { auditEvents } from "../audit/audit-trail.ts";
import { featureGates } from "../discovery/feature-gate-list.ts";
import { serverVersion } from "../discovery/version.ts";

const features = {
  name: "kubernetes_feature_enabled",
  help: "[BETA] This metric records the data about the stage and enablement of a k8s feature.",
};
const versions = {
  name: "version_info",
  help: "[ALPHA] Provides the compatibility version info of the component. The component label is the name of the component, usually kube, but is relevant for aggregated-apiservers.",
};
const rejectedByAudit = {
  name: "apiserver_audit_requests_rejected_total",
  help: "[ALPHA] Counter of apiserver requests rejected due to an error in audit logging backend.",
};

/** What does not change while a server runs, and what is told before it is counted first. */
export function addStaticMetrics(
  registry: MetricsRegistry,
  counted: MetricsRegistry,
  { minCompatibilityMinor = serverVersion.minCompatibilityMinor, supportsWatchList }: Told,
): void {
  for (const { name, stage, isOn } of featureGates) {
    const isEnabled = name === "WatchList" ? supportsWatchList : isOn;
    registry.gauge(features, { name, stage }).set(isEnabled ? 1 : 0);
  }
  const { gitVersion, major, emulationMajor, emulationMinor } = serverVersion;
  registry
    .gauge(versions, {
      binary: gitVersion.slice(1),
      component: "kube",
      emulation: `${emulationMajor}.${emulationMinor}`,
      min_compat: `${major}.${minCompatibilityMinor}`,
    })
    .set(1);
  counted.counter(auditEvents);
  counted.counter(rejectedByAudit);
}

/** What of the settings is told. */
interface Told {
  readonly minCompatibilityMinor?: string;
  readonly supportsWatchList: boolean;
}
