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

/** What is demanded where labels do not say. @see k8s.io/pod-security-admission admission/api/v1/types.go */
export type PodSecurityDefaults = Readonly<
  Partial<
    Record<
      "enforce" | "enforce-version" | "audit" | "audit-version" | "warn" | "warn-version",
      string
    >
  >
>;

/** Whose pods nobody looks at. */
export interface PodSecurityExemptions {
  readonly usernames?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly runtimeClasses?: readonly string[];
}

/** What the plugin PodSecurity is told, as `PodSecurityConfiguration` of kube-apiserver has it. */
export interface PodSecurityConfiguration {
  readonly defaults?: PodSecurityDefaults;
  readonly exemptions?: PodSecurityExemptions;
}

/**
 * The policy that a namespace's labels say. What is misspelt counts as the strictest.
 *
 * @see k8s.io/pod-security-admission api/helpers.go
 */
export function policyOf(
  labels: Labels,
  defaults: PodSecurityDefaults = {},
): {
  readonly policy: SecurityPolicy;
  readonly errors: readonly FieldError[];
} {
  const enforce = levelOf(labels, "enforce", defaults);
  const audit = levelOf(labels, "audit", defaults);
  const warn = levelOf(labels, "warn", defaults);
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

function levelOf(
  labels: Labels,
  mode: "enforce" | "audit" | "warn",
  defaults: PodSecurityDefaults,
): LevelVersion {
  const said = labels?.[`${prefix}${mode}`];
  const asked = labels?.[`${prefix}${mode}-version`] ?? defaults[`${mode}-version`] ?? "";
  const version = versionForm.exec(asked);
  const minor = version === null ? undefined : Number(version[1]);
  const byDefault = defaults[mode] ?? "";
  if (said === undefined) return { level: isLevel(byDefault) ? byDefault : "privileged", minor };
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

/**
 * What is wrong with a configuration, in the real server's words.
 *
 * @see k8s.io/pod-security-admission api/helpers.go ToPolicy
 */
export function configurationProblems({
  defaults = {},
}: PodSecurityConfiguration): readonly string[] {
  return (["enforce", "warn", "audit"] as const).flatMap((mode) => {
    const level = defaults[mode] || "privileged";
    const version = defaults[`${mode}-version`] || "latest";
    return [
      ...(isLevel(level) ? [] : [`${mode}: must be one of ${levels.join(", ")}`]),
      ...(version === "latest" || versionForm.test(version)
        ? []
        : [`${mode}-version: must be "latest" or "v1.x"`]),
    ];
  });
}

/**
 * What is said of a namespace that asks for something and is looked away from; empty: nothing.
 *
 * @see k8s.io/pod-security-admission admission/admission.go exemptNamespaceWarning
 */
export function exemptionWarning(
  name: string,
  labels: Labels,
  defaults: PodSecurityDefaults,
): string {
  const { policy } = policyOf(labels, defaults);
  const modes = ["enforce", "audit", "warn"] as const;
  const byDefault = policyOf(undefined, defaults).policy;
  const isDefault = modes.every((mode) => levelText(policy[mode]) === levelText(byDefault[mode]));
  if (isDefault || modes.every((mode) => policy[mode].level === "privileged")) return "";
  const said = modes.filter((mode) => {
    const isSaid = [mode, `${mode}-version`].some(
      (one) => labels?.[`${prefix}${one}`] !== undefined,
    );
    return isSaid && policy[mode].level !== "privileged";
  });
  const text = said.map((mode) => `${mode}=${levelText(policy[mode])}`).join(", ");
  return `namespace ${JSON.stringify(name)} is exempt from Pod Security, and the policy (${text}) will be ignored`;
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
