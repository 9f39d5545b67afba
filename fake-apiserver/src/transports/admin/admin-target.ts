import type { Cancel } from "@informerlab/core";
import type { FaultMatch } from "../../faults/fault.ts";
import type { Faults } from "../../faults/faults.ts";
import type { Gate, GatePoint } from "../../faults/gates.ts";
import type { RequestJournal } from "../../journal/request-journal.ts";
import type { StorageSnapshot } from "../../storage/snapshot.ts";
import type { ClusterHost, HostEnvironment } from "../cluster-host.ts";
import type { ControlledClock } from "../controlled-clock.ts";
import type { DrawnNames } from "./drawn-names.ts";

/** What can be waited for. */
export interface ObservedHost {
  /** Told whenever something happened here. */
  onChange(listener: () => void): Cancel;
  /** Runs `step` after a while of the host's time. */
  after(delayMs: number, step: () => void): Cancel;
}

/** Where things go wrong on purpose: a cluster, or a proxy in front of one. */
export interface FaultHost extends ObservedHost {
  readonly environment: HostEnvironment;
  readonly cluster: {
    readonly faults: Faults;
    readonly requests: RequestJournal;
    gate(on: FaultMatch, at: GatePoint): Gate;
  };
}

/** What calls about faults and requests act on. */
export interface FaultTarget {
  readonly host: FaultHost;
  /** What was put up by earlier calls, by its name. */
  readonly gates: Map<string, Gate>;
}

/** What calls of the admin API act on. */
export interface AdminTarget extends FaultTarget {
  readonly host: ClusterHost;
  /** Undefined where somebody else owns the time. */
  readonly clock: ControlledClock | undefined;
  /** Closes connections, as a restarting server does; the one that asks for it gets its answer first. */
  readonly dropConnections: () => void;
  /** What was kept by earlier calls, by its name. */
  readonly snapshots: Map<string, StorageSnapshot>;
  /** For snapshots that are not given a name. */
  readonly snapshotNames: DrawnNames;
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
