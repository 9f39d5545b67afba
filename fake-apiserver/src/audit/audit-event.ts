import type { Status } from "@informerlab/core";

/** How much is written down of a request. */
export type AuditLevel = "None" | "Metadata" | "Request" | "RequestResponse";

/** How far a request is when an event tells of it. `ResponseStarted` is told of watches and what else takes long. */
export type AuditStage = "RequestReceived" | "ResponseStarted" | "ResponseComplete" | "Panic";

/** Who asked, as `authentication.k8s.io/v1` says it; nothing where nobody knows. */
export interface AuditedUser {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What a request is about. */
export interface AuditedObject {
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly apiGroup?: string;
  readonly apiVersion?: string;
  readonly resourceVersion?: string;
  readonly subresource?: string;
}

/** How a request was answered; of what succeeds often nothing but the code. */
export type AuditedStatus = Omit<Status, "kind" | "apiVersion">;

/** One line of an audit log. Members stand in the order in which the real server writes them. */
export interface AuditEvent {
  readonly kind: "Event";
  readonly apiVersion: "audit.k8s.io/v1";
  readonly level: AuditLevel;
  /** The same for all events of a request, and in its answer's header `Audit-ID`. */
  readonly auditID: string;
  readonly stage: AuditStage;
  /** Path and query as they were sent. */
  readonly requestURI: string;
  readonly verb: string;
  readonly user: AuditedUser;
  readonly impersonatedUser?: AuditedUser;
  readonly sourceIPs?: readonly string[];
  readonly userAgent?: string;
  readonly objectRef?: AuditedObject;
  readonly responseStatus?: AuditedStatus;
  /** The object that was sent, with defaults; of a patch the patch, as text where that is not JSON. From level `Request` on. */
  readonly requestObject?: unknown;
  /** At level `RequestResponse`. */
  readonly responseObject?: unknown;
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly annotations?: Readonly<Record<string, string>>;
}
