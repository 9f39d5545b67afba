import type { AdmissionPlugin } from "./admission-plugin.ts";
import { alwaysPullImages } from "./plugins/always-pull-images.ts";
import { certificateApproval } from "./plugins/certificate-approval.ts";
import { certificateSigning } from "./plugins/certificate-signing.ts";
import { certificateSubjectRestriction } from "./plugins/certificate-subject-restriction.ts";
import { clusterTrustBundleAttest } from "./plugins/cluster-trust-bundle-attest.ts";
import { defaultIngressClass } from "./plugins/default-ingress-class.ts";
import { defaultStorageClass } from "./plugins/default-storage-class.ts";
import { defaultTolerationSeconds } from "./plugins/default-toleration-seconds.ts";
import { denyServiceExternalIps } from "./plugins/deny-service-external-ips.ts";
import {
  type EventRateLimitConfiguration,
  eventRateLimitWith,
} from "./plugins/event-rate-limit.ts";
import { limitRanger } from "./plugins/limit-ranger.ts";
import { mutatingAdmissionPolicy } from "./plugins/mutating-admission-policy.ts";
import { mutatingAdmissionWebhook } from "./plugins/mutating-admission-webhook.ts";
import { namespaceLifecycle } from "./plugins/namespace-lifecycle.ts";
import { nodeRestriction } from "./plugins/node-restriction.ts";
import { persistentVolumeClaimResize } from "./plugins/persistent-volume-claim-resize.ts";
import { podNodeSelector } from "./plugins/pod-node-selector.ts";
import { podSecurity, podSecurityWith } from "./plugins/pod-security.ts";
import { podTopologyLabels } from "./plugins/pod-topology-labels.ts";
import { priority } from "./plugins/priority.ts";
import { resourceQuota, resourceQuotaWith } from "./plugins/resource-quota.ts";
import { runtimeClass } from "./plugins/runtime-class.ts";
import { serviceAccount } from "./plugins/service-account.ts";
import { storageObjectInUseProtection } from "./plugins/storage-object-in-use-protection.ts";
import { taintNodesByCondition } from "./plugins/taint-nodes-by-condition.ts";
import { validatingAdmissionPolicy } from "./plugins/validating-admission-policy.ts";
import { validatingAdmissionWebhook } from "./plugins/validating-admission-webhook.ts";
import type { PodSecurityConfiguration } from "./pod-security/policy.ts";
import type { QuotaConfiguration } from "./quota/limited-resources.ts";

/** It has nothing to limit until it is told. */
const eventRateLimit = eventRateLimitWith({});

/**
 * All plugins that there are, in the order of the real server.
 *
 * @see kubernetes pkg/kubeapiserver/options/plugins.go
 */
const ordered: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeRestriction,
  taintNodesByCondition,
  alwaysPullImages,
  podSecurity,
  podNodeSelector,
  priority,
  defaultTolerationSeconds,
  eventRateLimit,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  clusterTrustBundleAttest,
  certificateSubjectRestriction,
  defaultIngressClass,
  denyServiceExternalIps,
  podTopologyLabels,
  mutatingAdmissionPolicy,
  mutatingAdmissionWebhook,
  validatingAdmissionPolicy,
  validatingAdmissionWebhook,
  resourceQuota,
];

const offByDefault: ReadonlySet<string> = new Set([
  "AlwaysPullImages",
  "NodeRestriction",
  "PodNodeSelector",
  "EventRateLimit",
  "DenyServiceExternalIPs",
  // Its feature gate switches it on.
  "MutatingAdmissionPolicy",
]);

/** Plugins of the real server that are not built here: naming them is an error, not a wish that is forgotten. */
const notBuilt: ReadonlySet<string> = new Set([
  "AlwaysAdmit",
  "AlwaysDeny",
  "ExtendedResourceToleration",
  "ImagePolicyWebhook",
  "LimitPodHardAntiAffinityTopology",
  "NamespaceAutoProvision",
  "NamespaceExists",
  "OwnerReferencesPermissionEnforcement",
  "PodTolerationRestriction",
  "SecurityContextDeny",
]);

