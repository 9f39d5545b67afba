import { isConflict, isNotFound } from "../api/status-error.ts";
import { wallTimeOf } from "../environment/clock.ts";
import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import { linkedStop, type OwnStop } from "../environment/own-stop.ts";
import { pause } from "../environment/pause.ts";
import { type Lane, lane } from "../environment/scheduler.ts";
import type { StopSignal } from "../environment/stop-signal.ts";
import { checkTimes, jitterFactor, type LeaderElectorOptions } from "./leader-elector-options.ts";
import type { LeaderElectionRecord, LeaseLock } from "./lease-lock.ts";

const defaults = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2000 } as const;
/** Whoever writes at the same time does so once: more is another trouble, and the end of a program must not wait for it. */
const releaseTriesMax = 5;
const nobody: LeaderElectionRecord = {
  holderIdentity: "",
  leaseDurationSeconds: 0,
  acquiredAt: 0,
  renewedAt: 0,
  leaderTransitions: 0,
};

/**
 * Lets one of several candidates lead, by a Lease. Clocks of candidates need not agree: each counts from when *it* saw
 * the last renewal. Leadership is not a lock: whoever paused for longer than the lease may wake up beside a new leader, so
 * writes should carry a resourceVersion.
 *
 * @see client-go tools/leaderelection/leaderelection.go
 */
export class LeaderElector {
  readonly name: string;
  readonly #environment: Environment;
  readonly #options: LeaderElectorOptions & typeof defaults;
  readonly #lock: LeaseLock;
  readonly #lane: Lane;
  #observed = nobody;
  /** As the Lease was read last: what was written since is not compared with it. */
  #found: LeaderElectionRecord | undefined;
  #observedAt = 0;
  #reportedLeader = "";

  /** @throws RangeError when the times break client-go's rules. */
  constructor(environment: Environment, options: LeaderElectorOptions) {
    this.#environment = environment;
    this.#options = { ...defaults, ...options } as LeaderElectorOptions & typeof defaults;
    const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = this.#options;
    checkTimes({ leaseDurationMs, renewDeadlineMs, retryPeriodMs });
    if (options.lock.identity === "")
      throw new Error("the identity of a candidate must not be empty");
    this.#lock = options.lock;
    this.name = options.name ?? options.lock.description;
    this.#lane = lane(`leader/${this.name}`);
    this.#setMasterStatus(0);
  }

  /** Who leads, as far as this one has seen; "" for nobody. */
  get leader(): string {
    return this.#observed.holderIdentity;
  }

  get isLeader(): boolean {
    return this.leader === this.#lock.identity;
  }

  /**
   * Why this candidate is not well, for a health check: it believes to lead, and has not renewed for longer than the
   * lease and `toleranceMs`. Undefined when all is well.
   */
  check(toleranceMs: number): string | undefined {
    if (!this.isLeader) return undefined;
    const ageMs = this.#environment.clock.now() - this.#observedAt;
    return ageMs > this.#options.leaseDurationMs + toleranceMs
      ? `the leadership of ${this.name} was not renewed for ${Math.round(ageMs / 1000)} s`
      : undefined;
  }

