import type { AuditEvent } from "../../../audit/audit-event.ts";
import type { AuditOptions } from "../../../audit/audit-options.ts";
import { messageOf } from "../../../codec/message-of.ts";
import { type AuditFormat, auditLine } from "../audit/audit-line.ts";
import { RotatingFile } from "../audit/rotating-file.ts";
import { truncatedEvent } from "../audit/truncate-event.ts";
import { readAuditPolicy } from "./config/audit-policy-file.ts";
import type { Flags } from "./parse-flags.ts";
import { goProblem, readNamedFile } from "./read-named-file.ts";

/** An audit log that is open. */
export interface OpenAudit {
  readonly options: AuditOptions;
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

const megabyte = 1024 * 1024;
const bytesMaxByDefault = 100 * megabyte;
const dayMs = 24 * 3600 * 1000;
const modes = ["batch", "blocking", "blocking-strict"];
const formats = ["legacy", "json"];
const eventBytesMax = 100 * 1024;
const batchBytesMax = 10 * megabyte;

/**
 * Opens what the flags say of the audit log; undefined where nothing is to be written.
 *
 * @throws Error in the real server's words
 * @see kubernetes apiserver pkg/server/options/audit.go
 */
export async function openAudit(flags: Flags, now: () => number): Promise<OpenAudit | undefined> {
  const path = flags.last("audit-log-path") ?? "";
  const policyPath = flags.last("audit-policy-file") ?? "";
  const read = await readPolicy(policyPath);
  const log = path === "" ? undefined : openLog(flags, path, now);
  if (read === undefined || log === undefined) {
    await log?.close();
    return undefined;
  }
  const format: AuditFormat = flags.last("audit-log-format") === "legacy" ? "legacy" : "json";
  const isTruncated = flags.isOn("audit-log-truncate-enabled", false);
  const bytesMax = numberIn(flags, "audit-log-truncate-max-event-size", eventBytesMax);
  const write = (event: AuditEvent): void => {
    const kept = isTruncated ? truncatedEvent(event, bytesMax) : event;
    if (kept !== undefined) log.write(auditLine(kept, format));
  };
  const { policy, warning } = read;
  return {
    options: { policy, log: write },
    warnings: warning === undefined ? [] : [warning],
    close: () => log.close(),
  };
}

async function readPolicy(path: string): Promise<ReturnType<typeof readAuditPolicy> | undefined> {
  if (path === "") return undefined;
  try {
    const text = await readNamedFile(path).catch((error: unknown) => {
      throw new Error(`failed to read file path ${JSON.stringify(path)}: ${messageOf(error)}`);
    });
    return readAuditPolicy(text, path);
  } catch (error) {
    throw new Error(`loading audit policy file: ${messageOf(error)}`);
  }
}

interface OpenLog {
  write(text: string): void;
  close(): Promise<void>;
}

function openLog(flags: Flags, path: string, now: () => number): OpenLog {
  if (path === "-") {
    return {
      write: (text) => void process.stdout.write(text),
      close: () => Promise.resolve(),
    };
  }
  try {
    const megabytes = numberIn(flags, "audit-log-maxsize", 0);
    return new RotatingFile(
      path,
      {
        bytesMax: megabytes === 0 ? bytesMaxByDefault : megabytes * megabyte,
        filesMax: numberIn(flags, "audit-log-maxbackup", 0),
        ageMsMax: numberIn(flags, "audit-log-maxage", 0) * dayMs,
        isCompressed: flags.isOn("audit-log-compress", false),
      },
      now,
    );
  } catch (error) {
    const { syscall = "open", path: where = path } = error as NodeJS.ErrnoException;
    throw new Error(`ensureLogFile: ${syscall} ${where}: ${goProblem(error)}`);
  }
}

/** What is wrong with the flags themselves. */
export function auditFlagProblems(flags: Flags): readonly string[] {
  if ((flags.last("audit-log-path") ?? "") === "") return [];
  const version = flags.last("audit-log-version") ?? "audit.k8s.io/v1";
  const format = flags.last("audit-log-format") ?? "json";
  const number = (name: string): number => numberIn(flags, `audit-log-${name}`, 0);
  const negative = ["maxage", "maxbackup", "maxsize"].filter((name) => number(name) < 0);
  return [
    ...batchProblem(flags),
    ...truncateProblem(flags),
    ...(version === "audit.k8s.io/v1" ? [] : [versionProblem(version)]),
    ...(formats.includes(format)
      ? []
      : [`invalid audit log format ${format}, allowed formats are "${formats.join(",")}"`]),
    ...negative.map((name) => `--audit-log-${name} ${number(name)} can't be a negative number`),
  ];
}

function versionProblem(version: string): string {
  return version.split("/").length > 2
    ? `unexpected GroupVersion string: ${version}`
    : 'invalid group version, allowed versions are ["audit.k8s.io/v1"]';
}

function batchProblem(flags: Flags): readonly string[] {
  const mode = flags.last("audit-log-mode") ?? "blocking";
  if (!modes.includes(mode))
    return [`invalid audit log mode ${mode}, allowed modes are "${modes.join(",")}"`];
  if (mode !== "batch") return [];
  const isThrottled = flags.isOn("audit-log-batch-throttle-enable", false);
  const limits = [
    { flag: "buffer-size", what: "buffer size", byDefault: 10_000 },
    { flag: "max-size", what: "max batch size", byDefault: 1 },
    ...(isThrottled
      ? [
          { flag: "throttle-qps", what: "throttle QPS", byDefault: 0 },
          { flag: "throttle-burst", what: "throttle burst", byDefault: 0 },
        ]
      : []),
  ];
  for (const { flag, what, byDefault } of limits) {
    const value = numberIn(flags, `audit-log-batch-${flag}`, byDefault);
    if (value <= 0) return [`invalid audit batch log ${what} ${value}, must be a positive number`];
  }
  return [];
}

function truncateProblem(flags: Flags): readonly string[] {
  const event = numberIn(flags, "audit-log-truncate-max-event-size", eventBytesMax);
  const batch = numberIn(flags, "audit-log-truncate-max-batch-size", batchBytesMax);
  if (event <= 0)
    return [`invalid audit truncate log max event size ${event}, must be a positive number`];
  return batch < event
    ? [
        `invalid audit truncate log max batch size ${batch}, must be greater than max event size (${event})`,
      ]
    : [];
}

function numberIn(flags: Flags, name: string, byDefault: number): number {
  return Number(flags.last(name) ?? byDefault);
}
