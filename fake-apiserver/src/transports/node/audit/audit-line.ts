import type { AuditEvent } from "../../../audit/audit-event.ts";
import { trimmedEnd } from "../../../codec/go/go-text.ts";
import { toJsonLine } from "../../../request/answer/json-text.ts";

/** The forms in which an audit log is written. */
export type AuditFormat = "json" | "legacy";

/**
 * An event as a line of a log, with its end; nothing where the form has none for it: the real server cannot write the
 * event of a patch that is not JSON.
 */
export function auditLine(event: AuditEvent, format: AuditFormat): string {
  if (format === "json" && typeof event.requestObject === "string") return "";
  return format === "json" ? toJsonLine(event) : `${legacyText(event)}\n`;
}

/** @see kubernetes apiserver pkg/audit/format.go */
function legacyText(event: AuditEvent): string {
  const { user, impersonatedUser, objectRef, responseStatus } = event;
  const { username = "", groups = [] } = user;
  const said = {
    id: event.auditID,
    stage: event.stage,
    ip: event.sourceIPs?.[0] ?? "<unknown>",
    method: event.verb,
    user: username === "" ? "<none>" : username,
    groups: username === "" || groups.length === 0 ? "<none>" : listed(groups),
    as: impersonatedUser === undefined ? "<self>" : (impersonatedUser.username ?? ""),
    asgroups: impersonatedUser?.groups === undefined ? "<lookup>" : listed(impersonatedUser.groups),
    "user-agent": event.userAgent ?? "",
    namespace: objectRef?.namespace ?? "<none>",
    uri: event.requestURI,
    response: responseStatus === undefined ? "<deferred>" : String(responseStatus.code ?? 0),
  };
  const pairs = Object.entries(said).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${nanoTime(event.requestReceivedTimestamp)} AUDIT: ${pairs.join(" ")}`;
}

function listed(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(",");
}

/** Without the zeros at the end of a second's parts. */
function nanoTime(text: string): string {
  return `${trimmedEnd(trimmedEnd(text.slice(0, -1), "0"), ".")}Z`;
}
