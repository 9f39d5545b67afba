import {
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
} from "../../../codec/json/plain-object.ts";
import { type Check, isEmpty, isSet, notNegative } from "../../validation/checks.ts";
import { labelSelector, percentOf } from "../../validation/common-checks.ts";
import type { Report } from "../../validation/report.ts";
import type { KindRules } from "../kind-rules.ts";
import { podDroppedFields } from "../pods/pod-features.ts";
import { podTemplate } from "../pods/pod-spec.ts";
import { podTemplateWarnings } from "../pods/pod-warnings.ts";
import { selects } from "../selects.ts";

/** What workloads have in common. */

export function reported(
  report: Report,
  errors: readonly Parameters<Report["errors"]["push"]>[0][],
): void {
  report.errors.push(...errors);
}

/** The selector, and the template that it must select. */
export function selectorOf(kind: string): Check {
  return (value, at, report) => {
    const { selector } = objectOf(value);
    const before = report.errors.length;
    if (!isSet(selector)) {
      if (kind !== "daemonset") report.required(`${at}.selector`);
      return;
    }
    labelSelector(selector, `${at}.selector`, report);
    const isWrong = report.errors.length > before;
    const { matchLabels, matchExpressions } = objectOf(selector);
    if (isEmpty(matchLabels) && isEmpty(matchExpressions))
      report.invalid(
        `${at}.selector`,
        selector,
        `empty selector is invalid for ${kind === "replicaset" ? "deployment" : kind}`,
      );
    if (isWrong && kind !== "daemonset")
      report.invalid(
        `${at}.selector`,
        selector,
        kind === "statefulset" ? "" : "invalid label selector",
      );
  };
}

/** True when the selector can be made into one: else the template is not looked at. */
export function isSelector(value: unknown, report: Report): boolean {
  const count = report.errors.length;
  labelSelector(value, "", report);
  const isGood = report.errors.length === count;
  report.errors.length = count;
  return isGood;
}

export function matchesTemplate(mayBeEmpty: boolean): Check {
  return (value, at, report) => {
    const { selector, template } = objectOf(value);
    const labels = valueAt(template, "metadata", "labels");
    const isNothing =
      isEmpty(objectOf(selector)["matchLabels"]) && isEmpty(objectOf(selector)["matchExpressions"]);
    if (mayBeEmpty && isSet(selector) && isNothing) return;
    if (!selects(selector, objectOf(labels))) {
      report.invalid(
        `${at}.template.metadata.labels`,
        labels ?? null,
        "`selector` does not match template `labels`",
      );
    }
  };
}

/** A template whose pods always restart. */
export const lastingTemplate: Check = (value, at, report) => {
  podTemplate(value, at, report);
  const policy = valueAt(value, "spec", "restartPolicy");
  if (policy !== "Always") report.notSupported(`${at}.spec.restartPolicy`, policy, ["Always"]);
};

export function noDeadline(kind: string): Check {
  return (value, at, report) => {
    if (isSet(valueAt(value, "spec", "activeDeadlineSeconds"))) {
      report.forbidden(
        `${at}.spec.activeDeadlineSeconds`,
        `activeDeadlineSeconds in ${kind} is not Supported`,
      );
    }
  };
}

export function selectedTemplate(mayBeEmpty: boolean, template: Check): Check {
  return (value, at, report) => {
    const { selector } = objectOf(value);
    if (isSet(selector) && !isSelector(selector, report)) return;
    matchesTemplate(mayBeEmpty)(value, at, report);
    template(objectOf(value)["template"], `${at}.template`, report);
  };
}

export function intOrPercentOf(value: unknown): number {
  if (typeof value === "number") return value;
  return percentOf(value) ?? (Number.parseInt(textOf(value), 10) || 0);
}

const greaterThan =
  (limits: PlainObject, member: string, limit: string): Check =>
  (value, at, report) => {
    void value;
    const count = numberOf(limits[member]);
    if (count > numberOf(limits[limit.replace("status.", "")]))
      report.invalid(`${at}.${member}`, count, `cannot be greater than ${limit}`);
  };

/** Counts that may not be negative, nor more than others. */
export function counts(
  members: readonly string[],
  orders: readonly (readonly [less: string, more: string])[] = [],
): Check {
  return (value, at, report) => {
    const status = objectOf(value);
    for (const member of members) notNegative(status[member], `${at}.${member}`, report);
    for (const [less, more] of orders) greaterThan(status, less, more)(value, at, report);
  };
}

export const notDecremented: Check = (value, at, report) => {
  const now = objectOf(value)["collisionCount"];
  const before = valueAt(report.old, "status", "collisionCount");
  if (!isSet(before)) return;
  if (!isSet(now) || numberOf(now) < numberOf(before))
    report.invalid(`${at}.collisionCount`, numberOf(now), "cannot be decremented");
};

/** A strategy as errors show it: inside the server these amounts are there, if only as 0, and stand first. */
export function strategyInside(shown: unknown, amounts: readonly string[]): unknown {
  const { RollingUpdate: rolling, ...rest } = objectOf(shown);
  if (!isSet(rolling)) return shown;
  const given = objectOf(rolling);
  const stated = Object.fromEntries(amounts.map((name) => [name, given[name] ?? 0]));
  return { ...rest, RollingUpdate: { ...stated, ...without(given, ...amounts) } };
}

/** A workload whose pods always restart and whose selector stays. */
export const replicated: KindRules = {
  strategy: { keepsGeneration: true },
  metadataOnUpdate: ["update"],
  droppedFields: podDroppedFields("spec.template.spec"),
  warningsOf: podTemplateWarnings,
};
