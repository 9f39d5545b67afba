import type { Status, StatusCause, StatusDetails } from "./status.ts";

/** The reasons of `metav1.StatusReason` that clients act on. */
export type StatusReason =
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Gone"
  | "Invalid"
  | "ServerTimeout"
  | "Timeout"
  | "TooManyRequests"
  | "BadRequest"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "RequestEntityTooLarge"
  | "UnsupportedMediaType"
  | "InternalError"
  | "Expired"
  | "ServiceUnavailable";

/** A refusal by the server: holds the Status it sent. */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly status: Status;

  /** `message` takes the place of the server's own, to say more than it did. */
  constructor(status: Status, options?: ErrorOptions & { readonly message?: string }) {
    super(
      options?.message ?? status.message ?? status.reason ?? `status ${status.code ?? "unknown"}`,
      options,
    );
    this.status = status;
  }
}

/** Makes a failure Status. */
export function failureStatus(options: {
  readonly code: number;
  readonly reason?: string;
  readonly message: string;
  readonly details?: StatusDetails;
}): Status {
  const { code, reason, message, details } = options;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

/** The reason the server gave, or undefined when the error is no refusal by a server. */
export function reasonOf(error: unknown): string | undefined {
  return error instanceof StatusError ? error.status.reason : undefined;
}

/** The object does not exist. */
export function isNotFound(error: unknown): boolean {
  return hasReason(error, "NotFound", 404);
}

/**
 * The name is taken: by an object of somebody else's, or by one's own, when the answer to the create was lost. A 409
 * without a reason may mean a conflict, so it is none of these (client-go's `IsAlreadyExists` reads the reason alone).
 */
export function isAlreadyExists(error: unknown): boolean {
  return reasonOf(error) === "AlreadyExists";
}

/** Somebody else changed the object first. */
export function isConflict(error: unknown): boolean {
  return hasReason(error, "Conflict", 409);
}

/** The resourceVersion asked for is forgotten: `Expired` (410). */
export function isResourceExpired(error: unknown): boolean {
  return reasonOf(error) === "Expired";
}

/** `Gone` (410), the older form of {@link isResourceExpired}. */
export function isGone(error: unknown): boolean {
  return hasReason(error, "Gone", 410);
}

/** The server is busy: 429. */
export function isTooManyRequests(error: unknown): boolean {
  // client-go looks at this code whatever the reason says.
  return (
    hasReason(error, "TooManyRequests", 429) ||
    (error instanceof StatusError && error.status.code === 429)
  );
}

/** The server failed by itself: `InternalError`. */
export function isInternalError(error: unknown): boolean {
  return hasReason(error, "InternalError", 500);
}

/** The caller may not do this: 403. */
export function isForbidden(error: unknown): boolean {
  return hasReason(error, "Forbidden", 403);
}

/** The server does not know who calls: 401. */
export function isUnauthorized(error: unknown): boolean {
  return hasReason(error, "Unauthorized", 401);
}

const tooLargeMessage = "Too large resource version";

/** RF-13: the resourceVersion asked for is ahead of what the server has, in new and old servers' words. */
export function isTooLargeResourceVersion(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false;
  const { status } = error;
  const causes: readonly StatusCause[] = status.details?.causes ?? [];
  if (causes.some((cause) => cause.reason === "ResourceVersionTooLarge")) return true;
  if (status.reason !== "Timeout") return false;
  return (
    causes.some((cause) => cause.message === tooLargeMessage) ||
    (status.message ?? "").includes(tooLargeMessage)
  );
}

/** How long the server asked to wait, in milliseconds; undefined when it said nothing. */
export function retryAfterMs(error: unknown): number | undefined {
  const seconds =
    error instanceof StatusError ? error.status.details?.retryAfterSeconds : undefined;
  return seconds === undefined || seconds <= 0 ? undefined : seconds * 1000;
}

function hasReason(error: unknown, reason: StatusReason, code: number): boolean {
  if (!(error instanceof StatusError)) return false;
  const { status } = error;
  // A Status without a reason, as some servers and proxies send, is judged by its code (client-go does the same).
  return status.reason === reason || ((status.reason ?? "") === "" && status.code === code);
}
