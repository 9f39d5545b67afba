import type { Flags } from "../flags/parse-flags.ts";

/** The parts that take events. */
export type AuditPlugin = "log" | "webhook";

const modes = ["batch", "blocking", "blocking-strict"];
const formats = ["legacy", "json"];

/** An event's size by default, where it is limited. */
export const auditEventBytesMax: number = 100 * 1024;
const batchBytesMax = 10 * 1024 * 1024;

/** What is wrong with the flags themselves. */
export function auditFlagProblems(flags: Flags): readonly string[] {
  const isOn = (name: string): boolean => (flags.last(name) ?? "") !== "";
  return [
    ...(isOn("audit-log-path") ? [...pluginProblems(flags, "log"), ...logProblems(flags)] : []),
    ...(isOn("audit-webhook-config-file") ? pluginProblems(flags, "webhook") : []),
  ];
}

function logProblems(flags: Flags): readonly string[] {
  const format = flags.last("audit-log-format") ?? "json";
  const number = (name: string): number => numberIn(flags, `audit-log-${name}`, 0);
  const negative = ["maxage", "maxbackup", "maxsize"].filter((name) => number(name) < 0);
  return [
    ...(formats.includes(format)
      ? []
      : [`invalid audit log format ${format}, allowed formats are "${formats.join(",")}"`]),
    ...negative.map((name) => `--audit-log-${name} ${number(name)} can't be a negative number`),
  ];
}

function pluginProblems(flags: Flags, plugin: AuditPlugin): readonly string[] {
  const version = flags.last(`audit-${plugin}-version`) ?? "audit.k8s.io/v1";
  return [
    ...batchProblem(flags, plugin),
    ...truncateProblem(flags, plugin),
    ...(version === "audit.k8s.io/v1" ? [] : [versionProblem(version)]),
  ];
}

function versionProblem(version: string): string {
  return version.split("/").length > 2
    ? `unexpected GroupVersion string: ${version}`
    : 'invalid group version, allowed versions are ["audit.k8s.io/v1"]';
}

/** What the flags of a part say where they are not given. */
export const batchDefaults = {
  log: { mode: "blocking", size: 1, isThrottled: false, perSecond: 0, burst: 0 },
  webhook: { mode: "batch", size: 400, isThrottled: true, perSecond: 10, burst: 15 },
} as const;

function batchProblem(flags: Flags, plugin: AuditPlugin): readonly string[] {
  const byDefault = batchDefaults[plugin];
  const mode = flags.last(`audit-${plugin}-mode`) ?? byDefault.mode;
  if (!modes.includes(mode))
    return [`invalid audit ${plugin} mode ${mode}, allowed modes are "${modes.join(",")}"`];
  if (mode !== "batch") return [];
  const isThrottled = flags.isOn(`audit-${plugin}-batch-throttle-enable`, byDefault.isThrottled);
  const limits = [
    { flag: "buffer-size", what: "buffer size", otherwise: 10_000 },
    { flag: "max-size", what: "max batch size", otherwise: byDefault.size },
    ...(isThrottled
      ? [
          { flag: "throttle-qps", what: "throttle QPS", otherwise: byDefault.perSecond },
          { flag: "throttle-burst", what: "throttle burst", otherwise: byDefault.burst },
        ]
      : []),
  ];
  for (const { flag, what, otherwise } of limits) {
    const value = numberIn(flags, `audit-${plugin}-batch-${flag}`, otherwise);
    if (value <= 0)
      return [`invalid audit batch ${plugin} ${what} ${value}, must be a positive number`];
  }
  return [];
}

function truncateProblem(flags: Flags, plugin: AuditPlugin): readonly string[] {
  const event = numberIn(flags, `audit-${plugin}-truncate-max-event-size`, auditEventBytesMax);
  const batch = numberIn(flags, `audit-${plugin}-truncate-max-batch-size`, batchBytesMax);
  if (event <= 0)
    return [`invalid audit truncate ${plugin} max event size ${event}, must be a positive number`];
  return batch < event
    ? [
        `invalid audit truncate ${plugin} max batch size ${batch}, must be greater than max event size (${event})`,
      ]
    : [];
}

/** A number that a flag says. */
export function numberIn(flags: Flags, name: string, byDefault: number): number {
  return Number(flags.last(name) ?? byDefault);
}