  /** Waits until it leads, leads until it cannot renew or the signal is given, and resolves. To go on, run again. */
  async run(signal?: StopSignal): Promise<void> {
    try {
      if (!(await this.#acquire(signal))) return;
      const leading = linkedStop(signal);
      this.#lead(leading.signal);
      try {
        await this.#renew(signal);
      } finally {
        leading.stop();
        this.#recordEvent("stopped leading");
      }
      // A lead that was lost is not given up: the Lease is another's, or the server does not answer, and whoever led must
      // hear of its end at once.
      const isAskedToStop = signal?.aborted === true;
      if (isAskedToStop && (this.#options.releaseOnStop ?? true)) await this.#release();
    } finally {
      this.#options.onStoppedLeading();
    }
  }

  #lead(signal: StopSignal): void {
    const { scheduler } = this.#environment;
    const started = Promise.resolve(signal).then(this.#options.onStartedLeading);
    scheduler.settle(this.#lane, started, (result) => {
      if (result.status === "rejected") scheduler.report(result.reason, this.#lane);
    });
  }

  async #acquire(signal: StopSignal | undefined): Promise<boolean> {
    const { clock, random } = this.#environment;
    const draws = random.fork(`leader/${this.name}/${this.#lock.identity}`);
    while (signal?.aborted !== true) {
      const deadline = linkedStop(signal);
      const cancel = clock.after(this.#options.renewDeadlineMs, this.#lane, deadline.stop);
      const isLeader = await this.#tryAcquireOrRenew(deadline.signal);
      cancel();
      deadline.stop();
      this.#reportTransition();
      if (isLeader) {
        this.#recordEvent("became leader");
        this.#setMasterStatus(1);
        return true;
      }
      const waitMs = this.#options.retryPeriodMs * (1 + draws.next() * jitterFactor);
      await pause(clock, this.#lane, waitMs, signal);
    }
    return false;
  }

  /** Returns when the Lease could not be renewed in time, or at the signal. */
  async #renew(signal: StopSignal | undefined): Promise<void> {
    const { clock } = this.#environment;
    while (signal?.aborted !== true) {
      const deadline: OwnStop = linkedStop(signal);
      const cancel = clock.after(this.#options.renewDeadlineMs, this.#lane, deadline.stop);
      const isRenewed = await this.#pollUntilRenewed(deadline.signal);
      cancel();
      deadline.stop();
      this.#reportTransition();
      if (!isRenewed) break;
      await pause(clock, this.#lane, this.#options.retryPeriodMs, signal);
    }
    this.#setMasterStatus(0);
  }

  async #pollUntilRenewed(deadline: StopSignal): Promise<boolean> {
    const { clock } = this.#environment;
    const { retryPeriodMs } = this.#options;
    const startedAt = clock.now();
    while (!deadline.aborted) {
      // As a ticker of Go: slow answers leave nearly as many tries as fast ones.
      const ticks = Math.floor((clock.now() - startedAt) / retryPeriodMs) + 1;
      if (await this.#tryAcquireOrRenew(deadline)) return true;
      const waitMs = startedAt + ticks * retryPeriodMs - clock.now();
      await pause(clock, this.#lane, Math.max(0, waitMs), deadline);
    }
    return false;
  }

  async #tryAcquireOrRenew(signal: StopSignal): Promise<boolean> {
    try {
      return await this.#attempt(signal);
    } catch (error) {
      if (!signal.aborted)
        this.#environment.warn?.(`leader election ${this.name}: ${messageOf(error)}`, error);
      return false;
    }
  }

  async #attempt(signal: StopSignal): Promise<boolean> {
    const { clock } = this.#environment;
    const now = Math.floor(clock.now());
    const time = Math.floor(wallTimeOf(clock));
    let wanted: LeaderElectionRecord = {
      holderIdentity: this.#lock.identity,
      leaseDurationSeconds: Math.floor(this.#options.leaseDurationMs / 1000),
      acquiredAt: time,
      renewedAt: time,
      leaderTransitions: 0,
    };
    if (this.isLeader && this.#isLeaseValid(now)) {
      // Since when it leads stays true when the Lease has to be made or taken again.
      const { acquiredAt, leaderTransitions } = this.#observed;
      wanted = { ...wanted, acquiredAt, leaderTransitions };
      if (await this.#renewAsKnown(wanted, signal)) return true;
    }

    const found = await this.#find(signal);
    if (found === undefined) {
      await this.#lock.create(wanted, signal);
      this.#observe(wanted);
      return true;
    }
    if (this.#found === undefined || !isSameRecord(found, this.#found)) this.#observe(found);
    this.#found = found;
    if (found.holderIdentity !== "" && !this.isLeader && this.#isLeaseValid(now)) return false;
    const { acquiredAt, leaderTransitions } = found;
    const record = this.isLeader
      ? { ...wanted, acquiredAt, leaderTransitions }
      : { ...wanted, leaderTransitions: leaderTransitions + 1 };
    if (this.isLeader) this.#countSlowPath();
    await this.#lock.update(record, signal);
    this.#observe(record);
    return true;
  }

  /** The fast path: nobody else should have written, so the Lease need not be read first. */
  async #renewAsKnown(record: LeaderElectionRecord, signal: StopSignal): Promise<boolean> {
    try {
      await this.#lock.update(record, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      return false;
    }
    this.#observe(record);
    return true;
  }

  async #find(signal: StopSignal): Promise<LeaderElectionRecord | undefined> {
    try {
      return await this.#lock.get(signal);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Nobody holds it from now on; whoever finds another leader in the Lease leaves it alone. */
  async #release(): Promise<void> {
    const { clock } = this.#environment;
    const deadline = linkedStop(undefined);
    const cancel = clock.after(this.#options.renewDeadlineMs, this.#lane, deadline.stop);
    try {
      for (let tries = 1; !(await this.#tryRelease(deadline.signal)); tries++) {
        if (tries === releaseTriesMax) throw new Error(`${tries} times in conflict with a write`);
      }
    } catch (error) {
      this.#environment.warn?.(
        `leader election ${this.name}: the Lease could not be given up: ${messageOf(error)}`,
        error,
      );
    } finally {
      cancel();
    }
  }

  /** False when the Lease was written in between: by a renewal, maybe, whose answer nobody waited for. */
  async #tryRelease(signal: StopSignal): Promise<boolean> {
    const { holderIdentity, leaderTransitions } = await this.#lock.get(signal);
    if (holderIdentity !== this.#lock.identity) return true;
    const time = Math.floor(wallTimeOf(this.#environment.clock));
    const record = {
      holderIdentity: "",
      leaseDurationSeconds: 1,
      acquiredAt: time,
      renewedAt: time,
      leaderTransitions,
    };
    try {
      await this.#lock.update(record, signal);
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
    this.#observe(record);
    return true;
  }

  #isLeaseValid(now: number): boolean {
    return this.#observedAt + this.#observed.leaseDurationSeconds * 1000 > now;
  }

  #observe(record: LeaderElectionRecord): void {
    this.#observed = record;
    this.#observedAt = this.#environment.clock.now();
  }

  #reportTransition(): void {
    const { leader } = this;
    if (leader === this.#reportedLeader) return;
    this.#reportedLeader = leader;
    this.#tell(() => this.#options.onNewLeader?.(leader));
  }

  #recordEvent(what: string): void {
    this.#tell(() => this.#options.recordEvent?.(`${this.#lock.identity} ${what}`));
  }

  /** What a listener throws must not end a leadership, nor keep the Lease from being given up. */
  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#environment.scheduler.report(error, this.#lane);
    }
  }

  #setMasterStatus(status: 0 | 1): void {
    const name = "leader_election_master_status";
    const help = "1 while this process leads, else 0.";
    this.#options.metrics?.gauge({ name, help }, { name: this.name }).set(status);
  }

  #countSlowPath(): void {
    const name = "leader_election_slowpath_total";
    const help = "Renewals that had to read the Lease first.";
    this.#options.metrics?.counter({ name, help }, { name: this.name }).inc();
  }
}

function isSameRecord(left: LeaderElectionRecord, right: LeaderElectionRecord): boolean {
  return (
    left.holderIdentity === right.holderIdentity &&
    left.leaseDurationSeconds === right.leaseDurationSeconds &&
    left.acquiredAt === right.acquiredAt &&
    left.renewedAt === right.renewedAt &&
    left.leaderTransitions === right.leaderTransitions
  );
}
