import type { KubernetesObject } from "../api/object.ts";
import { metaNamespaceKey } from "../api/object-key.ts";
import type { Indexer } from "../cache/indexer.ts";
import { applyTransform, type TransformFunction } from "../cache/store.ts";
import type { Environment } from "../environment/environment.ts";
import type { Cancel } from "../environment/scheduler.ts";
import { needsFreshList } from "../reflector/watch-errors.ts";
import type { ListerWatcher } from "../source/lister-watcher.ts";

/** How a cache and a list of the same version compare. Keys in each part are sorted. */
export interface ConsistencyReport {
  readonly isConsistent: boolean;
  readonly resourceVersion: string;
  /** Listed, not cached. */
  readonly missing: readonly string[];
  /** Cached, not listed. */
  readonly extra: readonly string[];
  /** Both, with another uid or resourceVersion. */
  readonly different: readonly string[];
}

type CheckResult =
  | { readonly ok: true; readonly report: ConsistencyReport | undefined }
  | { readonly ok: false; readonly error: unknown };

/**
 * Compares a cache with a list at exactly its version. The cache is photographed when the list is asked for, so that
 * changes meanwhile do not matter. A version that the server cannot serve gives no report (RF-45 skips it as well).
 */
export function compareWithList<T extends KubernetesObject>(
  options: {
    readonly listerWatcher: ListerWatcher<T>;
    readonly indexer: Indexer<T>;
    readonly transform: TransformFunction<T> | undefined;
  },
  done: (result: CheckResult) => void,
): Cancel {
  const { listerWatcher, indexer, transform } = options;
  const resourceVersion = indexer.lastStoreSyncResourceVersion;
  if (resourceVersion === "" || resourceVersion === "0") {
    done({ ok: true, report: undefined });
    return () => {};
  }
  const cached = new Map<string, string>();
  for (const { key, object } of indexer.entries()) cached.set(key, digestOf(object));
  return listerWatcher.list({ resourceVersion, resourceVersionMatch: "Exact" }, (result) => {
    if (!result.ok) {
      done(
        needsFreshList(result.error)
          ? { ok: true, report: undefined }
          : { ok: false, error: result.error },
      );
      return;
    }
    const listed = result.list.items.map((item) =>
      applyTransform(transform, item, metaNamespaceKey(item)),
    );
    done({ ok: true, report: compare(resourceVersion, cached, listed) });
  });
}

/** Tells the trace and the user of a cache that differs; says nothing of one that does not. */
export function reportConsistency(
  { trace, warn }: Environment,
  informer: string,
  report: ConsistencyReport,
): void {
  if (report.isConsistent) return;
  const { missing, extra, different } = report;
  trace.emit?.({ kind: "informer.inconsistent", informer, missing, extra, different });
  warn?.(
    `informer ${informer}: the cache differs from the server at the same version: ` +
      `missing ${missing.length}, extra ${extra.length}, different ${different.length}`,
  );
}

function compare(
  resourceVersion: string,
  cached: ReadonlyMap<string, string>,
  listed: readonly KubernetesObject[],
): ConsistencyReport {
  const missing: string[] = [];
  const different: string[] = [];
  const listedKeys = new Set<string>();
  for (const object of listed) {
    const key = metaNamespaceKey(object);
    listedKeys.add(key);
    const digest = cached.get(key);
    if (digest === undefined) missing.push(key);
    else if (digest !== digestOf(object)) different.push(key);
  }
  const extra = [...cached.keys()].filter((key) => !listedKeys.has(key));
  return {
    isConsistent: missing.length + extra.length + different.length === 0,
    resourceVersion,
    missing: missing.sort(),
    extra: extra.sort(),
    different: different.sort(),
  };
}

/** A version of an object is immutable, so identity and version stand for its content. */
function digestOf({ metadata }: KubernetesObject): string {
  return `${metadata?.uid ?? ""}@${metadata?.resourceVersion ?? ""}`;
}
