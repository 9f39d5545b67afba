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
const privileged: LevelVersion = { level: "privileged", minor: undefined };

/**
 * The policy that a namespace's labels say. What is misspelt counts as the strictest.
 *
 * @see k8s.io/pod-security-admission api/helpers.go
 */
export function policyOf(labels: Readonly<Record<string, string>> | undefined): {
  readonly policy: SecurityPolicy;
  readonly errors: readonly FieldError[];
} {
  const errors: FieldError[] = [];
  const read = (mode: string, byDefault: LevelVersion): LevelVersion => {
    const level = labels?.[`${prefix}${mode}`];
    const version = labels?.[`${prefix}${mode}-version`];
    let { level: found, minor } = byDefault;
    if (level !== undefined) {
      const isLevel = (levels as readonly string[]).includes(level);
      found = isLevel ? (level as SecurityLevel) : mode === "enforce" ? "restricted" : "privileged";
      minor = undefined;
      if (!isLevel) errors.push(labelError(mode, level, `must be one of ${levels.join(", ")}`));
    }
    if (version !== undefined) {
      const match = /^v1\.(0|[1-9]\d*)$/.exec(version);
      if (match === null && version !== "latest")
        errors.push(labelError(`${mode}-version`, version, 'must be "latest" or "v1.x"'));
      minor = match === null ? undefined : Number(match[1]);
    }
    return { level: found, minor };
  };
  const enforce = read("enforce", privileged);
  const audit = read("audit", privileged);
  const warn = read("warn", privileged);
  // Who enforces and says nothing of warnings is warned for what makes pods.
  const isSilent = labels?.[`${prefix}warn`] === undefined;
  const isStricter = levels.indexOf(enforce.level) > levels.indexOf(warn.level);
  return { policy: { enforce, audit, warn: isSilent && isStricter ? enforce : warn }, errors };
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
