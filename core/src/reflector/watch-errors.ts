import type { Status } from "../api/status.ts";
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

/** What a round of list and watch failed of; `cause` is what the server or the transport said. */
export class ListWatchError extends Error {
  override readonly name = "ListWatchError";
  readonly phase: "list" | "watch" | "sync" | "resync";

  constructor(phase: "list" | "watch" | "sync" | "resync", resource: string, cause: unknown) {
    super(`${describe(phase, resource)}: ${messageOf(cause)}`, { cause });
    this.phase = phase;
  }
}

function describe(phase: ListWatchError["phase"], resource: string): string {
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
export function errorOfEvent(object: Status | undefined): StatusError {
  return new StatusError(
    object ?? {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      message: "an ERROR event without a Status",
      code: 500,
    },
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
  const seconds = Math.ceil(delayMs / 1000);
  environment.warn?.(
    `informer ${informer}: ${messageOf(error)} (trying again in ${seconds} s)`,
    error,
  );
}
