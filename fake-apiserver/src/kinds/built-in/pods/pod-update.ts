import {
  canonicalText,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  without,
} from "../../../codec/json/plain-object.ts";
import { emptiedOf, noteEmptied } from "../../../schema/emptied-members.ts";
import { type Check, isSet, sameState } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import { tolerations as checkTolerations } from "../../validation/resource-checks.ts";
import { changeText } from "../change-text.ts";
import { withoutNarrowing } from "./gated-pod.ts";

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
  for (const name of ["containers", "initContainers"])
    if (!sameContainers(name, spec, old, report)) return;
  if (!deadline(spec["activeDeadlineSeconds"], old["activeDeadlineSeconds"], report)) return;
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
  if (sameState(spec, old)) return;
  const kept = withMutable(spec, old);
  const munged = gates.size > 0 ? withoutNarrowing(kept, old, report) : kept;
  if (!sameState(munged, old))
    report.forbidden(
      "spec",
      `${updateText}\n${changeText(report.shown("spec", old), report.shown("spec", munged))}`,
    );
};

/** False when containers came or went, and nothing else is worth telling. */
function sameContainers(
  name: string,
  spec: PlainObject,
  old: PlainObject,
  report: Report,
): boolean {
  if (listOf(spec[name]).length !== listOf(old[name]).length) {
    report.forbidden(`spec.${name}`, "pod updates may not add or remove containers");
    return false;
  }
  listOf(spec[name]).forEach((container, index) => {
    const image = textOf(objectOf(container)["image"]);
    const place = `spec.${name}[${index}].image`;
    if (image === "") report.required(place);
    if (image !== image.trim())
      report.invalid(place, image, "must not have leading or trailing whitespace");
  });
  return true;
}

/** False when it was set to what it may never be, and nothing else is worth telling. */
function deadline(seconds: unknown, old: unknown, report: Report): boolean {
  const field = "spec.activeDeadlineSeconds";
  if (typeof seconds !== "number") {
    if (typeof old === "number")
      report.invalid(field, null, "must not update from a positive integer to nil value");
    return true;
  }
  const isInRange = seconds >= 0 && seconds <= 2_147_483_647;
  if (!isInRange) report.invalid(field, seconds, "must be between 0 and 2147483647, inclusive");
  const isLonger = isInRange && typeof old === "number" && seconds > old;
  if (isLonger) report.invalid(field, seconds, "must be less than or equal to previous value");
  return isInRange && !isLonger;
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
  const emptied = { ...emptiedOf(spec) };
  noteEmptied(munged, emptied);
  const keep = (name: string): void => {
    delete emptied[name];
    if (isSet(old[name])) munged[name] = old[name];
    else delete munged[name];
  };
  for (const name of ["activeDeadlineSeconds", "tolerations", "schedulingGates"]) keep(name);
  const grace = "terminationGracePeriodSeconds";
  if (numberOf(old[grace]) < 0 && spec[grace] === 1) keep(grace);
  for (const name of ["containers", "initContainers"]) {
    if (!isSet(spec[name])) continue;
    munged[name] = listOf(spec[name]).map((container, index) => ({
      ...objectOf(container),
      image: objectOf(listOf(old[name])[index])["image"],
    }));
  }
  return munged;
}
