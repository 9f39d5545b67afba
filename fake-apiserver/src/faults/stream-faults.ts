import { failureStatus, type Status, unreachable } from "@informerlab/core";
import type { FrameVerdict } from "../watch/watcher.ts";
import type { FaultAction } from "./fault.ts";

/** A stream action with what decides when it strikes. */
export interface StreamTrigger {
  /** Strikes once the watch has sent so many frames; undefined: at once, or by time. */
  readonly afterEvents: number | undefined;
  readonly afterMs: number | undefined;
}

/** When an action on a stream strikes. */
export function triggerOf(action: FaultAction): StreamTrigger {
  return {
    afterEvents: "afterEvents" in action ? action.afterEvents : undefined,
    afterMs: "afterMs" in action ? action.afterMs : undefined,
  };
}

/** Where a watch stands that is told that its revision is too old, and where the storage is. */
export interface ExpiredPlace {
  readonly revision: number;
  readonly head: number;
}

/** How a stream ends, or falls silent, by an action. */
export function endingOf(action: FaultAction, place: ExpiredPlace): FrameVerdict {
  if ("expire" in action) return { error: expiredStatus(action.expire, place) };
  if ("errorEvent" in action) return { error: errorStatus(action.errorEvent, action.message) };
  if ("reset" in action) return { end: "reset" };
  if ("close" in action) return { end: "clean" };
  if ("stall" in action) return { isStalled: true };
  return unreachable(action as never);
}

/** 410 as servers of today, or as those of long ago, put it: as if everything before the newest revision were forgotten. */
export function expiredStatus(how: string, { revision, head }: ExpiredPlace): Status {
  return failureStatus({
    code: 410,
    reason: how === "event410-gone" ? "Gone" : "Expired",
    message: `too old resource version: ${revision} (${Math.max(head, revision + 1)})`,
  });
}

const reasonOfCode: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  410: "Expired",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** A Status as a fault makes it: recognisable by its message. */
export function errorStatus(
  code: number,
  message?: string,
  options: { readonly reason?: string; readonly retryAfterSeconds?: number } = {},
): Status {
  const reason = options.reason ?? reasonOfCode[code];
  const { retryAfterSeconds } = options;
  return failureStatus({
    code,
    ...(reason === undefined ? {} : { reason }),
    message: message ?? `injected fault: ${reason ?? code}`,
    ...(retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } }),
  });
}
