import { roughBytesOf } from "../codec/json/rough-bytes.ts";
import { objectBefore } from "../storage/commit.ts";
import type { ObjectStorage } from "../storage/object-storage.ts";

/** What {@link limitHistory} acts on. */
export interface LimitedHistory {
  readonly storage: ObjectStorage;
  /** Forgets what is older than `revision`: storage, snapshots and watch windows. */
  compact(revision: number): void;
}

/** History is counted in so many parts, and forgotten part by part. */
const partCount = 16;

/** Objects that were replaced or deleted up to a revision. */
interface HistoryPart {
  readonly until: number;
  readonly bytes: number;
}

/**
 * Keeps what was replaced or deleted below `bytesMax` bytes: when it grows beyond, the older half is compacted, and watches
 * from there are told 410. A real etcd would be full at two gigabytes and refuse writes. 0: no limit.
 */
export function limitHistory(target: LimitedHistory, bytesMax: number): void {
  if (bytesMax <= 0) return;
  const { storage } = target;
  let parts: readonly HistoryPart[] = [];
  let bytes = 0;
  let restores = 0;
  storage.subscribe((commit) => {
    if (restores !== storage.log.restores) {
      // What was replaced before is gone, and its revisions name other states.
      restores = storage.log.restores;
      parts = [];
      bytes = 0;
    }
    const before = objectBefore(commit);
    if (before === undefined) return;
    bytes += roughBytesOf(before);
    if (bytes < bytesMax / partCount) return;
    // The compactor may have been there.
    const known = parts.filter(({ until }) => until > storage.log.compactedRevision);
    parts = [...known, { until: commit.revision, bytes }];
    bytes = 0;
    if (sumOf(parts) <= bytesMax) return;
    while (sumOf(parts) > bytesMax / 2) {
      const [oldest, ...rest] = parts;
      if (oldest === undefined) return;
      parts = rest;
      target.compact(oldest.until);
    }
  });
}

function sumOf(parts: readonly HistoryPart[]): number {
  return parts.reduce((sum, part) => sum + part.bytes, 0);
}
