import type { KubernetesObject } from "@informerlab/core";
import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/plain-object.ts";
import { invalidObject } from "../../schema/field-error.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { type AdmissionRequest, refused } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { detailText, reasonText, violationsOf } from "../pod-security/evaluate.ts";
import { isTightened, type LevelVersion, levelText, policyOf } from "../pod-security/policy.ts";

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

/**
 * The Pod Security Standards, as the labels of a namespace ask for them.
 *
 * @see k8s.io/pod-security-admission admission/admission.go
 */
export const podSecurity: AdmissionPlugin = {
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
    const { storageKey } = asked.request.definition;
    if (storageKey === "namespaces") {
      judgeNamespace(asked, view);
      return;
    }
    const { request, object, old } = asked;
    const namespace = view.get("namespaces", request.namespace ?? "");
    const { policy } = policyOf(namespace?.metadata?.labels);
    const path = templates[storageKey];
    if (path !== undefined) {
      const template = valueAt(object, ...path);
      if (template === undefined) return;
      tell(asked, objectOf(template), policy);
      return;
    }
    const pod = objectOf(object);
    if (old !== undefined && !isSignificant(pod, objectOf(old))) return;
    if (policy.enforce.level !== "privileged" || namespace?.metadata?.labels !== undefined)
      asked.findings.annotate(`${audit}enforce-policy`, levelText(policy.enforce));
    const violations = violationsOf(pod, policy.enforce);
    if (violations.length === 0) {
      tell(asked, pod, policy);
      return;
    }
    tell(asked, pod, { audit: policy.audit, warn: { level: "privileged", minor: undefined } });
    throw refused(
      asked,
      `violates PodSecurity ${JSON.stringify(levelText(policy.enforce))}: ${detailText(violations)}`,
    );
  },
};

/** What is let through is warned of and written down. */
function tell(
  { findings }: AdmissionRequest,
  pod: PlainObject,
  { audit: audited, warn }: { readonly audit: LevelVersion; readonly warn: LevelVersion },
): void {
  const wouldViolate = (level: LevelVersion): string | undefined => {
    const violations = violationsOf(pod, level);
    return violations.length === 0
      ? undefined
      : `would violate PodSecurity ${JSON.stringify(levelText(level))}: ${detailText(violations)}`;
  };
  const written = wouldViolate(audited);
  if (written !== undefined) findings.annotate(`${audit}audit-violations`, written);
  const warning = wouldViolate(warn);
  if (warning !== undefined) findings.warn(warning);
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

function judgeNamespace(asked: AdmissionRequest, view: AdmissionView): void {
  const { object, old, request } = asked;
  const next = policyOf(object?.metadata?.labels);
  if (old === undefined) {
    refuseLabels(asked, next.errors);
    return;
  }
  const before = policyOf(old.metadata?.labels);
  // What was wrong before may stay, what is newly wrong may not come.
  if (next.errors.length > 0 && !equalJson(next.errors, before.errors))
    refuseLabels(asked, next.errors);
  if (!isTightened(next.policy.enforce, before.policy.enforce)) return;
  const { enforce } = next.policy;
  const name = object?.metadata?.name ?? request.name ?? "";
  const found = podsByReason(view.list("pods", name).slice(0, podsMax), enforce);
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
