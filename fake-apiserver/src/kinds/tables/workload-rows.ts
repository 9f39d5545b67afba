import { millisecondsOf } from "../../codec/go/time-text.ts";
import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import type { TableCell } from "../resource-definition.ts";
import { ageText, durationText } from "./age.ts";
import { autoscalerRow } from "./autoscaler-row.ts";
import { containerTexts, mapText, none, selectorText, templateTexts } from "./cell-text.ts";
import { ageOf, nameOf, type RowPrinter } from "./core-rows.ts";

/**
 * Kinds of apps, batch and autoscaling, by kind.
 *
 * @see kubernetes pkg/printers/internalversion/printers.go
 */
export const workloadRows: Readonly<Record<string, RowPrinter>> = {
  ControllerRevision: (revision, now) => [
    nameOf(revision),
    controllerText(revision),
    numberOf(revision["revision"]),
    ageOf(revision, now),
  ],
  DaemonSet(set, now) {
    const status = objectOf(set["status"]);
    return [
      nameOf(set),
      numberOf(status["desiredNumberScheduled"]),
      numberOf(status["currentNumberScheduled"]),
      numberOf(status["numberReady"]),
      numberOf(status["updatedNumberScheduled"]),
      numberOf(status["numberAvailable"]),
      mapText(valueAt(set, "spec", "template", "spec", "nodeSelector")),
      ageOf(set, now),
      ...templateTexts(set),
      selectorText(valueAt(set, "spec", "selector")),
    ];
  },
  Deployment(deployment, now) {
    const status = objectOf(deployment["status"]);
    return [
      nameOf(deployment),
      `${numberOf(status["readyReplicas"])}/${numberOf(valueAt(deployment, "spec", "replicas"))}`,
      numberOf(status["updatedReplicas"]),
      numberOf(status["availableReplicas"]),
      ageOf(deployment, now),
      ...templateTexts(deployment),
      selectorText(valueAt(deployment, "spec", "selector")),
    ];
  },
  ReplicaSet(set, now) {
    const status = objectOf(set["status"]);
    return [
      nameOf(set),
      numberOf(valueAt(set, "spec", "replicas")),
      numberOf(status["replicas"]),
      numberOf(status["readyReplicas"]),
      ageOf(set, now),
      ...templateTexts(set),
      selectorText(valueAt(set, "spec", "selector")),
    ];
  },
  StatefulSet: (set, now) => [
    nameOf(set),
    `${numberOf(valueAt(set, "status", "readyReplicas"))}/${numberOf(valueAt(set, "spec", "replicas"))}`,
    ageOf(set, now),
    ...templateTexts(set),
  ],
  CronJob(job, now) {
    const spec = objectOf(job["spec"]);
    const last = valueAt(job, "status", "lastScheduleTime");
    return [
      nameOf(job),
      textOf(spec["schedule"]),
      textOf(spec["timeZone"]) === "" ? none : textOf(spec["timeZone"]),
      suspendText(spec["suspend"]),
      listOf(valueAt(job, "status", "active")).length,
      last === undefined || last === null ? none : ageText(last, now),
      ageOf(job, now),
      ...containerTexts(valueAt(spec, "jobTemplate", "spec", "template", "spec")),
      selectorText(valueAt(spec, "jobTemplate", "spec", "selector")),
    ];
  },
  Job: jobRow,
  HorizontalPodAutoscaler: autoscalerRow,
};

function suspendText(suspend: unknown): string {
  if (typeof suspend !== "boolean") return "<unset>";
  return suspend ? "True" : "False";
}

function controllerText(object: PlainObject): string {
  const controller = listOf(valueAt(object, "metadata", "ownerReferences"))
    .map(objectOf)
    .find((reference) => reference["controller"] === true);
  if (controller === undefined) return none;
  const group = textOf(controller["apiVersion"]).split("/").slice(0, -1).join("");
  const kind = textOf(controller["kind"]).toLowerCase();
  return `${group === "" ? kind : `${kind}.${group}`}/${textOf(controller["name"])}`;
}

function jobRow(job: PlainObject, now: number): readonly TableCell[] {
  const spec = objectOf(job["spec"]);
  const status = objectOf(job["status"]);
  const succeeded = numberOf(status["succeeded"]);
  const { completions, parallelism } = spec;
  const done =
    completions !== undefined
      ? `${succeeded}/${completions}`
      : numberOf(parallelism) > 1
        ? `${succeeded}/1 of ${parallelism}`
        : `${succeeded}/1`;
  return [
    nameOf(job),
    jobStatus(job, status),
    done,
    jobDuration(status, now),
    ageOf(job, now),
    ...templateTexts(job),
    selectorText(spec["selector"]),
  ];
}

function jobStatus(job: PlainObject, status: PlainObject): string {
  const isTrue = (type: string): boolean =>
    listOf(status["conditions"])
      .map(objectOf)
      .some((condition) => condition["type"] === type && condition["status"] === "True");
  if (isTrue("Complete")) return "Complete";
  if (isTrue("Failed")) return "Failed";
  if (valueAt(job, "metadata", "deletionTimestamp") !== undefined) return "Terminating";
  if (isTrue("Suspended")) return "Suspended";
  return isTrue("FailureTarget") ? "FailureTarget" : "Running";
}

function jobDuration(status: PlainObject, now: number): string {
  const start = millisecondsOf(status["startTime"]);
  if (start === undefined) return "";
  return durationText((millisecondsOf(status["completionTime"]) ?? now) - start);
}
