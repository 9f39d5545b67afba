import type { KubernetesObject } from "@informerlab/core";

/** One write, as storage remembers it: etcd's revision with the key's value before and after. */
export interface Commit {
  /** The global revision that this write made. */
  readonly revision: number;
  /** The revision as clients see it. */
  readonly resourceVersion: string;
  readonly verb: "create" | "update" | "delete";
  /** Storage key of the resource: `configmaps`, `deployments.apps`. */
  readonly resource: string;
  /** `namespace/name`, or `name` when cluster-scoped. */
  readonly key: string;
  /** After a deletion: the last state, with the resourceVersion of the deletion. */
  readonly object: KubernetesObject;
  /** The write of this key before, deletions included; undefined for the first and for compacted ones. */
  previous: Commit | undefined;
  /** 1 for the first write that this key ever saw, then 2, 3 …: stable whatever happens to other keys. */
  readonly ordinal: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Id of the operation that wrote, when its client named one. */
  readonly operation: string | undefined;
  /** `seq` of the fact `server.committed`, while somebody listens to the trace. */
  cause: number | undefined;
}

/** What the key held after the commit; undefined after a deletion. */
export function objectAfter(commit: Commit | undefined): KubernetesObject | undefined {
  return commit === undefined || commit.verb === "delete" ? undefined : commit.object;
}

/** What the key held before the commit; undefined when it did not exist. */
export function objectBefore(commit: Commit): KubernetesObject | undefined {
  return objectAfter(commit.previous);
}
