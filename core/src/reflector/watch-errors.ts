import { clientWatchDecoding, statusOf } from "../api/status.ts";
import {
  isGone,
  isResourceExpired,
  isTooLargeResourceVersion,
  isTooManyRequests,
  StatusError,
} from "../api/status-error.ts";
import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import { isConnectionRefused } from "../source/transport-error.ts";

/** A watch that ended within a second without a single event (RF-25): treated as a failure, so that it backs off. */
export class VeryShortWatchError extends Error {
  override readonly name = "VeryShortWatchError";

  constructor(resource: string) {
    super(
      `very short watch: ${resource}: the watch lasted less than a second and no event was received`,
    );
  }
}

/** What a Reflector was doing when something failed. */
export type ListWatchPhase = "list" | "watch" | "sync" | "resync";

/** What a round of list and watch failed of; `cause` is what the server or the transport said. */
export class ListWatchError extends Error {
  override readonly name = "ListWatchError";
  readonly phase: ListWatchPhase;
  /** Milliseconds until the Reflector asks again, where that was decided when this was told. */
  readonly retryInMs: number | undefined;

  constructor(
    phase: ListWatchPhase,
    resource: string,
    cause: unknown,
    options: {
      readonly retryInMs?: number | undefined;
      /** Address and path of what was asked. */
      readonly where?: string | undefined;
    } = {},
  ) {
    const { retryInMs, where } = options;
    const what = messageOf(cause);
    const at = where === undefined || what.includes(where) ? "" : ` (from ${where})`;
    const next = retryInMs === undefined ? "" : `; asking again in ${secondsOf(retryInMs)}`;
    super(`${describe(phase, resource)}: ${what}${at}${next}`, { cause });
    this.phase = phase;
    this.retryInMs = retryInMs;
  }
}

function secondsOf(durationMs: number): string {
  return `${Math.ceil(durationMs / 1000)} s`;
}

function describe(phase: ListWatchPhase, resource: string): string {
  switch (phase) {
    case "list":
      return `failed to list ${resource}`;
    case "watch":
      return `failed to watch ${resource}`;
    case "sync":
      return `unable to sync the list of ${resource}`;
    case "resync":
      return `failed to resync ${resource}`;
  }
}

/** Expired or Gone: both mean that the version asked for is forgotten. */
export function isExpired(error: unknown): boolean {
  return isResourceExpired(error) || isGone(error);
}

/** RF-12: the version asked for cannot be served; asking without one can. */
export function needsFreshList(error: unknown): boolean {
  return isExpired(error) || isTooLargeResourceVersion(error);
}

/** RF-21: worth asking again with the same version after a pause. */
export function isWatchRetriable(error: unknown): boolean {
  return isConnectionRefused(error) || isTooManyRequests(error);
}

/** The error that an ERROR event carries. */
export function errorOfEvent(object: unknown): StatusError {
  return new StatusError(
    statusOf(object) ?? {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      message: "an ERROR event without a Status",
      code: 500,
    },
  );
}

/** A watch event that cannot be taken in: what client-go's decoder would have refused. */
export function malformedEventError(flaw: string): StatusError {
  return new StatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "InternalError",
    message: `an event of the watch cannot be understood: ${flaw}`,
    details: { causes: [{ reason: clientWatchDecoding, message: flaw }] },
    code: 500,
  });
}

/** Whether an ERROR event tells of a frame that the client could not decode, rather than of what the server said. */
export function isDecodingError(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false;
  return (
    error.status.details?.causes?.some(({ reason }) => reason === clientWatchDecoding) ?? false
  );
}

/** RF-9: says what went wrong, except what is expected to happen; for whoever gave no handler of their own. */
export function defaultWatchErrorHandler(
  environment: Environment,
  informer: string,
): (error: unknown) => void {
  return (error) => {
    if (isExpired(error instanceof ListWatchError ? error.cause : error)) return;
    environment.warn?.(`informer ${informer}: ${messageOf(error)}`, error);
  };
}

/** Says why a watch is asked for again after a pause: no error handler is told of that (RF-21, RF-28). */
export function warnOfRetry(
  environment: Environment,
  informer: string,
  error: unknown,
  delayMs: number,
): void {
  environment.warn?.(
    `informer ${informer}: ${messageOf(error)} (trying again in ${secondsOf(delayMs)})`,
    error,
  );
}
