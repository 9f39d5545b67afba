import {
  listOf,
  objectOf,
  type PlainObject,
  valueAt,
  without,
  withValueAt,
} from "../../../codec/json/plain-object.ts";
import { isSet, sameState } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";

/**
 * A pod that waits at a gate may still be told where it may go: more narrowly than before, never more widely.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go validateNodeSelectorMutation, validateNodeAffinityMutation
 */

/** Checks what was changed and may be, and gives back the spec with it as it was before. */
export function withoutNarrowing(spec: PlainObject, old: PlainObject, report: Report): PlainObject {
  return withoutAffinity(withoutSelector(spec, old, report), old, report);
}

function withoutSelector(spec: PlainObject, old: PlainObject, report: Report): PlainObject {
  const now = objectOf(spec["nodeSelector"]);
  const before = objectOf(old["nodeSelector"]);
  if (sameState(now, before)) return spec;
  if (Object.entries(before).some(([key, value]) => now[key] !== value))
    report.invalid(
      "spec.nodeSelector",
      spec["nodeSelector"],
      "only additions to spec.nodeSelector are allowed (no mutations or deletions)",
    );
  return isSet(old["nodeSelector"])
    ? { ...spec, nodeSelector: old["nodeSelector"] }
    : without(spec, "nodeSelector");
}

function withoutAffinity(spec: PlainObject, old: PlainObject, report: Report): PlainObject {
  const now = valueAt(spec, "affinity", "nodeAffinity");
  const before = valueAt(old, "affinity", "nodeAffinity");
  if (sameState(now, before)) return spec;
  checkTerms(now, before, report);
  const { podAffinity, podAntiAffinity } = objectOf(spec["affinity"]);
  if (!isSet(old["affinity"]) && !isSet(podAffinity) && !isSet(podAntiAffinity))
    return without(spec, "affinity");
  return withValueAt(spec, ["affinity", "nodeAffinity"], before);
}

const required = "requiredDuringSchedulingIgnoredDuringExecution";

function checkTerms(now: unknown, before: unknown, report: Report): void {
  const terms = listOf(valueAt(now, required, "nodeSelectorTerms"));
  const old = listOf(valueAt(before, required, "nodeSelectorTerms"));
  const at = `spec.affinity.nodeAffinity.${required}.nodeSelectorTerms`;
  if (old.length > 0 && old.length !== terms.length) {
    report.invalid(
      at,
      terms.length === 0 ? null : terms,
      "no additions/deletions to non-empty NodeSelectorTerms list are allowed",
    );
    return;
  }
  old.forEach((term, index) => {
    if (!hasOnlyAdditions(objectOf(terms[index]), objectOf(term)))
      report.invalid(
        `${at}[${index}]`,
        terms[index],
        "only additions are allowed (no mutations or deletions)",
      );
  });
}

function hasOnlyAdditions(term: PlainObject, old: PlainObject): boolean {
  const members = ["matchExpressions", "matchFields"];
  if (members.every((name) => listOf(old[name]).length === 0))
    return members.every((name) => listOf(term[name]).length === 0);
  return members.every((name) => {
    const before = listOf(old[name]);
    return sameState(listOf(term[name]).slice(0, before.length), before);
  });
}
