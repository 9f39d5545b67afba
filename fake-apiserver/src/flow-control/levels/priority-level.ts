import { flowBounds, levelFamilies, timedFamilies } from "../metrics/flow-metric-families.ts";
import type { FlowMetrics } from "../metrics/flow-metrics.ts";
import type { TimedHistogram } from "../metrics/timed-histogram.ts";
import type { LevelSpec } from "../objects/level-spec.ts";
import { QueueSet } from "./queue-set.ts";
import { SeatDemand } from "./seat-demand.ts";
import type { Claim } from "./share-concurrency.ts";

/** What every request takes at most of a level's seats, as a part of them. */
const seatsMaxPart = 0.15;

/**
 * A priority level: what it may use of the server, what it could use, and who waits for it.
 *
 * @see kubernetes apiserver pkg/util/flowcontrol/apf_controller.go priorityLevelState
 */
export class PriorityLevel {
  readonly name: string;
  readonly queues: QueueSet;
  /** Nobody names it any more: it goes when its last request is done. */
  isQuiescing = false;
  /** What a request takes at most; 0: as much as any. */
  seatsMax = 0;
  readonly #demand: SeatDemand;
  readonly #metrics: FlowMetrics;
  readonly #timed: Readonly<Record<"executing" | "waiting" | "seats" | "demand", TimedHistogram>>;
  #spec: LevelSpec;
  #nominal = 0;
  #least = 0;
  #most = 0;
  #current = 0;
  /** What makes a part of what is used. */
  #seatsBase = 1;

  constructor(spec: LevelSpec, metrics: FlowMetrics, now: number) {
    this.name = spec.name;
    this.#spec = spec;
    this.#metrics = metrics;
    this.#demand = new SeatDemand(now);
    this.#timed = this.#timedHistograms(now);
    this.queues = new QueueSet(spec.response, {
      metrics,
      now,
      changed: (at) => this.#changed(at),
    });
  }

  get spec(): LevelSpec {
    return this.#spec;
  }

  get isExempt(): boolean {
    return this.#spec.response.kind === "exempt";
  }

  /** The limits that its shares of all seats give it. */
  configure(spec: LevelSpec, nominal: number, serverLimit: number): void {
    this.#spec = spec;
    const { response, lendablePercent = 0, borrowingLimitPercent } = spec;
    const lent = Math.round((nominal * lendablePercent) / 100);
    const borrowed =
      borrowingLimitPercent === undefined
        ? serverLimit
        : Math.round((nominal * borrowingLimitPercent) / 100);
    this.#nominal = nominal;
    this.#least = nominal - lent;
    this.#most = nominal + borrowed;
    this.queues.configure(response);
    this.seatsMax =
      response.kind === "queue"
        ? Math.max(
            1,
            Math.min(Math.ceil(nominal * seatsMaxPart), Math.floor(nominal / response.handSize)),
          )
        : 0;
    this.#gauge("nominal", nominal);
    this.#gauge("lower", this.#least);
    this.#gauge("upper", this.#most);
  }

  endPeriod(now: number): void {
    this.#demand.endPeriod(now);
  }

  passPeriods(count: number, now: number): void {
    this.#demand.passPeriods(count, now);
  }

  /** What it may get of seats that are shared anew: never less than what it used, up to its own. */
  get claim(): Claim {
    const { highest, smoothed } = this.#demand.statistics;
    if (this.isExempt) {
      const least = Math.max(this.#least, highest);
      return { least, most: least, target: least };
    }
    const least = Math.max(this.#least, Math.min(this.#nominal, highest));
    return { least, most: this.#most, target: Math.max(least, smoothed) };
  }

  /** What it may not go below. */
  get least(): number {
    return this.#least;
  }

  get current(): number {
    return this.#current;
  }

  /** From now on it has so many seats. */
  setLimit(limit: number, serverLimit: number, now: number): void {
    const { highest, average, deviation, smoothed } = this.#demand.statistics;
    this.#gauge("highest", highest);
    this.#gauge("average", average);
    this.#gauge("deviation", deviation);
    this.#gauge("smoothed", smoothed);
    this.#gauge("target", this.claim.target);
    this.#gauge("current", limit);
    this.#current = limit;
    this.#seatsBase = limit > 0 ? limit : Math.max(1, Math.round(serverLimit / 10));
    this.queues.setLimit(limit, now);
    this.#changed(now);
  }

  /** Brings what is told of virtual time up to date. */
  report(): void {
    const { workTime, lastDispatch } = this.queues;
    this.#gauge("workTime", workTime);
    if (lastDispatch === undefined) return;
    this.#gauge("dispatchedAt", lastDispatch.at);
    this.#gauge("latestStart", lastDispatch.start);
    this.#bounds("nextStarts", lastDispatch.starts);
    this.#bounds("nextDiscountedStarts", lastDispatch.discounted);
  }

  #bounds(name: keyof typeof levelFamilies, [least, most]: readonly [number, number]): void {
    const { registry } = this.#metrics;
    const set = (bound: string, value: number): void =>
      registry.gauge(levelFamilies[name], { bound, priority_level: this.name }).set(value);
    set("max", most);
    set("min", least);
  }

  #gauge(name: keyof typeof levelFamilies, value: number): void {
    this.#metrics.registry.gauge(levelFamilies[name], { priority_level: this.name }).set(value);
  }

  #changed(now: number): void {
    const { response } = this.#spec;
    const { seatsInUse, seatsWanted, executing, waiting } = this.queues;
    const room =
      response.kind === "queue" ? response.queues * Math.max(1, response.queueLengthMax) : 1;
    this.#demand.set(seatsWanted, now);
    this.#timed.demand.set(seatsWanted / this.#seatsBase, now);
    this.#timed.seats.set(seatsInUse / this.#seatsBase, now);
    this.#timed.executing.set(executing / this.#seatsBase, now);
    this.#timed.waiting.set(waiting / room, now);
  }

  #timedHistograms(now: number) {
    const { registry } = this.#metrics;
    const priority_level = this.name;
    const requests = (phase: string): TimedHistogram =>
      registry.timed(
        timedFamilies.requests,
        { phase, priority_level },
        { bounds: flowBounds.requests, now },
      );
    return {
      executing: requests("executing"),
      waiting: requests("waiting"),
      seats: registry.timed(
        timedFamilies.seats,
        { phase: "executing", priority_level },
        { bounds: flowBounds.seats, now },
      ),
      demand: registry.timed(
        timedFamilies.demand,
        { priority_level },
        { bounds: flowBounds.demand, now },
      ),
    };
  }
}
