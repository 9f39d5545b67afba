import { type FieldError, invalid } from "../../schema/field-error.ts";

/** How much a pod may. */
export type SecurityLevel = "privileged" | "baseline" | "restricted";

/** A level as it was at a version of Kubernetes: `restricted:latest`, `baseline:v1.24`. */
export interface LevelVersion {
  readonly level: SecurityLevel;
  /** The minor version; undefined: the newest. */
  readonly minor: number | undefined;
}

/** What a namespace demands of its pods. */
export interface SecurityPolicy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

const prefix = "pod-security.kubernetes.io/";
const levels: readonly SecurityLevel[] = ["privileged", "baseline", "restricted"];

/**
 * The policy that a namespace's labels say. What is misspelt counts as the strictest.
 *
 * @see k8s.io/pod-security-admission api/helpers.go
 */
export function policyOf(labels: Labels): {
  readonly policy: SecurityPolicy;
  readonly errors: readonly FieldError[];
} {
  const enforce = levelOf(labels, "enforce");
  const audit = levelOf(labels, "audit");
  const warn = levelOf(labels, "warn");
  return {
    policy: { enforce, audit, warn: warnOf(labels, { enforce, warn }) },
    errors: ["enforce", "audit", "warn"].flatMap((mode) => labelErrors(labels, mode)),
  };
}

/** Who enforces and says nothing of warnings is warned of what makes pods. */
function warnOf(
  labels: Labels,
  { enforce, warn }: Pick<SecurityPolicy, "enforce" | "warn">,
): LevelVersion {
  const said = labels?.[`${prefix}enforce`] ?? "";
  const isStricter = levels.indexOf(enforce.level) > levels.indexOf(warn.level);
  if (labels?.[`${prefix}warn`] !== undefined || !isLevel(said) || !isStricter) return warn;
  const hasVersion = labels?.[`${prefix}warn-version`] !== undefined;
  return { level: enforce.level, minor: hasVersion ? warn.minor : enforce.minor };
}

type Labels = Readonly<Record<string, string>> | undefined;

const versionForm = /^v1\.(0|[1-9]\d*)$/;

function levelOf(labels: Labels, mode: string): LevelVersion {
  const said = labels?.[`${prefix}${mode}`];
  const version = versionForm.exec(labels?.[`${prefix}${mode}-version`] ?? "");
  const minor = version === null ? undefined : Number(version[1]);
  if (said === undefined) return { level: "privileged", minor };
  if (isLevel(said)) return { level: said, minor };
  return { level: mode === "enforce" ? "restricted" : "privileged", minor };
}

function isLevel(text: string): text is SecurityLevel {
  return (levels as readonly string[]).includes(text);
}

function labelErrors(labels: Labels, mode: string): readonly FieldError[] {
  const level = labels?.[`${prefix}${mode}`];
  const version = labels?.[`${prefix}${mode}-version`] ?? "latest";
  return [
    ...(level === undefined || isLevel(level)
      ? []
      : [labelError(mode, level, `must be one of ${levels.join(", ")}`)]),
    ...(version === "latest" || versionForm.test(version)
      ? []
      : [labelError(`${mode}-version`, version, 'must be "latest" or "v1.x"')]),
  ];
}

function labelError(name: string, value: string, detail: string): FieldError {
  return invalid(`metadata.labels[${prefix}${name}]`, value, detail);
}

/** `restricted:latest`. */
export function levelText({ level, minor }: LevelVersion): string {
  return `${level}:${minor === undefined ? "latest" : `v1.${minor}`}`;
}

/** The new level asks for what the old one did not: another version, or more. */
export function isTightened(next: LevelVersion, before: LevelVersion): boolean {
  if (next.level === "privileged") return false;
  if (next.minor !== before.minor) return true;
  return levels.indexOf(next.level) > levels.indexOf(before.level);
}
