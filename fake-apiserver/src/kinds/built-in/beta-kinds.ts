import { compareVersions, parseVersion, type SemverValue } from "../../cel/library/semver.ts";
import { listOf, objectOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import {
  configMapKey,
  label1035Name,
  qualifiedName,
  subdomainName,
} from "../../codec/names/names.ts";
import {
  all,
  type Check,
  fields,
  form,
  immutable,
  isEmpty,
  needed,
  oneOf,
} from "../validation/checks.ts";
import { conditions } from "../validation/common-checks.ts";
import type { Report } from "../validation/report.ts";
import { deviceTaintRule } from "./devices/device-taint-rule.ts";
import type { KindRules } from "./kind-rules.ts";

/** Kinds that no version has which is served by default. */

function readVersion(value: unknown, at: string, report: Report): SemverValue | undefined {
  const text = textOf(value);
  const version = text === "" ? undefined : parseVersion(text);
  if (typeof version !== "string") return version;
  report.invalid(at, value, "must be a valid semantic version");
  return undefined;
}

function isZero(version: SemverValue | undefined): boolean {
  return (
    version === undefined || (version.numbers.every((n) => n === 0n) && version.pre.length === 0)
  );
}

const oldest = "OldestEmulationVersion";

const strategy: Check = (value, at, report) => {
  const check = textOf(value).includes("/") ? form(qualifiedName) : oneOf(oldest);
  check(value, `${at}.strategy`, report);
};

const candidateSpec: Check = (value, at, report) => {
  const { leaseName, emulationVersion, binaryVersion, strategy: wanted } = objectOf(value);
  needed()(leaseName, `${at}.leaseName`, report);
  const emulated = readVersion(emulationVersion, `${at}.emulationVersion`, report);
  needed()(binaryVersion, `${at}.binaryVersion`, report);
  const binary = readVersion(binaryVersion, `${at}.binaryVersion`, report);
  const zero = parseVersion("0.0.0") as SemverValue;
  const isOlder = compareVersions(binary ?? zero, emulated ?? zero) < 0;
  if (!isEmpty(binaryVersion) && !isEmpty(emulationVersion) && isOlder)
    report.invalid(
      `${at}.binaryVersion`,
      binaryVersion,
      "must be greater than or equal to `emulationVersion`",
    );
  needed()(wanted, `${at}.strategy`, report);
  if (isEmpty(wanted)) return;
  if (wanted === oldest && isZero(emulated))
    report.required(
      `${at}.emulationVersion`,
      "must be specified when `strategy` is 'OldestEmulationVersion'",
    );
  strategy(wanted, `${at}.strategy`, report);
};

/** @see kubernetes pkg/apis/coordination/validation/validation.go */
const leaseCandidate: KindRules = {
  nameRule: configMapKey,
  checksPrefix: false,
  strategy: { allowsCreateOnUpdate: true, allowsUnconditionalUpdate: false },
  qualifiesFinalizers: false,
  metadataOnUpdate: ["update"],
  check: fields({ spec: candidateSpec }),
  checkUpdate: immutable("spec.leaseName"),
};

const migratedResource: Check = (value, at, report) => {
  const { resource, group } = objectOf(value);
  const place = `${at}.resource`;
  const problems = label1035Name(textOf(resource));
  if (isEmpty(resource)) report.required(place, "resource is required to be set");
  else if (problems.length > 0) report.invalid(place, resource, problems.join(","));
  const groupProblems = isEmpty(group) ? [] : subdomainName(textOf(group));
  if (groupProblems.length > 0) report.invalid(`${at}.group`, group, groupProblems.join(","));
};

function isTrue(object: unknown, type: string): boolean {
  const all = listOf(valueAt(object, "status", "conditions")).map(objectOf);
  return all.find((condition) => condition["type"] === type)?.["status"] === "True";
}

const migrationStatus: Check = (value, _at, report) => {
  const at = "status.conditions";
  const found = valueAt(value, "status", "conditions");
  const [succeeded, failed, running] = ["Succeeded", "Failed", "Running"].map((type) =>
    isTrue(value, type),
  );
  const before = valueAt(report.old, "status", "resourceVersion");
  const now = valueAt(value, "status", "resourceVersion");
  if (!isEmpty(before) && before !== now)
    report.invalid("status.resourceVersion", now ?? "", "field is immutable");
  if (succeeded === true && failed === true)
    report.invalid(at, found, "Both success and failed conditions cannot be true at the same time");
  for (const [isDone, word] of [
    [succeeded, "success"],
    [failed, "failed"],
  ] as const)
    if (isDone === true && running === true)
      report.invalid(at, found, `Running condition cannot be true when ${word} condition is true`);
  if (isTrue(report.old, "Succeeded") && succeeded === false)
    report.invalid(at, found ?? null, "Success condition cannot be set to false once it is true");
  if (isTrue(report.old, "Failed") && failed === false)
    report.invalid(at, found ?? null, "Failed condition cannot be set to false once it is true");
};

const resourceVersion: Check = (value, at, report) => {
  const text = textOf(value);
  if (!/^[1-9]\d*$/.test(text))
    report.invalid(at, text, `resource version is not well formed: ${text}`);
};

/** @see kubernetes pkg/apis/storagemigration/validation/validation.go */
const storageVersionMigration: KindRules = {
  statusKeepsMetadata: true,
  strategy: { allowsUnconditionalUpdate: false },
  metadataOnUpdate: ["whole", "update"],
  metadataOnStatus: ["update"],
  check: fields({ spec: fields({ resource: migratedResource }) }),
  checkUpdate: immutable("spec"),
  checkStatus: all(fields({ status: fields({ resourceVersion, conditions }) }), migrationStatus),
};

/** Rules by kind. */
export const onlyBetaKinds: Readonly<Record<string, KindRules>> = {
  DeviceTaintRule: deviceTaintRule,
  LeaseCandidate: leaseCandidate,
  StorageVersionMigration: storageVersionMigration,
};
