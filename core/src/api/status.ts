import { isRecord } from "./record.ts";

/** One reason among several why a request was refused. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** Reason of the cause that marks a frame of a watch which could not be decoded; the word is client-go's. */
export const clientWatchDecoding = "ClientWatchDecoding";

/** What a refused request was about. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The `v1.Status` object: how Kubernetes says that a request failed, or succeeded without an object to show. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly status?: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/**
 * The Status in what a server sent, or undefined when it is none. Fields of a wrong type are left out: whoever reads a
 * Status can rely on its types, whatever stood between here and the server.
 */
export function statusOf(value: unknown): Status | undefined {
  if (!isRecord(value)) return undefined;
  const { status, code } = value;
  return {
    ...value,
    kind: "Status",
    apiVersion: "v1",
    metadata: isRecord(value["metadata"]) ? value["metadata"] : {},
    status: status === "Success" ? "Success" : "Failure",
    message: textOf(value["message"]),
    reason: textOf(value["reason"]),
    details: isRecord(value["details"]) ? detailsOf(value["details"]) : undefined,
    code: typeof code === "number" ? code : undefined,
  } as Status;
}

function detailsOf(details: Readonly<Record<string, unknown>>): StatusDetails {
  const { causes, retryAfterSeconds: seconds } = details;
  return {
    ...details,
    causes: Array.isArray(causes) ? causes.filter(isRecord).map(causeOf) : undefined,
    retryAfterSeconds: typeof seconds === "number" ? seconds : undefined,
  } as StatusDetails;
}

function causeOf(cause: Readonly<Record<string, unknown>>): StatusCause {
  return {
    ...cause,
    reason: textOf(cause["reason"]),
    message: textOf(cause["message"]),
    field: textOf(cause["field"]),
  } as StatusCause;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
