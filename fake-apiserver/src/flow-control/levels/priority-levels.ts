import { levelFamilies } from "../metrics/flow-metric-families.ts";
import type { FlowMetrics } from "../metrics/flow-metrics.ts";
import type { LevelSpec } from "../objects/level-spec.ts";
import { PriorityLevel } from "./priority-level.ts";
import { shareConcurrency } from "./share-concurrency.ts";

/** Between two times at which levels lend each other what they do not need. */
const periodMs = 10_000;

/** All priority levels, which share what the server does at a time. */
export class PriorityLevels {
  readonly #serverLimit: number;
  readonly #metrics: FlowMetrics;
  #levels: ReadonlyMap<string, PriorityLevel> = new Map();
  #nominalSum = 0;
  #nextPeriod: number;

  /** @param serverLimit how many requests there may be at a time */
  constructor(serverLimit: number, metrics: FlowMetrics, startedAt: number) {
    this.#serverLimit = serverLimit;
    this.#metrics = metrics;
    this.#nextPeriod = startedAt + periodMs;
  }

  get(name: string): PriorityLevel | undefined {
    return this.#levels.get(name);
  }

  /** By name. */
  get all(): readonly PriorityLevel[] {
    return [...this.#levels.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get isWaitedFor(): boolean {
    return [...this.#levels.values()].some(({ queues }) => queues.waiting > 0);
  }

  /** When the next period ends. */
  get nextPeriod(): number {
    return this.#nextPeriod;
  }

  /** How many requests the limits of all levels make, and for how many there is room in their queues. */
  get capacity(): { readonly executing: number; readonly waiting: number } {
    const rooms = this.all.map(({ spec: { response } }) =>
      response.kind === "queue" ? response.queues * response.queueLengthMax : 0,
    );
    return { executing: this.#nominalSum, waiting: rooms.reduce((sum, room) => sum + room, 0) };
  }

  /** The levels are these. What is gone is served to its end. */
  digest(specs: readonly LevelSpec[], now: number): void {
    const next = new Map<string, { readonly level: PriorityLevel; readonly spec: LevelSpec }>();
    for (const spec of specs) {
      const level = this.#levels.get(spec.name) ?? new PriorityLevel(spec, this.#metrics, now);
      level.isQuiescing = false;
      next.set(spec.name, { level, spec });
    }
    for (const [name, level] of this.#levels) {
      if (next.has(name) || level.queues.isIdle) continue;
      level.isQuiescing = true;
      next.set(name, { level, spec: level.spec });
    }
    const all = [...next.values()];
    const shares = all.reduce((sum, { spec }) => sum + spec.shares, 0);
    this.#nominalSum = 0;
    for (const { level, spec } of all) {
      const nominal = shares === 0 ? 0 : Math.ceil((this.#serverLimit * spec.shares) / shares);
      level.configure(spec, nominal, this.#serverLimit);
      this.#nominalSum += nominal;
    }
    this.#levels = new Map(all.map(({ level }) => [level.name, level]));
    for (const level of this.#levels.values()) level.endPeriod(now);
    this.#adjust(now);
  }

  /** Ends the periods that have passed. */
  catchUp(now: number): void {
    if (now < this.#nextPeriod) return;
    const more = Math.floor((now - this.#nextPeriod) / periodMs);
    const last = this.#nextPeriod + more * periodMs;
    for (const level of this.#levels.values()) {
      level.endPeriod(this.#nextPeriod);
      if (more > 0) level.passPeriods(more, last);
    }
    this.#nextPeriod = last + periodMs;
    this.#adjust(last);
  }

  /** @see kubernetes apiserver pkg/util/flowcontrol/apf_controller.go updateBorrowingLocked */
  #adjust(now: number): void {
    const levels = [...this.#levels.values()];
    const limited = levels.filter(({ isExempt }) => !isExempt);
    const exempt = levels.filter(({ isExempt }) => isExempt);
    const claims = limited.map(({ claim }) => claim);
    const taken = exempt.reduce((sum, { claim }) => sum + claim.least, 0);
    const left = this.#nominalSum - taken;
    const least = limited.reduce((sum, level) => sum + level.least, 0);
    const wanted = claims.reduce((sum, claim) => sum + claim.least, 0);
    const shared =
      left > least && left > wanted ? shareConcurrency(this.#nominalSum, claims) : undefined;
    const part = wanted > least ? (left - least) / (wanted - least) : 0;
    this.#metrics.registry.gauge(levelFamilies.fairFraction).set(shared?.fraction ?? 0);
    for (const level of exempt) level.setLimit(level.claim.least, this.#serverLimit, now);
    for (const [index, level] of limited.entries()) {
      const claimed = claims[index]?.least ?? 0;
      let limit = level.current;
      if (left <= least) limit = level.least;
      else if (left <= wanted) limit = level.least + Math.round((claimed - level.least) * part);
      else limit = Math.round(shared?.amounts[index] ?? level.current);
      level.setLimit(limit, this.#serverLimit, now);
    }
  }
}
