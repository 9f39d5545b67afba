import type { KubernetesObject } from "@informerlab/core";

/** The state of storage at one revision, as plain data. Its past is not in it. */
export interface StorageSnapshot {
  readonly version: 1;
  readonly revision: number;
  /** Objects by the storage key of their resource and their own key. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, KubernetesObject>>>>;
}
