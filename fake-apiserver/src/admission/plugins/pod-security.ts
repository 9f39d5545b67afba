import type { KubernetesObject } from "@informerlab/core";
import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { invalidObject } from "../../schema/field-error.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { type AdmissionRequest, refused } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { detailText, reasonText, violationsOf } from "../pod-security/evaluate.ts";
import { countEvaluation, countExemption } from "../pod-security/evaluation-counts.ts";
import {
  exemptionWarning,
  isTightened,
  type LevelVersion,
  levelText,
  type PodSecurityConfiguration,
  type PodSecurityExemptions,
  policyOf,
  type SecurityPolicy,
} from "../pod-security/policy.ts";

/** Where the pod is in what makes pods. */
const templates: Readonly<Record<string, readonly string[]>> = {
  podtemplates: ["template"],
  replicationcontrollers: ["spec", "template"],
  "replicasets.apps": ["spec", "template"],
  "deployments.apps": ["spec", "template"],
  "statefulsets.apps": ["spec", "template"],
  "daemonsets.apps": ["spec", "template"],
  "jobs.batch": ["spec", "template"],
  "cronjobs.batch": ["spec", "jobTemplate", "spec", "template"],
};

const audit = "pod-security.kubernetes.io/";
/** Pods looked at when a namespace becomes stricter. */
const podsMax = 3000;

/** The Pod Security Standards, as the labels of a namespace ask for them. */
export const podSecurity: AdmissionPlugin = podSecurityWith({});

/**
 * The Pod Security Standards, as the labels of a namespace or else the configuration ask for them.
 *
 * @see k8s.io/pod-security-admission admission/admission.go
 */
export function podSecurityWith({
  defaults = {},
  exemptions = {},
}: PodSecurityConfiguration): AdmissionPlugin {
  return {
    name: "PodSecurity",
    handles({ definition, subresource, operation }) {
      if (operation !== "CREATE" && operation !== "UPDATE") return false;
      const { storageKey } = definition;
      if (storageKey === "pods")
        return (
          subresource === "" ||
          (operation === "UPDATE" && ["ephemeralcontainers", "resize"].includes(subresource))
        );
      return (
        subresource === "" && (storageKey === "namespaces" || Object.hasOwn(templates, storageKey))
      );
    },
    validate(asked, view) {
      const { request, object } = asked;
      const { storageKey } = request.definition;
      if (storageKey === "namespaces") {
        judgeNamespace(asked, view, { defaults, exemptions });
        return;
      }
      const path = templates[storageKey];
      const found = path === undefined ? object : valueAt(object, ...path);
      if (found === undefined) return;
      const exemption = exemptionOf(asked, exemptions, objectOf(found));
      if (exemption !== undefined) {
        countExemption(view.counters, asked);
        asked.findings.annotate(`${audit}exempt`, exemption);
        return;
      }
      const { labels } = view.get("namespaces", request.namespace ?? "")?.metadata ?? {};
      const { policy } = policyOf(labels, defaults);
      if (path !== undefined) tell(asked, view, { pod: objectOf(found), policy });
      else judgePod(asked, view, { policy, isLabelled: labels !== undefined });
    },
  };
}

/** Why nobody looks at a pod; undefined: somebody does. */
function exemptionOf(
  { request }: AdmissionRequest,
  { namespaces = [], usernames = [], runtimeClasses = [] }: PodSecurityExemptions,
  pod: PlainObject,
): string | undefined {
  if (namespaces.includes(request.namespace ?? "")) return "namespace";
  if (usernames.includes(request.user.name)) return "user";
  return runtimeClasses.includes(textOf(valueAt(pod, "spec", "runtimeClassName")))
    ? "runtimeClass"
    : undefined;
}

function judgePod(
  asked: AdmissionRequest,
  view: AdmissionView,
  { policy, isLabelled }: { readonly policy: SecurityPolicy; readonly isLabelled: boolean },
): void {
  const { object, old } = asked;
  const pod = objectOf(object);
  const demand = policy.enforce;
  const count = (decision: "allow" | "deny"): void =>
    countEvaluation(view.counters, asked, { decision, mode: "enforce", demand });
  if (old !== undefined && !isSignificant(pod, objectOf(old))) {
    // What demands nothing has let it through before anybody looked.
    if (demandsNothing(policy)) count("allow");
    return;
  }
  if (policy.enforce.level !== "privileged" || isLabelled)
    asked.findings.annotate(`${audit}enforce-policy`, levelText(policy.enforce));
  const violations = violationsOf(pod, policy.enforce);
  count(violations.length === 0 ? "allow" : "deny");
  if (violations.length === 0) {
    tell(asked, view, { pod, policy });
    return;
  }
  const warn: LevelVersion = { level: "privileged", minor: undefined };
  tell(asked, view, { pod, policy: { audit: policy.audit, warn } });
  throw refused(
    asked,
    `violates PodSecurity ${JSON.stringify(levelText(policy.enforce))}: ${detailText(violations)}`,
  );
}

