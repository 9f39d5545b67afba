import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { all, type Check, fields, isSet, notNegative, sameState } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import { type JobIndexes, parseIndexes } from "./job-indexes.ts";

/**
 * What is asked of the status of a job: most of it only where something has changed.
 *
 * @see kubernetes pkg/registry/batch/job/strategy.go getStatusValidationOptions
 */

type Conditions = (type: string) => boolean;

function conditionsOf(object: unknown): Conditions {
  const conditions = listOf(valueAt(object, "status", "conditions")).map(objectOf);
  return (type) => conditions.some((one) => one["type"] === type && one["status"] === "True");
}

function refuse(report: Report, detail: string): void {
  report.errors.push({
    reason: "FieldValueInvalid",
    field: "status.conditions",
    message: `Invalid value: ${detail}`,
  });
}

const uncounted: Check = (value, at, report) => {
  const seen = new Set<unknown>();
  for (const group of ["succeeded", "failed"]) {
    listOf(objectOf(value)[group]).forEach((uid, index) => {
      const place = `${at}.${group}[${index}]`;
      if (textOf(uid) === "") report.invalid(place, uid, "must not be empty");
      else if (seen.has(uid)) report.duplicate(place, uid);
      seen.add(uid);
    });
  }
};

/** Conditions that cannot hold together, or not without another; when one of `changed` has changed, or that member. */
const conditionRules: readonly {
  readonly changed?: readonly string[];
  readonly changedMember?: string;
  readonly breaks: (is: Conditions, spec: PlainObject) => boolean;
  readonly text: string;
}[] = [
  {
    changed: ["Complete", "Failed"],
    breaks: (is) => is("Complete") && is("Failed"),
    text: "cannot set Complete=True and Failed=true conditions",
  },
  {
    changed: ["Complete", "FailureTarget"],
    breaks: (is) => is("Complete") && is("FailureTarget"),
    text: "cannot set Complete=True and FailureTarget=true conditions",
  },
  {
    changed: ["Failed"],
    changedMember: "failedIndexes",
    breaks: (is) => is("Failed") && !is("FailureTarget"),
    text: "cannot set Failed=True condition without the FailureTarget=true condition",
  },
  {
    changed: ["Complete", "SuccessCriteriaMet"],
    breaks: (is) => is("Complete") && !is("SuccessCriteriaMet"),
    text: "cannot set Complete=True condition without the SuccessCriteriaMet=true condition",
  },
  {
    breaks: (is) => is("SuccessCriteriaMet") && is("Failed"),
    text: "cannot set SuccessCriteriaMet=True and Failed=true conditions",
  },
  {
    breaks: (is) => is("SuccessCriteriaMet") && is("FailureTarget"),
    text: "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions",
  },
  {
    breaks: (is, spec) =>
      isSet(spec["successPolicy"]) && !is("SuccessCriteriaMet") && is("Complete"),
    text: "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True",
  },
];

const jobConditions: Check = (value, _at, report) => {
  const is = conditionsOf(value);
  const was = conditionsOf(report.old);
  const spec = objectOf(objectOf(value)["spec"]);
  const [now, before] = [value, report.old].map((job) => objectOf(valueAt(job, "status")));
  for (const { changed, changedMember, breaks, text } of conditionRules) {
    const isNews =
      changed === undefined ||
      changed.some((type) => is(type) !== was(type)) ||
      (changedMember !== undefined && now?.[changedMember] !== before?.[changedMember]);
    if (isNews && breaks(is, spec)) refuse(report, text);
  }
};

/** What has ended does not go on. */
const terminalConditions: Check = (value, _at, report) => {
  const is = conditionsOf(value);
  const was = conditionsOf(report.old);
  for (const type of ["Failed", "Complete", "FailureTarget"]) {
    if (was(type) && !is(type))
      refuse(report, `cannot disable the terminal ${type}=True condition`);
  }
  if (was("SuccessCriteriaMet") && !is("SuccessCriteriaMet"))
    refuse(report, "cannot disable the SuccessCriteriaMet=True condition");
};

/** Times and counts, and how they go with the end of the job. */
const progressRules: Check = (value, _at, report) => {
  const is = conditionsOf(value);
  const was = conditionsOf(report.old);
  const status = objectOf(objectOf(value)["status"]);
  const before = objectOf(report.old?.["status"]);
  const isFinished = is("Complete") || is("Failed");
  const endsOrGoesOn = isFinished !== (was("Complete") || was("Failed"));
  const differs = (name: string) => !sameState(status[name], before[name]);
  timeRules(status, before, { is, was, endsOrGoesOn }, report);
  if ((differs("active") || endsOrGoesOn) && numberOf(status["active"]) > 0 && isFinished)
    report.invalid("status.active", status["active"], "active>0 is invalid for finished job");
  if ((differs("terminating") || endsOrGoesOn) && numberOf(status["terminating"]) > 0 && isFinished)
    report.invalid(
      "status.terminating",
      status["terminating"],
      "terminating>0 is invalid for finished job",
    );
  const pods = objectOf(status["uncountedTerminatedPods"]);
  const waits = differs("uncountedTerminatedPods") || endsOrGoesOn;
  if (waits && isFinished && listOf(pods["failed"]).length + listOf(pods["succeeded"]).length > 0)
    report.invalid(
      "status.uncountedTerminatedPods",
      status["uncountedTerminatedPods"],
      "must be empty for finished job",
    );
  if (
    (differs("ready") || differs("active")) &&
    isSet(status["ready"]) &&
    numberOf(status["ready"]) > numberOf(status["active"])
  )
    report.invalid("status.ready", status["ready"], "cannot set more ready pods than active");
  // An indexed job with as many pods at a time as completions can be made smaller: what succeeded beyond them counts no more.
  const spec = objectOf(objectOf(value)["spec"]);
  const shrinks =
    spec["completionMode"] === "Indexed" &&
    numberOf(spec["completions"]) === numberOf(spec["parallelism"]);
  for (const name of shrinks ? ["failed"] : ["failed", "succeeded"]) {
    if (numberOf(status[name]) < numberOf(before[name]))
      report.invalid(
        `status.${name}`,
        numberOf(status[name]),
        `cannot decrease the ${name} counter`,
      );
  }
};

