import { failureStatus, type Status } from "@informerlab/core";
import { fromUtf8 } from "../codec/bytes/base64.ts";
import { utf8Of } from "../codec/bytes/byte-store.ts";
import { tooLargeResourceVersion } from "../request/answer/status-errors.ts";
import type { WatchFrame } from "../request/read/api-request.ts";
import { isPathRequest } from "../request/read/path-definition.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { nameless, retyped } from "../watch/frame.ts";
import type { FrameVerdict } from "../watch/watcher.ts";
import type { ActiveFault } from "./active-fault.ts";
import type { FaultAction, MalformedEvent } from "./fault.ts";

const reads: ReadonlySet<string> = new Set(["get", "list", "watch"]);
const writes: ReadonlySet<string> = new Set([
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
]);

/** Whether an action means anything for a request; what does not fit is not struck and not counted. */
export function isApplicable(action: FaultAction, request: ResourceRequest): boolean {
  const { verb, options } = request;
  // What is no resource has no versions.
  if (isPathRequest(request) && !["latency", "status", "reset"].some((kind) => kind in action)) {
    return false;
  }
  if ("stale" in action) {
    // Without a resourceVersion a read is consistent: showing an old state would break a promise.
    return (
      reads.has(verb) &&
      (options.resourceVersion ?? "") !== "" &&
      options.resourceVersionMatch !== "Exact"
    );
  }
  if ("expire" in action && action.expire === "continue410") return options.continue !== undefined;
  if ("expire" in action) return verb === "list" || verb === "watch";
  if ("refuseStreamingList" in action)
    return verb === "watch" && options.sendInitialEvents === true;
  if ("futureResourceVersion" in action) return reads.has(verb);
  if ("loseResponse" in action) return writes.has(verb);
  return true;
}

/** What lagging servers say when asked for a revision that they have not reached. */
export function futureStatus(request: ResourceRequest, revision: number): Status {
  const requested = Number(request.options.resourceVersion ?? 0);
  return tooLargeResourceVersion(requested > revision ? requested : revision + 1, revision, 1)
    .status;
}

/** How servers without streaming lists refuse one. */
export function streamingListStatus(): Status {
  const message =
    "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled";
  return failureStatus({
    code: 422,
    reason: "Invalid",
    message: `ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: ${message}`,
    details: {
      group: "meta.k8s.io",
      kind: "ListOptions",
      causes: [
        {
          reason: "FieldValueForbidden",
          message: `Forbidden: ${message}`,
          field: "sendInitialEvents",
        },
      ],
    },
  });
}

/** What an action on events does to one frame. */
export function frameVerdict(
  active: ActiveFault,
  frame: WatchFrame,
  occurrence: string,
  before: FrameVerdict | undefined,
): FrameVerdict {
  const action = active.fault.do;
  if ("latency" in action) {
    const delayMs = active.drawDelayMs(action.latency, occurrence);
    return { delayMs: (before?.delayMs ?? 0) + delayMs };
  }
  if ("dropEvent" in action || "bookmarks" in action) return { isDropped: true };
  if ("duplicateEvent" in action) return { isDuplicated: true };
  if ("reorderEvents" in action) return { isHeldBack: true };
  if ("malformEvent" in action) return malformed(action.malformEvent, frame);
  return {};
}

function malformed(how: MalformedEvent, frame: WatchFrame): FrameVerdict {
  if (how === "unknown-type") return { replacement: retyped(frame, "SURPRISE") };
  if (how === "nameless") return { replacement: nameless(frame) };
  const bytes = frame.encode();
  const broken =
    how === "truncated" ? bytes.slice(0, bytes.length >> 1) : utf8Of("<html>not JSON</html>\n");
  // Where there are no bytes, the client is told what its decoder would have said.
  const replacement: WatchFrame = {
    type: "ERROR",
    object: undecodable(fromUtf8(broken)),
    encode: () => broken,
  };
  return how === "truncated" ? { replacement, end: "reset" } : { replacement };
}

function undecodable(text: string): WatchFrame["object"] {
  const message = `unable to decode an event from the watch stream: ${JSON.stringify(text.slice(0, 80))} is no frame`;
  return failureStatus({
    code: 500,
    reason: "InternalError",
    message,
    details: { causes: [{ reason: "ClientWatchDecoding", message }] },
  }) as unknown as WatchFrame["object"];
}