/** What is let through is warned of and written down. */
function tell(
  asked: AdmissionRequest,
  view: AdmissionView,
  { pod, policy }: { readonly pod: PlainObject; readonly policy: Omit<SecurityPolicy, "enforce"> },
): void {
  const { findings } = asked;
  const wouldViolate = (mode: "audit" | "warn"): string | undefined => {
    const demand = policy[mode];
    const violations = violationsOf(pod, demand);
    if (violations.length === 0) return undefined;
    countEvaluation(view.counters, asked, { decision: "deny", mode, demand });
    return `would violate PodSecurity ${JSON.stringify(levelText(demand))}: ${detailText(violations)}`;
  };
  const written = wouldViolate("audit");
  if (written !== undefined) findings.annotate(`${audit}audit-violations`, written);
  const warning = wouldViolate("warn");
  if (warning !== undefined) findings.warn(warning);
}

function demandsNothing({ enforce, audit: audited, warn }: SecurityPolicy): boolean {
  return [enforce, audited, warn].every(({ level }) => level === "privileged");
}

/** Another image may want other rights; what else can be changed of a pod does not give it more. */
function isSignificant(pod: PlainObject, old: PlainObject): boolean {
  const images = (one: PlainObject, list: string): readonly unknown[] =>
    listOf(valueAt(one, "spec", list)).map((container) => valueAt(container, "image"));
  if (
    ["containers", "initContainers"].some(
      (list) => !equalJson(images(pod, list), images(old, list)),
    )
  )
    return true;
  const before = new Map(
    listOf(valueAt(old, "spec", "ephemeralContainers")).map((container) => [
      valueAt(container, "name"),
      valueAt(container, "image"),
    ]),
  );
  return listOf(valueAt(pod, "spec", "ephemeralContainers")).some(
    (container) => before.get(valueAt(container, "name")) !== valueAt(container, "image"),
  );
}

function judgeNamespace(
  asked: AdmissionRequest,
  view: AdmissionView,
  { defaults, exemptions }: Required<PodSecurityConfiguration>,
): void {
  const { object, old, request } = asked;
  const labels = object?.metadata?.labels;
  const next = policyOf(labels, defaults);
  const name = object?.metadata?.name ?? request.name ?? "";
  const isExempt = exemptions.namespaces?.includes(name) === true;
  const warnOfExemption = (): void => {
    const warning = exemptionWarning(name, labels, defaults);
    if (warning !== "") asked.findings.warn(warning);
  };
  if (old === undefined) {
    refuseLabels(asked, next.errors);
    if (isExempt) warnOfExemption();
    return;
  }
  const before = policyOf(old.metadata?.labels, defaults);
  // What was wrong before may stay, what is newly wrong may not come.
  if (next.errors.length > 0 && !equalJson(next.errors, before.errors))
    refuseLabels(asked, next.errors);
  if (!isTightened(next.policy.enforce, before.policy.enforce)) return;
  if (isExempt) {
    warnOfExemption();
    return;
  }
  const { enforce } = next.policy;
  const isSpared = (pod: KubernetesObject): boolean =>
    exemptions.runtimeClasses?.includes(textOf(valueAt(pod, "spec", "runtimeClassName"))) === true;
  const pods = view.list("pods", name).slice(0, podsMax);
  const found = podsByReason(
    pods.filter((pod) => !isSpared(pod)),
    enforce,
  );
  if (found.size === 0) return;
  const lines = [...found].map(([reasons, names]) => `${podsText(names)}: ${reasons}`).sort();
  asked.findings.warn(
    `existing pods in namespace ${JSON.stringify(name)} violate the new PodSecurity enforce level ${JSON.stringify(levelText(enforce))}`,
    ...lines,
  );
}

function refuseLabels(
  asked: AdmissionRequest,
  errors: ReturnType<typeof policyOf>["errors"],
): void {
  if (errors.length === 0) return;
  throw invalidObject(asked.request.definition, asked.object?.metadata?.name ?? "", errors);
}

/** Names of the pods that break a level, by how they do. */
function podsByReason(
  pods: readonly KubernetesObject[],
  level: LevelVersion,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const pod of pods) {
    const violations = violationsOf(objectOf(pod), level);
    if (violations.length === 0) continue;
    const reasons = reasonText(violations);
    const names = found.get(reasons);
    if (names === undefined) found.set(reasons, [textOf(pod.metadata?.name)]);
    else names.push(textOf(pod.metadata?.name));
  }
  return found;
}

function podsText([first = "", ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return `${first} (and ${others.length} other ${others.length === 1 ? "pod" : "pods"})`;
}
