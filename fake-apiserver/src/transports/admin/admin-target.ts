import type { Gate } from "../../faults/gates.ts";
import type { StorageSnapshot } from "../../storage/snapshot.ts";
import type { ClusterHost } from "../cluster-host.ts";
import type { ControlledClock } from "../controlled-clock.ts";

/** What calls of the admin API act on. */
export interface AdminTarget {
  readonly host: ClusterHost;
  /** Undefined where somebody else owns the time. */
  readonly clock: ControlledClock | undefined;
  /** Closes connections, as a restarting server does; the one that asks for it gets its answer first. */
  readonly dropConnections: () => void;
  /** What was put up or kept by earlier calls, by its name. */
  readonly gates: Map<string, Gate>;
  readonly snapshots: Map<string, StorageSnapshot>;
  /** Other clusters behind the same port; undefined where there can be none. */
  readonly siblings: SiblingClusters | undefined;
}

/** Clusters that share a port, each below a path of its own. */
export interface SiblingClusters {
  list(): readonly SiblingCluster[];
  create(id: string | undefined): SiblingCluster;
  /** False when there is none of that name. */
  remove(id: string): Promise<boolean>;
}

/** One of them, with the way to reach it. */
export interface SiblingCluster {
  readonly id: string;
  readonly server: string;
  readonly adminUrl: string;
  /** YAML. */
  readonly kubeconfig: string;
}
