import {
  equalJson,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../codec/plain-object.ts";
import { type FieldError, invalid, notSupported, required } from "../../schema/field-error.ts";
import { cronScheduleProblem } from "../validation/cron-schedule.ts";
import { validateLabels } from "../validation/object-meta.ts";
import type { KindRules } from "./kind-rules.ts";
import { validatePodSpec } from "./pod-spec-validation.ts";
import { podTemplateWarnings } from "./pod-warnings.ts";

const orphanWarning =
  "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

/** A workload whose pods always restart and whose selector stays. */
const replicated: KindRules = {
  strategy: { keepsGeneration: true },
  validate: (object) => [
    ...validateReplicas(object),
    ...validateSelector(object),
    ...validateTemplate(object, ["Always"]),
  ],
  validateUpdate: (object, old, subresource) =>
    subresource === "" ? validateSelectorUpdate(object, old) : [],
  warningsOf: podTemplateWarnings,
};

/**
 * Kinds of apps, batch and autoscaling.
 *
 * @see kubernetes pkg/apis/apps/validation/validation.go, pkg/apis/batch/validation/validation.go
 */
export const workloadKinds: Readonly<Record<string, KindRules>> = {
  Deployment: { ...replicated, statusKeepsLabels: true },
  ReplicaSet: {
    ...replicated,
    selectableFields: {
      "status.replicas": (set) => String(numberOf(valueAt(set, "status", "replicas"))),
    },
  },
  StatefulSet: replicated,
  DaemonSet: replicated,
  ReplicationController: {
    strategy: { keepsGeneration: true },
    selectableFields: {
      "status.replicas": (controller) =>
        String(numberOf(valueAt(controller, "status", "replicas"))),
    },
    validate: (controller) => [
      ...validateReplicas(controller),
      ...validateTemplate(controller, ["Always"]),
    ],
  },
  Job: {
    strategy: {
      keepsGeneration: true,
      deleteAnswersObject: false,
      orphansByDefaultWarning: orphanWarning,
    },
    selectableFields: {
      "status.successful": (job) => String(numberOf(valueAt(job, "status", "succeeded"))),
    },
    prepareForCreate: withGeneratedSelector,
    validate: (job) => [...validateSelector(job), ...validateTemplate(job, ["OnFailure", "Never"])],
    validateUpdate: (job, old, subresource) =>
      subresource === "" ? validateJobUpdate(job, old) : [],
    warningsOf: podTemplateWarnings,
  },
  CronJob: {
    strategy: { keepsGeneration: true },
    validate(job) {
      const template = objectOf(valueAt(job, "spec", "jobTemplate", "spec", "template"));
      const errors: FieldError[] = [];
      const schedule = textOf(valueAt(job, "spec", "schedule"));
      if (schedule === "") errors.push(required("spec.schedule"));
      else {
        const problem = cronScheduleProblem(schedule);
        if (problem !== undefined) errors.push(invalid("spec.schedule", schedule, problem));
        if (schedule.includes("TZ")) {
          const advice = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
          errors.push(invalid("spec.schedule", schedule, advice));
        }
      }
      errors.push(
        ...validatePodSpec(objectOf(template["spec"]), "spec.jobTemplate.spec.template.spec", {
          restartPolicies: ["OnFailure", "Never"],
        }),
      );
      return errors;
    },
  },
};

function validateReplicas(object: PlainObject): readonly FieldError[] {
  const replicas = valueAt(object, "spec", "replicas");
  return typeof replicas === "number" && replicas < 0
    ? [invalid("spec.replicas", replicas, "must be greater than or equal to 0")]
    : [];
}

function validateSelector(object: PlainObject): readonly FieldError[] {
  const selector = valueAt(object, "spec", "selector");
  const labels = objectOf(valueAt(object, "spec", "template", "metadata", "labels"));
  const errors: FieldError[] = [];
  if (selector === undefined || selector === null) errors.push(required("spec.selector"));
  else {
    const { matchLabels, matchExpressions } = objectOf(selector);
    errors.push(...validateLabels(matchLabels, "spec.selector.matchLabels"));
    if (Object.keys(objectOf(matchLabels)).length + listOf(matchExpressions).length === 0) {
      errors.push(
        invalid(
          "spec.selector",
          selector,
          `empty selector is invalid for ${textOf(object["kind"]).toLowerCase()}`,
        ),
      );
    }
  }
  if (!selects(selector, labels)) {
    errors.push(
      invalid(
        "spec.template.metadata.labels",
        valueAt(object, "spec", "template", "metadata", "labels") ?? null,
        "`selector` does not match template `labels`",
      ),
    );
  }
  return errors;
}

function selects(selector: unknown, labels: PlainObject): boolean {
  if (selector === undefined || selector === null) return false;
  const { matchLabels, matchExpressions } = objectOf(selector);
  const matches = Object.entries(objectOf(matchLabels)).every(
    ([key, value]) => labels[key] === value,
  );
  return (
    matches &&
    listOf(matchExpressions).every((expression) => {
      const { key, operator, values } = objectOf(expression);
      const value = labels[textOf(key)];
      switch (operator) {
        case "In":
          return value !== undefined && listOf(values).includes(value);
        case "NotIn":
          return value === undefined || !listOf(values).includes(value);
        case "Exists":
          return value !== undefined;
        default:
          return value === undefined;
      }
    })
  );
}

function validateTemplate(
  object: PlainObject,
  restartPolicies: readonly string[],
): readonly FieldError[] {
  const template = objectOf(valueAt(object, "spec", "template"));
  const spec = objectOf(template["spec"]);
  return [
    ...validateLabels(valueAt(template, "metadata", "labels"), "spec.template.labels"),
    ...validatePodSpec(spec, "spec.template.spec").filter(
      ({ field }) => field !== "spec.template.spec.restartPolicy",
    ),
    ...(restartPolicies.includes(textOf(spec["restartPolicy"]))
      ? []
      : [notSupported("spec.template.spec.restartPolicy", spec["restartPolicy"], restartPolicies)]),
  ];
}

function validateSelectorUpdate(object: PlainObject, old: PlainObject): readonly FieldError[] {
  const selector = valueAt(object, "spec", "selector");
  return equalJson(selector, valueAt(old, "spec", "selector"))
    ? []
    : [invalid("spec.selector", selector ?? null, "field is immutable")];
}

function validateJobUpdate(job: PlainObject, old: PlainObject): readonly FieldError[] {
  const errors = [...validateSelectorUpdate(job, old)];
  const template = valueAt(job, "spec", "template");
  if (!equalJson(template, valueAt(old, "spec", "template"))) {
    errors.push(invalid("spec.template", template, "field is immutable"));
  }
  for (const name of [
    "completions",
    "completionMode",
    "podFailurePolicy",
    "backoffLimitPerIndex",
  ]) {
    const value = valueAt(job, "spec", name);
    if (!equalJson(value, valueAt(old, "spec", name)))
      errors.push(invalid(`spec.${name}`, value ?? null, "field is immutable"));
  }
  return errors;
}

/** A job selects its own pods by its uid, unless told to use a selector of the user's. */
function withGeneratedSelector(job: PlainObject): PlainObject {
  if (valueAt(job, "spec", "manualSelector") === true) return job;
  const name = textOf(valueAt(job, "metadata", "name"));
  const uid = textOf(valueAt(job, "metadata", "uid"));
  const labels = {
    "controller-uid": uid,
    "job-name": name,
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
  };
  const templateLabels = objectOf(valueAt(job, "spec", "template", "metadata", "labels"));
  const labelled = withValueAt(job, ["spec", "template", "metadata", "labels"], {
    ...templateLabels,
    ...labels,
  });
  const own = valueAt(job, "metadata", "labels");
  const withOwn =
    own === undefined
      ? withValueAt(labelled, ["metadata", "labels"], { ...templateLabels, ...labels })
      : labelled;
  return withValueAt(withOwn, ["spec", "selector"], {
    matchLabels: { "batch.kubernetes.io/controller-uid": uid },
  });
}
