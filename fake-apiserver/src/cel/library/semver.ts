import type { Implementation, LibraryTable } from "../check/environment.ts";
import { type CelType, celTypes } from "../types/cel-type.ts";
import { CelEvaluationError, type CelValue, ForeignValue } from "../values/cel-value.ts";
import { orThrow } from "./addresses.ts";
import { asText } from "./arguments.ts";

/** A version by the rules of semver. */
export class SemverValue extends ForeignValue {
  readonly type: CelType = celTypes.semver;
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];

  constructor(numbers: readonly bigint[], pre: readonly string[]) {
    super();
    this.numbers = numbers;
    this.pre = pre;
  }

  equals(other: ForeignValue): boolean {
    return other instanceof SemverValue && compareVersions(this, other) === 0;
  }

  override toString(): string {
    return `${this.numbers.join(".")}-${this.pre.join(".")}`;
  }
}

/** Negative, zero or positive, as the first is older, the same or newer. */
export function compareVersions(a: SemverValue, b: SemverValue): number {
  for (const [i, number] of a.numbers.entries()) {
    const other = b.numbers[i] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0)
    return Math.sign(Number(a.pre.length === 0) - Number(b.pre.length === 0));
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i++) {
    const order = comparePre(a.pre[i], b.pre[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers come before words, and what ends first before what goes on. */
function comparePre(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [left, right] = [a, b].map((part) => /^\d+$/.test(part));
  if (left === true && right === true) return Math.sign(Number(BigInt(a) - BigInt(b)));
  if (left !== right) return left === true ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

const numberNames = ["Major", "Minor", "Patch"];

/** A version, or why the text is none. @see blang/semver */
export function parseVersion(text: string): SemverValue | string {
  if (text === "") return "Version string empty";
  const [major = "", minor = "", ...rest] = text.split(".");
  if (rest.length === 0) return "No Major.Minor.Patch elements found";
  const [core, build] = splitAt(rest.join("."), "+");
  const [patch, pre] = splitAt(core, "-");
  const numbers = [major, minor, patch];
  const preParts = pre?.split(".") ?? [];
  const problem =
    firstProblem(numbers, numberProblem) ??
    firstProblem(preParts, preProblem) ??
    firstProblem(build?.split(".") ?? [], buildProblem);
  return problem ?? new SemverValue(numbers.map(BigInt), preParts);
}

type PartProblem = (part: string, index: number) => string | undefined;

function firstProblem(parts: readonly string[], problemOf: PartProblem): string | undefined {
  for (const [i, part] of parts.entries()) {
    const problem = problemOf(part, i);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const numberProblem: PartProblem = (part, index) => {
  const name = numberNames[index] ?? "";
  if (part === "") return `strconv.ParseUint: parsing "": invalid syntax`;
  if (!/^\d+$/.test(part))
    return `Invalid character(s) found in ${name.toLowerCase()} number ${JSON.stringify(part)}`;
  if (/^0\d/.test(part))
    return `${name} number must not contain leading zeroes ${JSON.stringify(part)}`;
  return fitsUint64(part) ? undefined : outOfRange(part);
};

function fitsUint64(digits: string): boolean {
  return digits.length <= 20 && BigInt(digits) < 2n ** 64n;
}

function outOfRange(digits: string): string {
  return `strconv.ParseUint: parsing ${JSON.stringify(digits)}: value out of range`;
}

const preProblem: PartProblem = (part) => {
  if (part === "") return "Prerelease is empty";
  if (/^0\d+$/.test(part))
    return `Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(part)}`;
  if (!/^[0-9A-Za-z-]+$/.test(part))
    return `Invalid character(s) found in prerelease ${JSON.stringify(part)}`;
  if (/^\d+$/.test(part) && !fitsUint64(part)) return outOfRange(part);
  return undefined;
};

const buildProblem: PartProblem = (part) => {
  if (part === "") return "Build meta data is empty";
  if (!/^[0-9A-Za-z-]+$/.test(part))
    return `Invalid character(s) found in build meta data ${JSON.stringify(part)}`;
  return undefined;
};

function splitAt(text: string, mark: string): readonly [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** `v1.02` becomes `1.2.0`; undefined where more than numbers would have to be moved. */
function normalized(text: string): string | undefined {
  const [major = "", minor, ...rest] = text.replace(/^v/, "").split(".");
  const parts = [major, minor, rest.length === 0 ? undefined : rest.join(".")].filter(
    (part) => part !== undefined,
  );
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? "")) return undefined;
  const trimmed = parts.map((part) => part.replace(/^0+(?=\d)/, ""));
  while (trimmed.length < 3) trimmed.push("0");
  return trimmed.join(".");
}

function versionFrom([text, normalize]: readonly CelValue[]): SemverValue | string {
  const written = asText(text);
  const version = normalize === true ? normalized(written) : written;
  return version === undefined
    ? "short version cannot contain PreRelease/Build meta data"
    : parseVersion(version);
}

function asVersion(value: CelValue | undefined): SemverValue {
  if (value instanceof SemverValue) return value;
  throw new CelEvaluationError("no such overload");
}

const parse: Implementation = (args) => orThrow(versionFrom(args));
const isVersion: Implementation = (args) => typeof versionFrom(args) !== "string";

function compared(result: (order: number) => CelValue): Implementation {
  return ([a, b]) => result(compareVersions(asVersion(a), asVersion(b)));
}

function number(at: number): Implementation {
  // Of 64 bits, whose first is the sign here.
  return ([version]) => BigInt.asIntN(64, asVersion(version).numbers[at] ?? 0n);
}

/**
 * Semantic versions.
 *
 * @see kubernetes apiserver/pkg/cel/library/semverlib.go
 */
export const semver: LibraryTable = {
  semver: [
    ["string_to_semver", "string -> semver", parse],
    ["string_bool_to_semver", "string bool -> semver", parse],
  ],
  isSemver: [
    ["is_semver_string", "string -> bool", isVersion],
    ["is_semver_string_bool", "string bool -> bool", isVersion],
  ],
  isGreaterThan: [
    ["semver_is_greater_than", ".semver semver -> bool", compared((order) => order > 0)],
  ],
  isLessThan: [["semver_is_less_than", ".semver semver -> bool", compared((order) => order < 0)]],
  compareTo: [["semver_compare_to", ".semver semver -> int", compared(BigInt)]],
  major: [["semver_major", ".semver -> int", number(0)]],
  minor: [["semver_minor", ".semver -> int", number(1)]],
  patch: [["semver_patch", ".semver -> int", number(2)]],
};
