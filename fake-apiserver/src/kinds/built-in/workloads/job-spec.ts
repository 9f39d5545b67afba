import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { qualifiedName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isEmpty,
  isSet,
  maxItems,
  needed,
  notNegative,
  optional,
} from "../../validation/checks.ts";
import { domainPrefixedPath } from "../../validation/common-checks.ts";
import type { Report } from "../../validation/report.ts";
import { podTemplate } from "../pods/pod-spec.ts";
import { parseIndexes } from "./job-indexes.ts";

/**
 * The spec of jobs, wherever jobs are described.
 *
 * @see kubernetes pkg/apis/batch/validation/validation.go
 */

/** A closed list whose absence names what there is. */
function choice(...values: readonly string[]): Check {
  const quoted = values.map((value) => JSON.stringify(value)).join(" ");
  return needed((value, at, report) => {
    if (!values.includes(textOf(value))) report.notSupported(at, value, values);
  }, `valid values: [${quoted}]`);
}

/** Names of the containers of which a rule may speak. */
function containerNames(spec: PlainObject): ReadonlySet<unknown> {
  return new Set(
    ["containers", "initContainers"].flatMap((group) =>
      listOf(valueAt(spec, "template", "spec", group)).map((one) => objectOf(one)["name"]),
    ),
  );
}

function exitCodes(names: ReadonlySet<unknown>): Check {
  return (value, at, report) => {
    const { operator, containerName, values } = objectOf(value);
    choice("In", "NotIn")(operator, `${at}.operator`, report);
    if (isSet(containerName) && !names.has(containerName)) {
      report.invalid(
        `${at}.containerName`,
        containerName,
        "must be one of the container or initContainer names in the pod template",
      );
    }
    const place = `${at}.values`;
    const codes = listOf(values).map(numberOf);
    if (codes.length === 0) report.invalid(place, values, "at least one value is required");
    maxItems(255)(values, place, report);
    const seen = new Set<number>();
    codes.forEach((code, index) => {
      if (operator === "In" && code === 0)
        report.invalid(`${place}[${index}]`, code, "must not be 0 for the In operator");
      if (seen.has(code)) report.duplicate(`${place}[${index}]`, code);
      seen.add(code);
    });
    if (codes.some((code, index) => index > 0 && numberOf(codes[index - 1]) > code))
      report.invalid(place, values, "must be ordered");
  };
}

const podConditions: Check = (value, at, report) => {
  maxItems(20)(value, at, report);
  listOf(value).forEach((pattern, index) => {
    fields({ type: form(qualifiedName), status: choice("False", "True", "Unknown") })(
      pattern,
      `${at}[${index}]`,
      report,
    );
  });
};

/** A mistake of a whole rule, whose value is not shown. */
function invalidWhole(report: Report, at: string, detail: string): void {
  report.errors.push({
    reason: "FieldValueInvalid",
    field: at,
    message: `Invalid value: ${detail}`,
  });
}

function failureRule(spec: PlainObject): Check {
  const ofExitCodes = exitCodes(containerNames(spec));
  return (value, at, report) => {
    const { action, onExitCodes, onPodConditions } = objectOf(value);
    if (action === "FailIndex") {
      if (!isSet(spec["backoffLimitPerIndex"]))
        report.invalid(`${at}.action`, action, "requires the backoffLimitPerIndex to be set");
    } else choice("Count", "FailIndex", "FailJob", "Ignore")(action, `${at}.action`, report);
    if (isSet(onExitCodes)) ofExitCodes(onExitCodes, `${at}.onExitCodes`, report);
    if (!isEmpty(onPodConditions)) podConditions(onPodConditions, `${at}.onPodConditions`, report);
    if (isSet(onExitCodes) && !isEmpty(onPodConditions))
      invalidWhole(report, at, "specifying both OnExitCodes and OnPodConditions is not supported");
    if (!isSet(onExitCodes) && isEmpty(onPodConditions))
      invalidWhole(report, at, "specifying one of OnExitCodes and OnPodConditions is required");
  };
}

function successRule(completions: number): Check {
  return (value, at, report) => {
    const { succeededCount: count, succeededIndexes: indexes } = objectOf(value);
    if (!isSet(count) && !isSet(indexes))
      report.required(at, "at least one of succeededCount or succeededIndexes must be specified");
    let total = 0;
    if (isSet(indexes)) {
      if (textOf(indexes).length > 64 * 1024) report.tooLong(`${at}.succeededIndexes`, 64 * 1024);
      const parsed = parseIndexes(textOf(indexes), completions);
      if (parsed.problem !== undefined) {
        report.invalid(
          `${at}.succeededIndexes`,
          indexes,
          `error parsing succeededIndexes: ${parsed.problem}`,
        );
      }
      total = parsed.count;
    }
    if (typeof count !== "number") return;
    const place = `${at}.succeededCount`;
    notNegative(count, place, report);
    if (count > completions) {
      report.invalid(
        place,
        count,
        `must be less than or equal to ${completions} (the number of specified completions)`,
      );
    }
    if (isSet(indexes) && count > total) {
      report.invalid(
        place,
        count,
        `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`,
      );
    }
  };
}

