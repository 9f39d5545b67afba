import type { AuditEvent } from "../../../audit/audit-event.ts";
import { without } from "../../../codec/json/plain-object.ts";
import { toJsonLine } from "../../../request/answer/json-text.ts";

/**
 * An event that is not larger than so many bytes of JSON: without its objects where it would be, and undefined where that
 * does not help.
 *
 * @see kubernetes apiserver plugin/pkg/audit/truncate/truncate.go
 */
export function truncatedEvent(event: AuditEvent, bytesMax: number): AuditEvent | undefined {
  // The real server cannot tell how large the event of a patch is that is not JSON.
  if (typeof event.requestObject === "string") return undefined;
  if (sizeOf(event) <= bytesMax) return event;
  if (event.level === "None" || event.level === "Metadata") return undefined;
  // Its own name comes before those of others.
  const annotations = { "audit.k8s.io/truncated": "true", ...event.annotations };
  const shorter = { ...without(event, "requestObject", "responseObject"), annotations };
  return sizeOf(shorter) <= bytesMax ? shorter : undefined;
}

function sizeOf(event: AuditEvent): number {
  return Buffer.byteLength(toJsonLine(event));
}
