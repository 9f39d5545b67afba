import type { AuditEvent } from "./audit-event.ts";
import type { AuditPolicy } from "./audit-policy.ts";

/** Who is told what is asked of a server. */
export interface AuditOptions {
  /** Of which requests how much is told. @defaultValue everything of all */
  readonly policy?: AuditPolicy;
  /** Told of each event at once, in their order. */
  readonly log: (event: AuditEvent) => void;
  /**
   * Where answers have to wait until what was told of their requests has come to whom it is for: calls `done` then.
   *
   * @defaultValue they do not wait
   */
  readonly whenTaken?: (done: () => void) => void;
}

/** Everything of all requests. */
export const wholePolicy: AuditPolicy = { rules: [{ level: "RequestResponse" }] };