const indexedLimits: Check = (value, at, report) => {
  const {
    completions,
    parallelism,
    maxFailedIndexes: failed,
    backoffLimitPerIndex: perIndex,
  } = objectOf(value);
  if (!isSet(completions)) report.required(`${at}.completions`, "when completion mode is Indexed");
  if (numberOf(parallelism) > 100_000) {
    report.invalid(
      `${at}.parallelism`,
      parallelism,
      "must be less than or equal to 100000 when completion mode is Indexed",
    );
  }
  const most = `${at}.maxFailedIndexes`;
  if (typeof failed === "number" && typeof completions === "number" && failed > completions)
    report.invalid(most, failed, "must be less than or equal to completions");
  if (numberOf(failed) > 100_000)
    report.invalid(most, failed, "must be less than or equal to 100000");
  if (numberOf(completions) <= 100_000 || !isSet(perIndex)) return;
  if (!isSet(failed)) report.required(most, "must be specified when completions is above 100000");
  const tail =
    "must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index";
  if (numberOf(parallelism) > 10_000) report.invalid(`${at}.parallelism`, parallelism, tail);
  if (numberOf(failed) > 10_000) report.invalid(most, failed, tail);
};

const completion: Check = (value, at, report) => {
  const spec = objectOf(value);
  const mode = spec["completionMode"];
  if (isSet(mode) && mode !== "NonIndexed" && mode !== "Indexed")
    report.notSupported(`${at}.completionMode`, mode, ["NonIndexed", "Indexed"]);
  if (mode === "Indexed") indexedLimits(value, at, report);
  if (!isSet(mode) || mode === "NonIndexed") {
    for (const name of ["backoffLimitPerIndex", "maxFailedIndexes"]) {
      if (isSet(spec[name]))
        report.invalid(`${at}.${name}`, spec[name], "requires indexed completion mode");
    }
  }
  const { podFailurePolicy: failure, successPolicy: success } = spec;
  if (isSet(failure)) {
    const place = `${at}.podFailurePolicy.rules`;
    const { rules } = objectOf(failure);
    maxItems(20)(rules, place, report);
    each(failureRule(spec))(rules, place, report);
  }
  if (!isSet(success)) return;
  if (mode !== "Indexed") {
    report.invalid(`${at}.successPolicy`, success, "requires indexed completion mode");
    return;
  }
  const place = `${at}.successPolicy.rules`;
  const { rules } = objectOf(success);
  if (isEmpty(rules))
    report.required(
      place,
      "at least one rules must be specified when the successPolicy is specified",
    );
  maxItems(20)(rules, place, report);
  listOf(rules).forEach((rule, index) => {
    successRule(numberOf(spec["completions"]))(rule, `${place}[${index}]`, report);
  });
};

const jobTemplate: Check = (value, at, report) => {
  const { template, podFailurePolicy, podReplacementPolicy: replacement } = objectOf(value);
  if (isSet(replacement)) {
    const known = isSet(podFailurePolicy) ? ["Failed"] : ["Failed", "TerminatingOrFailed"];
    if (!known.includes(textOf(replacement)))
      report.notSupported(`${at}.podReplacementPolicy`, replacement, known);
  }
  podTemplate(template, `${at}.template`, report);
  const policy = textOf(valueAt(template, "spec", "restartPolicy"));
  const place = `${at}.template.spec.restartPolicy`;
  if (policy === "Always" || policy === "")
    report.required(place, 'valid values: "OnFailure", "Never"');
  else if (policy !== "OnFailure" && policy !== "Never")
    report.notSupported(place, policy, ["OnFailure", "Never"]);
  else if (isSet(podFailurePolicy) && policy !== "Never") {
    report.invalid(place, policy, 'only "Never" is supported when podFailurePolicy is specified');
  }
};

/** What is asked of the spec of a job, wherever jobs are described. */
export const jobSpec: Check = all(
  fields({
    parallelism: notNegative,
    completions: notNegative,
    activeDeadlineSeconds: notNegative,
    backoffLimit: notNegative,
    ttlSecondsAfterFinished: notNegative,
    backoffLimitPerIndex: notNegative,
    maxFailedIndexes: notNegative,
  }),
  (value, at, report) => {
    const { maxFailedIndexes, backoffLimitPerIndex, managedBy } = objectOf(value);
    if (isSet(maxFailedIndexes) && !isSet(backoffLimitPerIndex))
      report.required(`${at}.backoffLimitPerIndex`, "when maxFailedIndexes is specified");
    optional(domainPrefixedPath)(managedBy, `${at}.managedBy`, report);
    if (textOf(managedBy).length > 63) report.tooLong(`${at}.managedBy`, 63);
  },
  completion,
  jobTemplate,
);
