import {
  canonicalText,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  without,
} from "../../../codec/plain-object.ts";
import { type Check, isSet, sameState } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import { tolerations as checkTolerations } from "../../validation/resource-checks.ts";
import { changeText } from "../change-text.ts";

/**
 * What may change in a pod.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go ValidatePodUpdate
 */

const updateText =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

export const podChange: Check = (value, _at, report) => {
  const spec = objectOf(objectOf(value)["spec"]);
  const old = objectOf(report.old?.["spec"]);
  for (const name of ["containers", "initContainers"]) {
    if (listOf(spec[name]).length !== listOf(old[name]).length) {
      report.forbidden(`spec.${name}`, "pod updates may not add or remove containers");
      return;
    }
    listOf(spec[name]).forEach((container, index) => {
      if (textOf(objectOf(container)["image"]) === "")
        report.required(`spec.${name}[${index}].image`);
    });
  }
  deadline(spec["activeDeadlineSeconds"], old["activeDeadlineSeconds"], report);
  tolerations(spec, old, report);
  const gates = new Set(listOf(old["schedulingGates"]).map((gate) => objectOf(gate)["name"]));
  const added = new Map<string, number>();
  listOf(spec["schedulingGates"]).forEach((gate, index) => {
    const name = textOf(objectOf(gate)["name"]);
    if (!gates.has(name)) added.set(name, index);
  });
  for (const [name, index] of added)
    report.forbidden(
      `spec.schedulingGates[${index}].name`,
      `only deletion is allowed, but found new scheduling gate '${name}'`,
    );
  const munged = withMutable(spec, old);
  if (!sameState(munged, old))
    report.forbidden(
      "spec",
      `${updateText}\n${changeText(report.shown("spec", old), report.shown("spec", munged))}`,
    );
};

function deadline(seconds: unknown, old: unknown, report: Report): void {
  const field = "spec.activeDeadlineSeconds";
  if (typeof seconds === "number" && (seconds < 0 || seconds > 2_147_483_647))
    report.invalid(field, seconds, "must be between 0 and 2147483647, inclusive");
  if (typeof old !== "number") return;
  if (typeof seconds !== "number")
    report.invalid(field, null, "must not update from a positive integer to nil value");
  else if (seconds > old)
    report.invalid(field, seconds, "must be less than or equal to previous value");
}

function tolerations(spec: PlainObject, old: PlainObject, report: Report): void {
  const now = new Set(listOf(spec["tolerations"]).map(withoutSeconds));
  const lost = listOf(old["tolerations"]).some((one) => !now.has(withoutSeconds(one)));
  if (lost)
    report.forbidden(
      "spec.tolerations",
      "existing toleration can not be modified except its tolerationSeconds",
    );
  else checkTolerations(spec["tolerations"], "spec.tolerations", report);
}

/** What else a toleration says, as a text that equal ones share. */
function withoutSeconds(toleration: unknown): string {
  return canonicalText(without(objectOf(toleration), "tolerationSeconds"));
}

/** The new spec, in what may change as it was before. */
function withMutable(spec: PlainObject, old: PlainObject): PlainObject {
  const munged: Record<string, unknown> = { ...spec };
  const keep = (name: string): void => {
    if (isSet(old[name])) munged[name] = old[name];
    else delete munged[name];
  };
  for (const name of ["activeDeadlineSeconds", "tolerations", "schedulingGates"]) keep(name);
  if (numberOf(old["terminationGracePeriodSeconds"]) < 0) keep("terminationGracePeriodSeconds");
  for (const name of ["containers", "initContainers"]) {
    if (!isSet(spec[name])) continue;
    munged[name] = listOf(spec[name]).map((container, index) => ({
      ...objectOf(container),
      image: objectOf(listOf(old[name])[index])["image"],
    }));
  }
  return munged;
}
