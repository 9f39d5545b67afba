import {
  equalJson,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../../codec/json/plain-object.ts";
import { labelName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  fields,
  immutable,
  immutableText,
  isSet,
  needed,
  notNegative,
  sameState,
} from "../../validation/checks.ts";
import { labelSelector } from "../../validation/common-checks.ts";
import { cronScheduleProblem } from "../../validation/cron-schedule.ts";
import { Report } from "../../validation/report.ts";
import type { KindRules } from "../kind-rules.ts";
import { podDroppedFields } from "../pods/pod-features.ts";
import {
  hostNameWarnings,
  namedTemplateWarnings,
  podTemplateWarnings,
} from "../pods/pod-warnings.ts";
import { selects } from "../selects.ts";
import { jobSpec } from "./job-spec.ts";
import { jobStatus } from "./job-status.ts";
import { withLabelsOfTemplate } from "./labels-of-template.ts";

/**
 * Kinds of batch.
 *
 * @see kubernetes pkg/apis/batch/validation/validation.go
 */

const orphanWarning =
  "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

const generatedLabels = [
  "controller-uid",
  "job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
] as const;

/** A selector, and a template that it selects. */
const jobSelector: Check = (value, at, report) => {
  const { selector, template } = objectOf(value);
  const before = report.errors.length;
  if (!isSet(selector)) report.required(`${at}.selector`);
  else labelSelector(selector, `${at}.selector`, report);
  // What cannot be read selects nothing, and is told once.
  if (isSet(selector) && report.errors.length > before) return;
  const given = valueAt(template, "metadata", "labels");
  if (!selects(selector, objectOf(given))) {
    report.invalid(
      `${at}.template.metadata.labels`,
      given ?? null,
      "`selector` does not match template `labels`",
    );
  }
};

/** The labels that the server itself gives to the pods of a job. */
const generatedTemplateLabels: Check = (value, _at, report) => {
  const spec = objectOf(objectOf(value)["spec"]);
  if (spec["manualSelector"] === true || !isSet(spec["selector"])) return;
  const given = objectOf(valueAt(spec, "template", "metadata", "labels"));
  const labels: Record<string, string> = {};
  for (const label of generatedLabels) {
    const wanted = textOf(valueAt(value, "metadata", label.endsWith("uid") ? "uid" : "name"));
    labels[label] = wanted;
    const at = `spec.template.metadata.labels[${label}]`;
    if (given[label] === undefined) report.required(at, `must be '${wanted}'`);
    else if (given[label] !== wanted) report.invalid(at, given, `must be '${wanted}'`);
  }
  const { selector } = spec;
  const found = new Report(report.object);
  labelSelector(selector, "spec.selector", found);
  if (found.errors.length === 0 && !selects(selector, labels))
    report.invalid("spec.selector", selector, "`selector` not auto-generated");
};

/** The pods of an indexed job are named after it. */
const podNames: Check = (value, _at, report) => {
  const { completionMode, completions } = objectOf(objectOf(value)["spec"]);
  const name = textOf(valueAt(value, "metadata", "name"));
  if (completionMode !== "Indexed" || numberOf(completions) <= 0) return;
  const last = `${name}-${numberOf(completions) - 1}`;
  if (labelName(last).length > 0)
    report.invalid(
      "metadata.name",
      name,
      `will not able to create pod with invalid DNS label: ${last}`,
    );
};

const templateChange: Check = (value, _at, report) => {
  const template = valueAt(value, "spec", "template");
  const before = valueAt(report.old, "spec", "template");
  const mayDirect =
    valueAt(report.old, "spec", "suspend") === true &&
    !isSet(valueAt(report.old, "status", "startTime"));
  const old = mayDirect ? withDirectives(before, template) : before;
  if (!sameState(template, old)) report.invalid("spec.template", template, immutableText);
};

/** What may be said about the place of the pods of a job that never ran. */
function withDirectives(old: unknown, template: unknown): PlainObject {
  const spec: Record<string, unknown> = { ...objectOf(valueAt(old, "spec")) };
  for (const name of ["nodeSelector", "tolerations", "schedulingGates"])
    spec[name] = valueAt(template, "spec", name);
  const affinity = valueAt(template, "spec", "affinity");
  const nodeAffinity = valueAt(affinity, "nodeAffinity");
  const kept = { ...objectOf(spec["affinity"]), nodeAffinity };
  if (isSet(affinity)) spec["affinity"] = kept;
  else if (Object.entries(kept).every(([, one]) => !isSet(one))) spec["affinity"] = undefined;
  return {
    ...objectOf(old),
    metadata: {
      ...objectOf(valueAt(old, "metadata")),
      annotations: valueAt(template, "metadata", "annotations"),
      labels: valueAt(template, "metadata", "labels"),
    },
    spec: Object.fromEntries(Object.entries(spec).filter(([, one]) => one !== undefined)),
  };
}

const completionsChange: Check = (value, at, report) => {
  const now = objectOf(objectOf(value)["spec"]);
  const before = objectOf(report.old?.["spec"]);
  if (now["completions"] === before["completions"]) return;
  // Both may grow or shrink together.
  if (now["completionMode"] !== "Indexed") immutable("spec.completions")(value, at, report);
  else if (isSet(now["completions"]) && now["parallelism"] !== now["completions"])
    report.invalid(
      "spec.completions",
      now["completions"],
      "can only be modified in tandem with spec.parallelism",
    );
};

const job: KindRules = {
  strategy: {
    keepsGeneration: true,
    deleteAnswersObject: false,
    orphansByDefaultWarning: orphanWarning,
  },
  fieldSelectorStyle: "not-supported-for-kind",
  selectableFields: {
    "status.successful": (object) => String(numberOf(valueAt(object, "status", "succeeded"))),
  },
  droppedFields: podDroppedFields("spec.template.spec"),
  prepareForCreate: withGeneratedSelector,
  isCheckedTwiceOnUpdate: true,
  check: all(
    (value, at, report) => {
      // The server looks at them once, before all else.
      if (report.errors.length === 0) generatedTemplateLabels(value, at, report);
    },
    fields({ spec: all(jobSpec, jobSelector) }),
  ),
  fromStored: withLabelsOfTemplate,
  checkCreate: podNames,
  checkUpdate: all(
    podNames,
    completionsChange,
    immutable("spec.selector"),
    templateChange,
    immutable("spec.completionMode"),
    immutable("spec.podFailurePolicy"),
    immutable("spec.backoffLimitPerIndex"),
    immutable("spec.managedBy"),
    immutable("spec.successPolicy"),
  ),
  checkStatus: jobStatus,
  warningsOf: namedTemplateWarnings,
};

/** A job selects its own pods by its uid, unless told to use a selector of the user's. */
function withGeneratedSelector(object: PlainObject): PlainObject {
  if (valueAt(object, "spec", "manualSelector") === true) return object;
  const name = textOf(valueAt(object, "metadata", "name"));
  const uid = textOf(valueAt(object, "metadata", "uid"));
  const labels = {
    "controller-uid": uid,
    "job-name": name,
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
  };
  const given = valueAt(object, "spec", "template", "metadata", "labels");
  const templateLabels = objectOf(given);
  const all = { ...labels, ...templateLabels };
  const labelled = withValueAt(object, ["spec", "template", "metadata", "labels"], all);
  const own = valueAt(object, "metadata", "labels");
  // Without labels of its own it is stored, and read with those of its pods.
  const isShared = own !== undefined && own === given;
  const withOwn = isShared ? withValueAt(labelled, ["metadata", "labels"], all) : labelled;
  return withValueAt(withOwn, ["spec", "selector", "matchLabels"], {
    "batch.kubernetes.io/controller-uid": uid,
    ...objectOf(valueAt(object, "spec", "selector", "matchLabels")),
  });
}

const schedule: Check = needed((value, at, report) => {
  const text = textOf(value);
  const problem = cronScheduleProblem(text);
  if (problem !== undefined) report.invalid(at, text, problem);
  if (!text.includes("TZ")) return;
  if (!textOf(valueAt(report.old, "spec", "schedule")).includes("TZ")) {
    report.invalid(at, text, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
  } else if (isSet(valueAt(report.object, "spec", "timeZone"))) {
    report.invalid(at, text, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
  }
});

const timeZone: Check = (value, at, report) => {
  if (!isSet(value)) return;
  if (report.old !== undefined && equalJson(value, valueAt(report.old, "spec", "timeZone"))) return;
  const zone = textOf(value);
  if (zone === "") report.invalid(at, zone, "timeZone must be nil or non-empty string");
  else if (zone.toLowerCase() === "local")
    report.invalid(
      at,
      zone,
      "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
    );
  else if (!isTimeZone(zone)) report.invalid(at, zone, `unknown time zone ${zone}`);
};

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const cronJob: KindRules = {
  droppedFields: podDroppedFields("spec.jobTemplate.spec.template.spec"),
  strategy: { keepsGeneration: true },
  metadataOnUpdate: ["update"],
  metadataOnStatus: [],
  check: fields({
    spec: fields({
      schedule,
      startingDeadlineSeconds: notNegative,
      timeZone,
      concurrencyPolicy: needed((value, at, report) => {
        const known = ["Allow", "Forbid", "Replace"];
        if (!known.includes(textOf(value))) report.notSupported(at, value, known);
      }),
      jobTemplate: fields({
        spec: all(jobSpec, (value, at, report) => {
          const { manualSelector, selector } = objectOf(value);
          if (isSet(selector))
            report.invalid(`${at}.selector`, selector, "`selector` will be auto-generated");
          if (manualSelector === true)
            report.notSupported(`${at}.manualSelector`, manualSelector, ["nil", "false"]);
        }),
      }),
      successfulJobsHistoryLimit: notNegative,
      failedJobsHistoryLimit: notNegative,
    }),
  }),
  checkCreate(value, _at, report) {
    const name = textOf(valueAt(value, "metadata", "name"));
    if (name.length > 52)
      report.invalid("metadata.name", name, "must be no more than 52 characters");
  },
  warningsOf: (object, old) => {
    const within = (whole: PlainObject | undefined) =>
      whole === undefined
        ? undefined
        : { spec: objectOf(valueAt(whole, "spec", "jobTemplate", "spec")) };
    return [
      ...hostNameWarnings(object, old),
      ...podTemplateWarnings(within(object) ?? {}, within(old)).map((text) =>
        text.replaceAll(/(?<![\w.])spec\.template\./g, "spec.jobTemplate.spec.template."),
      ),
    ];
  },
};

/** Rules by kind. */
export const jobKinds: Readonly<Record<string, KindRules>> = { Job: job, CronJob: cronJob };
