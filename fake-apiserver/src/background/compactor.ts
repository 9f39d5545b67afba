import type { Environment } from "@informerlab/core";
import type { ObjectStorage } from "../storage/object-storage.ts";
import type { WatchHub } from "../watch/watch-hub.ts";

/** What {@link startCompactor} acts on. */
export interface CompactorTarget {
  readonly environment: Environment;
  readonly storage: ObjectStorage;
  readonly hub: WatchHub;
}

/**
 * Compacts storage to where it was an interval ago, as the real apiserver does every five minutes. It goes by the
 * writes rather than by a timer: without writes there is nothing to forget, and nothing keeps the process alive.
 * An interval of 0 means never.
 */
export function startCompactor(target: CompactorTarget, intervalMs: number): void {
  if (intervalMs <= 0) return;
  const { storage, hub, environment } = target;
  let mark: { readonly at: number; readonly revision: number } | undefined;
  let restores = 0;
  storage.subscribe(({ at, revision }) => {
    // Revisions may have gone back: those from before name other states.
    if (restores !== storage.log.restores) mark = undefined;
    restores = storage.log.restores;
    mark ??= { at, revision };
    if (at - mark.at < intervalMs) return;
    const oldest = mark.revision;
    mark = { at, revision };
    storage.log.compact(oldest);
    hub.announceCompaction(oldest);
    environment.trace.emit?.({ kind: "server.compacted", revision: String(oldest) });
  });
}
