import type { AuditEvent } from "../../../../audit/audit-event.ts";
import type { AuditOptions } from "../../../../audit/audit-options.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { type AuditFormat, auditLine } from "../../audit/audit-line.ts";
import { RotatingFile } from "../../audit/rotating-file.ts";
import { truncatedEvent } from "../../audit/truncate-event.ts";
import { readAuditPolicy } from "../config/audit-policy-file.ts";
import { goProblem, readNamedFile } from "../files/read-named-file.ts";
import type { Flags } from "../flags/parse-flags.ts";
import { type AuditPlugin, auditEventBytesMax, numberIn } from "./audit-flag-problems.ts";
import { openAuditWebhook } from "./audit-webhook-flags.ts";

/** An audit log that is open. */
export interface OpenAudit {
  readonly options: AuditOptions;
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

const megabyte = 1024 * 1024;
const bytesMaxByDefault = 100 * megabyte;
const dayMs = 24 * 3600 * 1000;

/**
 * Opens what the flags say of the audit log; undefined where nothing is to be written.
 *
 * @throws Error in the real server's words
 * @see kubernetes apiserver pkg/server/options/audit.go
 */
export async function openAudit(
  flags: Flags,
  now: () => number,
  warn: (line: string) => void,
): Promise<OpenAudit | undefined> {
  const path = flags.last("audit-log-path") ?? "";
  const policyPath = flags.last("audit-policy-file") ?? "";
  const read = await readPolicy(policyPath);
  const log = path === "" ? undefined : openLog(flags, path, now);
  const webhook = read === undefined ? undefined : await openAuditWebhook(flags, now, warn);
  if (read === undefined || (log === undefined && webhook === undefined)) {
    await log?.close();
    return undefined;
  }
  const format: AuditFormat = flags.last("audit-log-format") === "legacy" ? "legacy" : "json";
  const toLog = truncating(flags, "log", (event) => log?.write(auditLine(event, format)));
  const toWebhook = truncating(flags, "webhook", (event) => webhook?.take(event));
  const { policy, warning } = read;
  return {
    options: {
      policy,
      log: (event) => {
        toLog(event);
        toWebhook(event);
      },
      ...(webhook === undefined ? {} : { whenTaken: (done) => webhook.whenTaken(done) }),
    },
    warnings: warning === undefined ? [] : [warning],
    close: async () => {
      await webhook?.close();
      await log?.close();
    },
  };
}

function truncating(
  flags: Flags,
  plugin: AuditPlugin,
  take: (event: AuditEvent) => void,
): (event: AuditEvent) => void {
  if (!flags.isOn(`audit-${plugin}-truncate-enabled`, false)) return take;
  const bytesMax = numberIn(flags, `audit-${plugin}-truncate-max-event-size`, auditEventBytesMax);
  return (event) => {
    const kept = truncatedEvent(event, bytesMax);
    if (kept !== undefined) take(kept);
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
