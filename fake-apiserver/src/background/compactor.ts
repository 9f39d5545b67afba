import type { Environment } from "@informerlab/core";
import type { Commit } from "../storage/commit.ts";
import type { ObjectStorage } from "../storage/object-storage.ts";
import type { WatchHub } from "../watch/watch-hub.ts";

/** What a {@link Compactor} acts on. */
export interface CompactorTarget {
  readonly environment: Environment;
  readonly storage: ObjectStorage;
  readonly hub: WatchHub;
}

/**
 * Compacts storage to where it was an interval ago, as the real apiserver does every five minutes. It goes by the
 * writes rather than by a timer: without writes there is nothing to forget, and nothing keeps the process alive.
 */
export class Compactor {
  readonly #target: CompactorTarget;
  readonly #intervalMs: number;
  #mark: { readonly at: number; readonly revision: number } | undefined;

  constructor(target: CompactorTarget, intervalMs: number) {
    this.#target = target;
    this.#intervalMs = intervalMs;
  }

  observe({ at, revision }: Commit): void {
    this.#mark ??= { at, revision };
    if (at - this.#mark.at < this.#intervalMs) return;
    const { revision: oldest } = this.#mark;
    this.#mark = { at, revision };
    const { storage, hub, environment } = this.#target;
    storage.log.compact(oldest);
    hub.announceCompaction(oldest);
    environment.trace.emit?.({ kind: "server.compacted", revision: String(oldest) });
  }
}
