import type { MetricLimits } from "../metrics/limit-metrics.ts";
/** What an apiserver can be told about its own behaviour. */
export interface ServerSettings {
  /** How long a read waits for a revision that has not come. */
  readonly futureRevisionWaitMs: number;
  /** Between two bookmarks of a watch that wants them. */
  readonly bookmarkIntervalMs: number;
  /** Watches without timeoutSeconds end after this, or up to twice as long. */
  readonly watchTimeoutMsMin: number;
  /**
   * `full`: bodies are decoded by schema, defaulted, prepared and validated. `metadata`: objects are taken as they
   * are and only get the metadata that the server sets; for simulations, where each microsecond counts.
   */
  readonly objects: "full" | "metadata";
  /** Creates are refused in namespaces that do not exist. */
  readonly requiresNamespaces: boolean;
  /**
   * Storage forgets what is older than one to two of these, as the real server's compactor makes it. It goes by the
   * writes: without any there is nothing to forget. 0: never.
   */
  readonly compactionIntervalMs: number;
  /**
   * Bytes, roughly counted, that replaced and deleted objects take together; beyond it the older half is forgotten, as by a
   * compaction. 0: no limit.
   */
  readonly historyBytesMax: number;
  /**
   * The network that services get their addresses from, or two of different families with a comma between: `10.96.0.0/16`,
   * `fd00::/108,10.96.0.0/16`. The service `kubernetes` has the first address of the first.
   */
  readonly serviceClusterIpRange: string;
  /** The ports of nodes that services get, the first and the last: `30000-32767`. */
  readonly serviceNodePortRange: string;
  /** The port that the service `kubernetes` leads to. */
  readonly securePort: number;
  /** Where the service `kubernetes` leads to; empty: its endpoints are not told. */
  readonly advertiseAddress: string;
  /** The port of nodes that leads to the service `kubernetes`. 0: none. */
  readonly kubernetesServiceNodePort: number;
  /** False: containers may not be privileged, nor be processes of a Windows host. @defaultValue true */
  readonly allowsPrivileged?: boolean;
  /** Events go so long after they were last written. @defaultValue never: they stay */
  readonly eventTtlMs?: number;
  /** What a request may take at most; watches live as long as they say. @defaultValue a minute */
  readonly requestTimeoutMs?: number;
  /**
   * How many requests there may be at a time that read and that write; priority levels share the sum of both.
   *
   * @defaultValue 400 and 200
   */
  readonly requestLimits?: { readonly reading: number; readonly writing: number };
  /** False: requests are only counted against their limits, and none waits. @defaultValue true */
  readonly hasPriorityAndFairness?: boolean;
  /** How long pods stay on a node that is not ready, or not reachable, unless they say otherwise. @defaultValue 300 each */
  readonly tolerationSeconds?: { readonly notReady: number; readonly unreachable: number };
  /** What `/metrics` tells. @defaultValue all that is counted */
  readonly metrics?: MetricLimits;
  /** Servers before 1.27, and many aggregated ones, refuse streaming lists. */
  readonly supportsWatchList: boolean;
  /** What `/version` says instead of the version whose behaviour this is, such as `v1.35.4-custom`. */
  readonly gitVersion?: string;
  /** Down to which minor version others of the cluster may be, as `/version` tells it. @defaultValue "34" */
  readonly minCompatibilityMinor?: string;
}

/** The real server's behaviour. */
export const defaultServerSettings: ServerSettings = {
  futureRevisionWaitMs: 3000,
  bookmarkIntervalMs: 60_000,
  watchTimeoutMsMin: 1_800_000,
  objects: "full",
  requiresNamespaces: true,
  compactionIntervalMs: 300_000,
  historyBytesMax: 256 * 1024 * 1024,
  serviceClusterIpRange: "10.96.0.0/16",
  serviceNodePortRange: "30000-32767",
  securePort: 6443,
  advertiseAddress: "",
  kubernetesServiceNodePort: 0,
  supportsWatchList: true,
};