/** Plugins that are served by being no plugins: there is nothing for them to do at v1.35's defaults. */
const withoutEffect: ReadonlySet<string> = new Set(["NodeDeclaredFeatureValidator"]);

/** Which plugins run, by the real server's names, as its two flags say it. */
export interface AdmissionSwitches {
  /** Besides those that are on by default. */
  readonly enable?: readonly string[];
  /** `*` switches off all that are not enabled by name. */
  readonly disable?: readonly string[];
  /** What PodSecurity demands where a namespace says nothing, and of whom it does not. @defaultValue nothing of anybody */
  readonly podSecurity?: PodSecurityConfiguration;
  /** How many events are taken, for EventRateLimit, which has to be enabled. */
  readonly eventRateLimit?: EventRateLimitConfiguration;
  /** What ResourceQuota gives nobody without a quota that counts it. @defaultValue nothing */
  readonly resourceQuota?: QuotaConfiguration;
}

/**
 * The plugins of the default chain with some switched on or off.
 *
 * @throws TypeError naming a plugin that there is not, with the nearest that there is.
 */
export function chainOf({
  enable = [],
  disable = [],
  ...configured
}: AdmissionSwitches): readonly AdmissionPlugin[] {
  for (const name of [...enable, ...disable.filter((one) => one !== "*")]) checkName(name);
  const both = enable.find((name) => disable.includes(name));
  if (both !== undefined) throw new TypeError(`${both} is both enabled and disabled`);
  const isAllOff = disable.includes("*");
  const chosen = ordered.filter(({ name }) => {
    if (enable.includes(name)) return true;
    return !isAllOff && !disable.includes(name) && !offByDefault.has(name);
  });
  return chosen.map((plugin) => withConfiguration(plugin, configured));
}

function withConfiguration(
  plugin: AdmissionPlugin,
  configured: Omit<AdmissionSwitches, "enable" | "disable">,
): AdmissionPlugin {
  switch (plugin) {
    case podSecurity:
      return configured.podSecurity === undefined
        ? plugin
        : podSecurityWith(configured.podSecurity);
    case eventRateLimit:
      return eventRateLimitWith(configured.eventRateLimit ?? {});
    case resourceQuota:
      return configured.resourceQuota === undefined
        ? plugin
        : resourceQuotaWith(configured.resourceQuota);
    default:
      return plugin;
  }
}

/** Names of all plugins that can be switched, in order. */
export const pluginNames: readonly string[] = ordered.map(({ name }) => name);

function checkName(name: string): void {
  if (pluginNames.includes(name) || withoutEffect.has(name)) return;
  if (notBuilt.has(name)) {
    throw new TypeError(
      `the admission plugin ${name} is not built here; there are ${pluginNames.join(", ")}`,
    );
  }
  throw new TypeError(
    `there is no admission plugin ${JSON.stringify(name)}; there are ${pluginNames.join(", ")}`,
  );
}

/** Worked out once: a simulation's server lives for milliseconds. */
const ofSimulations = chainOf({ enable: ["NamespaceLifecycle"], disable: ["*"] });

/**
 * The plugins of a cluster that says so much about them. Simulations take objects as they are: of these only where they
 * may live is looked at. An account for each pod is for those who ask for it.
 */
export function pluginsOf(
  switches: AdmissionSwitches | undefined,
  objects: "full" | "metadata",
): readonly AdmissionPlugin[] {
  if (switches === undefined && objects === "metadata") return ofSimulations;
  const { enable = [], disable = [], ...configured } = switches ?? {};
  const isSaid = [...enable, ...disable].includes("ServiceAccount") || disable.includes("*");
  return chainOf({
    ...configured,
    enable,
    disable: isSaid ? disable : [...disable, "ServiceAccount"],
  });
}
