import type { KubernetesObject } from "@informerlab/core";
import type { RevisionLog } from "./revision-log.ts";

/** The state of storage at one revision, as plain data. Its past is not in it. */
export interface StorageSnapshot {
  readonly version: 1;
  readonly revision: number;
  /** Objects by the storage key of their resource and their own key. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, KubernetesObject>>>>;
}

/** Takes the newest state. Costs references, not copies: stored objects never change. */
export function takeSnapshot(log: RevisionLog): StorageSnapshot {
  const resources: Record<string, Record<string, KubernetesObject>> = {};
  for (const resource of log.logs()) {
    if (resource.size === 0) continue;
    resources[resource.resource] = Object.fromEntries(
      resource.listAll("").map(({ key, object }) => [key, object]),
    );
  }
  return { version: 1, revision: log.revision, resources };
}
