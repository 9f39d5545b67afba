import type { ObjectClient } from "../client/object-client.ts";
import type { StopSignal } from "../environment/stop-signal.ts";
import type { Lease } from "../kinds/coordination-v1.generated.ts";

/** Who leads, since when, and until when. Times are milliseconds since the epoch. */
export interface LeaderElectionRecord {
  /** Empty: nobody leads. */
  readonly holderIdentity: string;
  /** Seconds, as the Lease has them. */
  readonly leaseDurationSeconds: number;
  readonly acquiredAt: number;
  readonly renewedAt: number;
  readonly leaderTransitions: number;
}

/** Settings of a {@link LeaseLock}. */
export interface LeaseLockOptions {
  /** Client of Leases; its namespace is where the Lease is kept. */
  readonly leases: ObjectClient<Lease>;
  readonly namespace: string;
  readonly name: string;
  /** Tells the candidates apart: the name of the pod, and something that a restart changes. */
  readonly identity: string;
  /** Labels of the Lease. @defaultValue none */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Keeps a {@link LeaderElectionRecord} in a Lease; the version of the Lease that was seen last guards every write.
 *
 * @see client-go tools/leaderelection/resourcelock/leaselock.go
 */
export class LeaseLock {
  readonly identity: string;
  readonly #options: LeaseLockOptions;
  readonly #leases: ObjectClient<Lease>;
  #lease: Lease | undefined;

  constructor(options: LeaseLockOptions) {
    this.identity = options.identity;
    this.#options = options;
    this.#leases = options.leases.inNamespace(options.namespace);
  }

  /** `namespace/name`. */
  get description(): string {
    return `${this.#options.namespace}/${this.#options.name}`;
  }

  /** The Lease as it was seen last. */
  get lease(): Lease | undefined {
    return this.#lease;
  }

  async get(signal?: StopSignal): Promise<LeaderElectionRecord> {
    this.#lease = await this.#leases.get(this.#options.name, signalled(signal));
    return recordOf(this.#lease);
  }

  async create(record: LeaderElectionRecord, signal?: StopSignal): Promise<void> {
    const { name, namespace, labels } = this.#options;
    const metadata = { name, namespace, ...(labels === undefined ? {} : { labels }) };
    const lease = { metadata, spec: specOf(record) };
    // Whoever creates found none: what was known before is no ground for an update.
    this.#lease = undefined;
    this.#lease = await this.#leases.create(lease, signalled(signal));
  }

  /** @throws Error when neither {@link get} nor {@link create} has succeeded yet, or a create has failed since. */
  async update(record: LeaderElectionRecord, signal?: StopSignal): Promise<void> {
    const known = this.#lease;
    if (known === undefined) throw new Error(`the Lease ${this.description} was never read`);
    const labels = { ...known.metadata?.labels, ...this.#options.labels };
    const metadata = { ...known.metadata, ...(this.#options.labels ? { labels } : {}) };
    const lease = { ...known, metadata, spec: { ...known.spec, ...specOf(record) } };
    this.#lease = await this.#leases.update(lease, signalled(signal));
  }
}

function signalled(signal: StopSignal | undefined): { signal?: StopSignal } {
  return signal === undefined ? {} : { signal };
}

function recordOf({ spec = {} }: Lease): LeaderElectionRecord {
  return {
    holderIdentity: spec.holderIdentity ?? "",
    leaseDurationSeconds: spec.leaseDurationSeconds ?? 0,
    acquiredAt: timeOf(spec.acquireTime),
    renewedAt: timeOf(spec.renewTime),
    leaderTransitions: spec.leaseTransitions ?? 0,
  };
}

function specOf(record: LeaderElectionRecord): NonNullable<Lease["spec"]> {
  return {
    holderIdentity: record.holderIdentity,
    leaseDurationSeconds: record.leaseDurationSeconds,
    acquireTime: microTime(record.acquiredAt),
    renewTime: microTime(record.renewedAt),
    leaseTransitions: record.leaderTransitions,
  };
}

function timeOf(text: string | undefined | null): number {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? 0 : time;
}

/** RFC 3339 with microseconds: the form of a Lease's times. */
function microTime(time: number): string {
  return new Date(time).toISOString().replace("Z", "000Z");
}
