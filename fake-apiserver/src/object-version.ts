import type { KubernetesObject } from "@informerlab/core";

/** One version of an object, as `FakeCluster.history` tells it. */
export interface ObjectVersion {
  readonly resourceVersion: string;
  readonly verb: "create" | "update" | "delete";
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The state after it; for a deletion the last state. */
  readonly object: KubernetesObject;
}
