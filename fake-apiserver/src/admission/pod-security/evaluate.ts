import { type PlainObject, valueAt } from "../../codec/json/plain-object.ts";
import { baselineChecks } from "./baseline-checks.ts";
import type { Check, Violation } from "./check.ts";
import type { LevelVersion } from "./policy.ts";
import { restrictedChecks } from "./restricted-checks.ts";

/** What `latest` means here. */
const newestMinor = 35;
const never = Number.POSITIVE_INFINITY;

/** What is wrong with a pod at a level; empty when it may run. */
export function violationsOf(
  pod: PlainObject,
  { level, minor }: LevelVersion,
): readonly Violation[] {
  if (level === "privileged") return [];
  const version = Math.min(minor ?? newestMinor, newestMinor);
  return checksOf(level, version).flatMap((check) => {
    const { skipsWindowsSince: windows = never, skipsUserNamespaceSince: users = never } = check;
    if (windows <= version && isForWindows(pod)) return [];
    if (users <= version && valueAt(pod, "spec", "hostUsers") === false) return [];
    const violation = check.find(pod, version);
    if (violation === undefined) return [];
    return [
      typeof violation === "string" ? { reason: check.reason, detail: violation } : violation,
    ];
  });
}

function checksOf(level: "baseline" | "restricted", minor: number): readonly Check[] {
  const exists = ({ since }: Check): boolean => since <= minor;
  const baseline = baselineChecks.filter(exists);
  if (level === "baseline") return baseline;
  const restricted = restrictedChecks.filter(exists);
  const replaced = new Set(restricted.map(({ replaces }) => replaces));
  return [...baseline.filter(({ id }) => !replaced.has(id)), ...restricted];
}

function isForWindows(pod: PlainObject): boolean {
  return valueAt(pod, "spec", "os", "name") === "windows";
}

/** `hostPort (container "a" uses hostPort 80), privileged (…)`. */
export function detailText(violations: readonly Violation[]): string {
  return violations
    .map(({ reason, detail }) => (detail === "" ? reason : `${reason} (${detail})`))
    .join(", ");
}

/** `hostPort, privileged`. */
export function reasonText(violations: readonly Violation[]): string {
  return violations.map(({ reason }) => reason).join(", ");
}
