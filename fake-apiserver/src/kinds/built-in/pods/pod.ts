import { timeText } from "../../../codec/go/time-text.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../../codec/json/plain-object.ts";
import { podRowConditions, podTableRow } from "../../tables/pod-row.ts";
import { addressesWarnings } from "../../validation/addresses.ts";
import { all, isSet } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import type { KindRules } from "../kind-rules.ts";
import { appArmorWarnings, withAppArmor } from "./app-armor.ts";
import { podAnnotations, podAnnotationsChange, profilesMatch } from "./pod-annotations.ts";
import { imageBlanks } from "./pod-containers.ts";
import { ephemeralContainersChange, resizeChange, throughDoor } from "./pod-doors.ts";
import { podDroppedFields, podStatusDroppedFields } from "./pod-features.ts";
import { podSpec } from "./pod-spec.ts";
import { podStatus } from "./pod-status.ts";
import { podChange } from "./pod-update.ts";
import { podWarnings } from "./pod-warnings.ts";
import { qualityOfServiceOf } from "./quality-of-service.ts";

/** A pod without an account has no tokens of one. */
function accountTokens(spec: PlainObject, report: Report): void {
  if (textOf(spec["serviceAccountName"]) !== "") return;
  listOf(spec["volumes"]).forEach((volume, index) => {
    listOf(valueAt(volume, "projected", "sources")).forEach((source, place) => {
      if (isSet(objectOf(source)["serviceAccountToken"]))
        report.forbidden(
          `spec.volumes[${index}].projected.sources[${place}].serviceAccountToken`,
          "must not be specified when serviceAccountName is not set",
        );
    });
  });
}

/**
 * Pods.
 *
 * @see kubernetes pkg/registry/core/pod/strategy.go
 */
export const podRules: KindRules = {
  resetFields: {
    "": [["f:status"]],
    status: [
      ["f:spec"],
      ["f:metadata", "f:deletionTimestamp"],
      ["f:metadata", "f:ownerReferences"],
    ],
  },
  strategy: { deleteAnswersObject: true, hasGracefulDeletion: true, keepsGeneration: true },
  // Of it only the class of service counts.
  takesStatus: "on-create",
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
  prepareForCreate(pod, { now, warn }) {
    warn?.(...appArmorWarnings(pod));
    const prepared = withAppArmor(pod);
    const said = textOf(valueAt(pod, "status", "qosClass"));
    const status = {
      phase: "Pending",
      qosClass: said === "" ? qualityOfServiceOf(prepared) : said,
    };
    const isGated = listOf(valueAt(pod, "spec", "schedulingGates")).length > 0;
    return { ...prepared, status: isGated ? { ...status, conditions: [gated(now)] } : status };
  },
  prepareForUpdate(pod, old, subresource) {
    if (subresource !== "" && subresource !== "status") return throughDoor(pod, old, subresource);
    return subresource === "status" ? withStatusOf(pod, old) : pod;
  },
  check: (value, _at, report) => {
    const name = textOf(valueAt(value, "metadata", "name"));
    const { spec } = objectOf(value);
    podAnnotations(value, "metadata.annotations", report);
    podSpec({ isPod: true, name })(spec, "spec", report);
    accountTokens(objectOf(spec), report);
    imageBlanks(spec, "spec", report);
  },
  checkCreate(value, _at, report) {
    const spec = objectOf(objectOf(value)["spec"]);
    if (listOf(spec["ephemeralContainers"]).length > 0)
      report.forbidden("spec.ephemeralContainers", "cannot be set on create");
    if (textOf(spec["nodeName"]) !== "" && listOf(spec["schedulingGates"]).length > 0)
      report.forbidden(
        "spec.nodeName",
        "cannot be set until all schedulingGates have been cleared",
      );
    profilesMatch(value, "", report);
  },
  checkUpdate: all((value, _at, report) => {
    podAnnotationsChange(value, "metadata.annotations", report);
  }, podChange),
  checkThrough: {
    ephemeralcontainers: all((value, _at, report) => {
      podAnnotationsChange(value, "metadata.annotations", report);
    }, ephemeralContainersChange),
    resize: resizeChange,
  },
  checkStatus: podStatus,
  droppedFields: [...podDroppedFields("spec"), ...podStatusDroppedFields],
  warningsOf: podWarnings,
  statusWarningsOf: (pod) =>
    ["podIPs", "hostIPs"].flatMap((name) =>
      addressesWarnings(valueAt(pod, "status", name), `status.${name}`, ".ip"),
    ),
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

/** A kubelet may leave out what it never decides, and is not asked who owns the pod, or when it goes. */
function withStatusOf(pod: PlainObject, old: PlainObject): PlainObject {
  const owners = ["metadata", "ownerReferences"] as const;
  const end = ["metadata", "deletionTimestamp"] as const;
  const kept = withValueAt(pod, end, valueAt(old, ...end));
  const owned = withValueAt(kept, owners, valueAt(old, ...owners));
  const quality = ["status", "qosClass"] as const;
  return textOf(valueAt(owned, ...quality)) === ""
    ? withValueAt(owned, quality, valueAt(old, ...quality))
    : owned;
}

/** What is said of a pod that no scheduler may look at yet. */
function gated(now: number): PlainObject {
  return {
    type: "PodScheduled",
    status: "False",
    lastProbeTime: null,
    lastTransitionTime: timeText(now),
    reason: "SchedulingGated",
    message: "Scheduling is blocked due to non-empty scheduling gates",
  };
}
