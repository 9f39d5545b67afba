import { failureStatus, StatusError } from "@informerlab/core";
import {
  equalJson,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
  withValueAt,
} from "../../codec/plain-object.ts";
import { compareQuantities } from "../../codec/quantity.ts";
import { type FieldError, forbidden, invalid } from "../../schema/field-error.ts";
import type { StrategyContext } from "../resource-definition.ts";
import { podRowConditions, podTableRow } from "../tables/pod-row.ts";
import type { KindRules } from "./kind-rules.ts";
import { validatePodSpec } from "./pod-spec-validation.ts";
import { podWarnings } from "./pod-warnings.ts";

/** How long a pod stays on a node that is not ready or not reachable, unless it says otherwise. */
const defaultTolerationSeconds = 300;

/**
 * Pods.
 *
 * @see kubernetes pkg/registry/core/pod/strategy.go
 */
export const podRules: KindRules = {
  strategy: { deleteAnswersObject: true, hasGracefulDeletion: true, keepsGeneration: true },
  selectableFields: {
    "spec.nodeName": (pod) => textOf(valueAt(pod, "spec", "nodeName")),
    "spec.restartPolicy": (pod) => textOf(valueAt(pod, "spec", "restartPolicy")),
    "spec.schedulerName": (pod) => textOf(valueAt(pod, "spec", "schedulerName")),
    "spec.serviceAccountName": (pod) => textOf(valueAt(pod, "spec", "serviceAccountName")),
    "spec.hostNetwork": (pod) => String(valueAt(pod, "spec", "hostNetwork") === true),
    "status.phase": (pod) => textOf(valueAt(pod, "status", "phase")),
    "status.podIP": (pod) => textOf(valueAt(pod, "status", "podIP")),
    "status.podIPs": (pod) => textOf(valueAt(pod, "status", "podIP")),
    "status.nominatedNodeName": (pod) => textOf(valueAt(pod, "status", "nominatedNodeName")),
  },
  prepareForCreate(pod, context) {
    const admitted = withAppArmor(admit(pod, undefined, context));
    return { ...admitted, status: { phase: "Pending", qosClass: qualityOfServiceOf(admitted) } };
  },
  prepareForUpdate(pod, old, subresource, context) {
    if (subresource === "status") {
      return withValueAt(pod, ["status", "qosClass"], valueAt(old, "status", "qosClass"));
    }
    return subresource === "" ? admit(pod, old, context) : pod;
  },
  validate: (pod, subresource) =>
    subresource === "status" ? [] : validatePodSpec(objectOf(pod["spec"]), "spec", { isPod: true }),
  validateUpdate: (pod, old, subresource) =>
    subresource === "" ? validateSpecUpdate(objectOf(pod["spec"]), objectOf(old["spec"])) : [],
  warningsOf: podWarnings,
  toTableRow: podTableRow,
  tableRowConditions: podRowConditions,
  isTerminal(pod) {
    const phase = valueAt(pod, "status", "phase");
    return (
      textOf(valueAt(pod, "spec", "nodeName")) === "" || phase === "Succeeded" || phase === "Failed"
    );
  },
  gracePeriodSecondsOf(pod) {
    const seconds = valueAt(pod, "spec", "terminationGracePeriodSeconds");
    return typeof seconds === "number" ? seconds : 30;
  },
};

/** The admission plugins that are on by default: tolerations and priority. */
function admit(
  pod: PlainObject,
  old: PlainObject | undefined,
  context: StrategyContext,
): PlainObject {
  const spec = { ...objectOf(pod["spec"]) };
  spec["tolerations"] = withDefaultTolerations(listOf(spec["tolerations"]));
  if (old === undefined) admitPriority(pod, spec, context);
  else {
    spec["priority"] ??= valueAt(old, "spec", "priority");
    spec["preemptionPolicy"] ??= valueAt(old, "spec", "preemptionPolicy");
    for (const name of ["priority", "preemptionPolicy"])
      if (spec[name] === undefined) delete spec[name];
  }
  return { ...pod, spec };
}

function withDefaultTolerations(tolerations: readonly unknown[]): readonly unknown[] {
  const missing = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].filter(
    (key) =>
      !tolerations.some((toleration) => {
        const { key: tolerated, effect } = objectOf(toleration);
        const hasKey = tolerated === key || textOf(tolerated) === "";
        return hasKey && (effect === "NoExecute" || textOf(effect) === "");
      }),
  );
  return [
    ...tolerations,
    ...missing.map((key) => ({
      key,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: defaultTolerationSeconds,
    })),
  ];
}