function timeRules(
  status: PlainObject,
  before: PlainObject,
  state: { readonly is: Conditions; readonly was: Conditions; readonly endsOrGoesOn: boolean },
  report: Report,
): void {
  const { is, was, endsOrGoesOn } = state;
  const { completionTime: end, startTime: start } = status;
  const at = "status.completionTime";
  const differs = (name: string) => !sameState(status[name], before[name]);
  const isEndNews = differs("completionTime") || is("Complete") !== was("Complete");
  if (isEndNews && isSet(end) && !is("Complete"))
    report.invalid(at, end, "cannot set completionTime when there is no Complete=True condition");
  if (isEndNews && !isSet(end) && is("Complete"))
    report.required(at, "completionTime is required for Complete jobs");
  const isTimeNews = differs("startTime") || differs("completionTime");
  if (isTimeNews && isSet(start) && isSet(end) && textOf(end) < textOf(start))
    report.invalid(at, end, "must be equal to or after `startTime`");
  if (isSet(end) && isSet(before["completionTime"]) && end !== before["completionTime"])
    report.invalid(at, end, "field is immutable");
  const isFinished = is("Complete") || is("Failed");
  const spec = objectOf(report.object?.["spec"]);
  const isSuspended = spec["suspend"] === true;
  const wantsStart =
    (endsOrGoesOn || differs("startTime")) && !(isSuspended && spec["completions"] === 0);
  if (wantsStart && !isSet(start) && isFinished)
    report.required("status.startTime", "startTime is required for finished job");
  const resumes =
    was("Suspended") &&
    listOf(status["conditions"])
      .map(objectOf)
      .some(({ type, status: is }) => type === "Suspended" && is === "False");
  if (isSet(before["startTime"]) && start !== before["startTime"] && !isSuspended && !resumes)
    report.required("status.startTime", "startTime cannot be removed for unsuspended job");
}

const indexRules: Check = (value, _at, report) => {
  const spec = objectOf(objectOf(value)["spec"]);
  const status = objectOf(objectOf(value)["status"]);
  const { completedIndexes: completed, failedIndexes: failed } = status;
  const before = objectOf(report.old?.["status"]);
  const total = numberOf(spec["completions"]);
  const isIndexed = spec["completionMode"] === "Indexed";
  const wasChanged = (name: string) => status[name] !== before[name];
  if (wasChanged("completedIndexes") && isSet(completed)) {
    const { problem } = parseIndexes(textOf(completed), total);
    if (isSet(spec["completions"]) && problem !== undefined)
      report.invalid(
        "status.completedIndexes",
        completed,
        `error parsing completedIndexes: ${problem}`,
      );
    if (!isIndexed && textOf(completed) !== "")
      report.invalid(
        "status.completedIndexes",
        completed,
        "cannot set non-empty completedIndexes when non-indexed completion mode",
      );
  }
  if (!isSet(failed)) return;
  const { problem, ranges } = parseIndexes(textOf(failed), total);
  if (wasChanged("failedIndexes")) {
    if (!isSet(spec["backoffLimitPerIndex"]))
      report.invalid(
        "status.failedIndexes",
        failed,
        "cannot set non-null failedIndexes when backoffLimitPerIndex is null",
      );
    else if (problem !== undefined)
      report.invalid("status.failedIndexes", failed, `error parsing failedIndexes: ${problem}`);
  }
  const isNews = wasChanged("failedIndexes") || wasChanged("completedIndexes");
  if (!isNews || !isSet(spec["completions"])) return;
  const done = parseIndexes(textOf(completed), total).ranges;
  const both = firstInBoth(ranges, done);
  if (both !== undefined)
    report.invalid(
      "status.failedIndexes",
      failed,
      `failedIndexes and completedIndexes overlap at index: ${both}`,
    );
};

/** The lowest index in both of two lists that rise. */
function firstInBoth(some: JobIndexes["ranges"], others: JobIndexes["ranges"]): number | undefined {
  let at = 0;
  for (const [first, last] of some) {
    while ((others[at]?.[1] ?? last) < first) at += 1;
    const other = others[at];
    if (other !== undefined && other[0] <= last) return Math.max(first, other[0]);
  }
  return undefined;
}

export const jobStatus: Check = all(
  fields({
    status: fields({
      active: notNegative,
      succeeded: notNegative,
      failed: notNegative,
      ready: notNegative,
      terminating: notNegative,
      uncountedTerminatedPods: uncounted,
    }),
  }),
  jobConditions,
  progressRules,
  indexRules,
  terminalConditions,
);
