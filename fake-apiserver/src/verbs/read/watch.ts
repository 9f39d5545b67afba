import { type FieldSelector, type ListOptions, StatusError } from "@informerlab/core";
import { streamingListStatus } from "../../faults/request-faults.ts";
import type { Outcome, Progress } from "../../request/answer/outcome.ts";
import { requireFrames } from "../../request/answer/refused-media-type.ts";
import { shownObjects } from "../../request/answer/shown-objects.ts";
import {
  badRequest,
  expired,
  tooLargeResourceVersion,
} from "../../request/answer/status-errors.ts";
import { readRevisionOf, saysWatch, validateListOptions } from "../../request/read/list-options.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { readSelectors } from "../../request/read/selectors.ts";
import type { ServerCore } from "../../request/server-core.ts";
import type { Watcher } from "../../watch/watcher.ts";
import { createMatcher, type ObjectMatcher, prefixOf } from "./match-objects.ts";
import { refuseUncached } from "./refuse-uncached.ts";

/** A bookmark comes this long before a watch times out. */
const bookmarkBeforeTimeoutMs = 2000;
/** Shorter watches get no bookmark before their end. */
const bookmarkTimeoutMsMin = 4000;

/**
 * Opens a watch: registering it and taking its place in the log is one step, so nothing falls between (law one).
 * What it cannot deliver any more it says by a 410 in the stream.
 */
export function watch(core: ServerCore, request: ResourceRequest): Progress {
  const { definition, options } = request;
  const selectors = readSelectors(core, options);
  validateListOptions(options, saysWatch(request.query, request.watchPath));
  const matches = createMatcher(definition, selectors);
  requireSameName(request, selectors.fields);
  refuseStreamingList(core, options);
  refuseUncached(core, definition);
  const revision = readRevisionOf(options.resourceVersion) ?? 0;
  requireFrames(request.answerMediaType);
  const plan = { revision, matches };
  if (options.sendInitialEvents !== true || revision <= core.storage.revision) {
    return open(core, request, plan);
  }
  // A streaming list from a revision that has not come waits for it, as a list would; not even headers come before.
  const isCached = core.hub.cacheOf(definition.storageKey) !== undefined;
  return {
    kind: "waiting",
    revision,
    timeoutMs: core.settings.futureRevisionWaitMs,
    resume: () => {
      if (revision <= core.storage.revision) return open(core, request, plan);
      const watcher = register(core, request, plan, revision);
      const current = core.storage.revision;
      const { status } = tooLargeResourceVersion(revision, current, isCached ? 1 : undefined);
      watcher.fail(status, "timeout");
      return { kind: "watch", watcher };
    },
  };
}

/** Who watches by the path of one object selects no other. @throws StatusError 400 */
function requireSameName({ watchPath }: ResourceRequest, fields: FieldSelector): void {
  const name = watchPath?.name;
  if (name === undefined) return;
  const asked = fields.requirements.find(
    ({ field, operator }) => field === "metadata.name" && operator === "=",
  );
  if (asked?.value !== name && !fields.isEverything)
    throw badRequest("fieldSelector metadata.name doesn't match requested name");
}

interface WatchPlan {
  /** 0: none was asked for. */
  readonly revision: number;
  readonly matches: ObjectMatcher | undefined;
}

function open(core: ServerCore, request: ResourceRequest, plan: WatchPlan): Outcome {
  const { options } = request;
  const { revision: asked } = plan;
  const current = core.storage.revision;
  const sendsInitial = options.sendInitialEvents ?? asked === 0;
  // A lagging replica shows its own newest state; what came after follows as events.
  const newest = Math.max(request.staleRevision ?? current, asked > current ? 0 : asked);
  const start = sendsInitial || asked === 0 ? newest : asked;
  // What the stream begins with can be shown, or there is none.
  if (sendsInitial && request.definition.origin === "custom")
    shownObjects(
      request.definition,
      core.storage
        .of(request.definition.storageKey)
        .listAll(prefixOf(request))
        .map(({ object }) => object),
    );
  const watcher = register(core, request, plan, start);
  core.watchOpened(watcher, request);
  if (watcher.isEnded) return { kind: "watch", watcher };
  try {
    if (sendsInitial) {
      tellState(core, watcher, isStreamingList(core, request, asked));
      if (start < current) core.hub.replay(watcher);
    } else if (start < current) {
      resume(core, watcher, start);
    }
  } catch (error) {
    // What cannot be shown, or not yet, leaves no watch behind of which nobody knows.
    watcher.end("fault", "clean");
    throw error;
  }
  schedule(core, watcher, request);
  return { kind: "watch", watcher };
}

