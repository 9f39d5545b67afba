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
import { type FieldError, forbidden, invalid } from "../../schema/field-error.ts";
import { podRowConditions, podTableRow } from "../tables/pod-row.ts";
import type { KindRules } from "./kind-rules.ts";
import { validatePodSpec } from "./pod-spec-validation.ts";
import { podWarnings } from "./pod-warnings.ts";
import { qualityOfServiceOf } from "./quality-of-service.ts";

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
  prepareForCreate(pod) {
    const prepared = withAppArmor(pod);
    return { ...prepared, status: { phase: "Pending", qosClass: qualityOfServiceOf(prepared) } };
  },
  prepareForUpdate(pod, old, subresource) {
    if (subresource === "status") {
      return withValueAt(pod, ["status", "qosClass"], valueAt(old, "status", "qosClass"));
    }
    return pod;
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