function admitPriority(
  pod: PlainObject,
  spec: Record<string, unknown>,
  context: StrategyContext,
): void {
  const name = textOf(spec["priorityClassName"]);
  let priority: unknown = 0;
  let preemptionPolicy: unknown = "PreemptLowerPriority";
  if (name !== "") {
    const found = context.find?.({ group: "scheduling.k8s.io", resource: "priorityclasses", name });
    if (found === undefined)
      throw forbiddenPod(pod, `no PriorityClass with name ${name} was found`);
    priority = valueAt(found, "value") ?? 0;
    preemptionPolicy = valueAt(found, "preemptionPolicy") ?? preemptionPolicy;
  }
  const asked = spec["priority"];
  if (asked !== undefined && asked !== priority) {
    throw forbiddenPod(
      pod,
      `the integer value of priority (${asked}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
    );
  }
  spec["priority"] = priority;
  spec["preemptionPolicy"] ??= preemptionPolicy;
}

function forbiddenPod(pod: PlainObject, problem: string): StatusError {
  const name = textOf(valueAt(pod, "metadata", "name"));
  return new StatusError(
    failureStatus({
      code: 403,
      reason: "Forbidden",
      message: `pods ${JSON.stringify(name)} is forbidden: ${problem}`,
      details: { name, kind: "pods" },
    }),
  );
}

const appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

/** Old annotations become fields. */
function withAppArmor(pod: PlainObject): PlainObject {
  const annotations = Object.entries(objectOf(valueAt(pod, "metadata", "annotations")));
  const profiles = new Map(
    annotations.flatMap(([key, value]) =>
      key.startsWith(appArmorPrefix)
        ? [[key.slice(appArmorPrefix.length), appArmorProfile(textOf(value))]]
        : [],
    ),
  );
  if (profiles.size === 0) return pod;
  const containers = listOf(valueAt(pod, "spec", "containers")).map((container) => {
    if (!isPlainObject(container)) return container;
    const profile = profiles.get(textOf(container["name"]));
    if (
      profile === undefined ||
      valueAt(container, "securityContext", "appArmorProfile") !== undefined
    )
      return container;
    return withValueAt(container, ["securityContext", "appArmorProfile"], profile);
  });
  return withValueAt(pod, ["spec", "containers"], containers);
}

function appArmorProfile(annotation: string): PlainObject {
  if (annotation === "unconfined") return { type: "Unconfined" };
  if (annotation === "runtime/default") return { type: "RuntimeDefault" };
  return { type: "Localhost", localhostProfile: annotation.replace(/^localhost\//, "") };
}

/** Guaranteed, Burstable or BestEffort, by what the containers ask for. */
export function qualityOfServiceOf(pod: PlainObject): string {
  const spec = objectOf(pod["spec"]);
  const containers = [...listOf(spec["initContainers"]), ...listOf(spec["containers"])];
  let asksForAny = false;
  let isGuaranteed = containers.length > 0;
  for (const container of containers) {
    const requests = objectOf(valueAt(container, "resources", "requests"));
    const limits = objectOf(valueAt(container, "resources", "limits"));
    for (const resource of ["cpu", "memory"]) {
      const request = requests[resource];
      const limit = limits[resource];
      if (compareQuantities(request, "0") > 0 || compareQuantities(limit, "0") > 0)
        asksForAny = true;
      if (limit === undefined || compareQuantities(limit, "0") === 0) isGuaranteed = false;
      if (request !== undefined && limit !== undefined && compareQuantities(request, limit) !== 0)
        isGuaranteed = false;
    }
  }
  if (!asksForAny) return "BestEffort";
  return isGuaranteed ? "Guaranteed" : "Burstable";
}

const updateText =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/** The real server adds a diff of its internal types, which a server without those types cannot. */
function validateSpecUpdate(spec: PlainObject, old: PlainObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ["containers", "initContainers"]) {
    if (listOf(spec[name]).length !== listOf(old[name]).length) {
      return [forbidden(`spec.${name}`, "pod updates may not add or remove containers")];
    }
  }
  errors.push(...validateDeadline(spec["activeDeadlineSeconds"], old["activeDeadlineSeconds"]));
  const kept = listOf(old["tolerations"]).filter(
    (toleration) =>
      !listOf(spec["tolerations"]).some((other) =>
        equalJson(withoutSeconds(other), withoutSeconds(toleration)),
      ),
  );
  if (kept.length > 0) {
    errors.push(
      forbidden(
        "spec.tolerations",
        "existing toleration can not be modified except its tolerationSeconds",
      ),
    );
  }
  if (!equalJson(comparable(spec), comparable(old))) errors.push(forbidden("spec", updateText));
  return errors;
}

function validateDeadline(seconds: unknown, old: unknown): readonly FieldError[] {
  const field = "spec.activeDeadlineSeconds";
  if (typeof seconds === "number" && (seconds < 1 || seconds > 2_147_483_647)) {
    return [invalid(field, seconds, "must be between 1 and 2147483647, inclusive")];
  }
  if (typeof old !== "number") return [];
  if (typeof seconds !== "number")
    return [
      invalid(field, seconds ?? null, "must not update from a positive integer to nil value"),
    ];
  return seconds > old
    ? [invalid(field, seconds, `must be less than or equal to previous value`)]
    : [];
}

function withoutSeconds(toleration: unknown): unknown {
  return isPlainObject(toleration) ? without(toleration, "tolerationSeconds") : toleration;
}

/** A spec without what may change. */
function comparable(spec: PlainObject): PlainObject {
  const rest: Record<string, unknown> = without(
    { ...spec },
    "activeDeadlineSeconds",
    "tolerations",
    "terminationGracePeriodSeconds",
    "schedulingGates",
  );
  for (const name of ["containers", "initContainers"]) {
    rest[name] = listOf(spec[name]).map((container) => without(objectOf(container), "image"));
  }
  return rest;
}