/** A watch from no revision, and from 0, is a streaming list since there are such, unless it says otherwise. */
function isStreamingList(core: ServerCore, request: ResourceRequest, asked: number): boolean {
  const { sendInitialEvents, resourceVersionMatch } = request.options;
  if (!saysWatch(request.query, request.watchPath)) return false;
  if (sendInitialEvents !== undefined || resourceVersionMatch !== undefined)
    return sendInitialEvents === true;
  return asked === 0 && core.settings.supportsWatchList;
}

function register(
  core: ServerCore,
  request: ResourceRequest,
  { matches }: WatchPlan,
  revision: number,
): Watcher {
  const { definition, options, client } = request;
  const watcher = core.hub.open(
    {
      resource: definition.storageKey,
      prefix: prefixOf(request),
      matches,
      frames: core.framesOf(request),
      wantsBookmarks: options.allowWatchBookmarks === true,
      client,
      faults: core.faults,
      network: request.network,
    },
    revision,
  );
  core.metrics.watchOpened(watcher, definition);
  core.environment.trace.emit?.(
    {
      kind: "server.watch-opened",
      watch: watcher.id,
      resource: definition.storageKey,
      resourceVersion: String(revision),
      client,
    },
    request.cause,
  );
  return watcher;
}

/** A server of before streaming lists says so, and clients fall back. */
function refuseStreamingList(core: ServerCore, { sendInitialEvents }: ListOptions): void {
  if (sendInitialEvents === undefined || core.settings.supportsWatchList) return;
  throw new StatusError(streamingListStatus());
}

function resume(core: ServerCore, watcher: Watcher, revision: number): void {
  const oldest = core.hub.watchableFrom(watcher.resource);
  if (revision >= oldest) {
    core.hub.replay(watcher);
    return;
  }
  const isCached = core.hub.cacheOf(watcher.resource) !== undefined;
  const { status } = expired(
    isCached
      ? `too old resource version: ${revision} (${oldest})`
      : "The resourceVersion for the provided watch is too old.",
  );
  watcher.fail(status, "expired");
}

function tellState(core: ServerCore, watcher: Watcher, saysWhereItEnds: boolean): void {
  const log = core.storage.of(watcher.resource);
  const { revision, prefix } = watcher;
  watcher.tellInitial(
    revision < core.storage.revision ? log.listAt(prefix, revision) : log.listAll(prefix),
  );
  if (saysWhereItEnds) watcher.tellBookmark(revision, true);
}

function schedule(core: ServerCore, watcher: Watcher, request: ResourceRequest): void {
  if (watcher.isEnded) return;
  const { clock } = core.environment;
  const timeoutMs = timeoutMsOf(core, request);
  watcher.after(clock, timeoutMs, () => watcher.end("timeout", "clean"));
  if (!watcher.wantsBookmarks) return;
  if (timeoutMs >= bookmarkTimeoutMsMin) {
    watcher.after(clock, timeoutMs - bookmarkBeforeTimeoutMs, () =>
      watcher.tellBookmark(core.storage.revision),
    );
  }
  const { bookmarkIntervalMs } = core.settings;
  const again = (): void => {
    watcher.tellBookmark(core.storage.revision);
    watcher.after(clock, bookmarkIntervalMs, again);
  };
  if (bookmarkIntervalMs < timeoutMs) watcher.after(clock, bookmarkIntervalMs, again);
}

function timeoutMsOf(core: ServerCore, request: ResourceRequest): number {
  const { timeoutSeconds = 0 } = request.options;
  if (timeoutSeconds !== 0) return Math.max(0, timeoutSeconds * 1000);
  const draw = core.environment.random.fork(`watch-timeout/${request.operation}`).next();
  return core.settings.watchTimeoutMsMin * (1 + draw);
}
