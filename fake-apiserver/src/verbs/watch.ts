import { FieldSelector } from "@informerlab/core";
import { readRevisionOf, validateListOptions } from "../request/list-options.ts";
import type { Outcome } from "../request/outcome.ts";
import type { ResourceRequest } from "../request/resource-request.ts";
import { keyPrefixOf, type ServerCore } from "../request/server-core.ts";
import { expired, tooLargeResourceVersion } from "../request/status-errors.ts";
import type { Watcher } from "../watch/watcher.ts";
import { createMatcher } from "./match-objects.ts";

/** A bookmark comes this long before a watch times out. */
const bookmarkBeforeTimeoutMs = 2000;
/** Shorter watches get no bookmark before their end. */
const bookmarkTimeoutMsMin = 4000;

/**
 * Opens a watch: registering it and taking its place in the log is one step, so nothing falls between (law one).
 * What it cannot deliver any more it says by a 410 in the stream.
 */
export function watch(core: ServerCore, request: ResourceRequest): Outcome {
  const { definition, options } = request;
  const matches = createMatcher(core, definition, options);
  validateListOptions(options, true);
  const asked = readRevisionOf(options.resourceVersion) ?? 0;
  const sendsInitial = options.sendInitialEvents ?? asked === 0;
  const isStreamingList = options.sendInitialEvents === true;
  const current = core.storage.revision;
  // A lagging replica shows its own newest state; what came after follows as events.
  const newest = Math.max(request.staleRevision ?? current, asked > current ? 0 : asked);
  const start = sendsInitial || asked === 0 ? newest : asked;
  const watcher = core.hub.open(
    {
      resource: definition.storageKey,
      prefix: prefixOf(request),
      matches,
      frames: core.framesOf(request),
      wantsBookmarks: options.allowWatchBookmarks === true,
      client: request.client,
      judge: core.judge,
      network: request.network,
    },
    start,
  );
  core.environment.trace.emit?.(
    {
      kind: "server.watch-opened",
      watch: watcher.id,
      resource: definition.storageKey,
      resourceVersion: String(start),
      client: request.client,
    },
    request.cause,
  );
  core.watchOpened(watcher, request);
  if (watcher.isEnded) return { kind: "watch", watcher };
  if (sendsInitial && isStreamingList && asked > current) {
    streamWhenReached(core, watcher, request, asked);
  } else if (sendsInitial) {
    tellState(core, watcher, isStreamingList);
    if (start < current) core.hub.replay(watcher);
  } else if (asked !== 0 && asked < current) {
    resume(core, watcher, asked);
  }
  schedule(core, watcher, request);
  return { kind: "watch", watcher };
}

/** A selector of one name within one namespace is a prefix of one key, nearly. */
function prefixOf(request: ResourceRequest): string {
  const { namespace, options } = request;
  if (namespace === undefined && options.fieldSelector !== undefined) {
    const only = FieldSelector.parse(options.fieldSelector).exactMatch("metadata.namespace");
    if (only !== undefined && request.definition.namespaced) return keyPrefixOf(only);
  }
  return keyPrefixOf(namespace);
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

function tellState(core: ServerCore, watcher: Watcher, isStreamingList: boolean): void {
  const log = core.storage.of(watcher.resource);
  const { revision, prefix } = watcher;
  watcher.tellInitial(
    revision < core.storage.revision ? log.listAt(prefix, revision) : log.listAll(prefix),
  );
  if (isStreamingList) watcher.tellBookmark(revision, true);
}

/** A streaming list from a revision that has not come waits for it, as a list would. */
function streamWhenReached(
  core: ServerCore,
  watcher: Watcher,
  request: ResourceRequest,
  revision: number,
): void {
  watcher.hold();
  const cancel = core.whenRevision(revision, core.settings.futureRevisionWaitMs, (isReached) => {
    if (isReached) {
      watcher.release(core.storage.revision);
      tellState(core, watcher, true);
    } else {
      const isCached = core.hub.cacheOf(request.definition.storageKey) !== undefined;
      const error = tooLargeResourceVersion(
        revision,
        core.storage.revision,
        isCached ? 1 : undefined,
      );
      watcher.fail(error.status, "timeout");
    }
  });
  watcher.onEnd(cancel);
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
