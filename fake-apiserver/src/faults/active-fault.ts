import type { Random } from "@informerlab/core";
import type { Delay, Fault, FaultMoment } from "./fault.ts";
import { actsOnEvents, actsOnStream, faultKindOf } from "./fault-kinds.ts";
import { type CompiledMatch, compileMatch } from "./fault-match.ts";

/** What a fault may know of the run. */
export interface FaultWorld {
  now(): number;
  revision(): number;
  hitsOf(fault: string): number;
  readonly random: Random;
}

/** A fault in force: counts what matched and what it struck. */
export class ActiveFault {
  readonly id: string;
  readonly fault: Fault;
  readonly kind: string;
  readonly match: CompiledMatch;
  readonly isOnStream: boolean;
  readonly isOnEvents: boolean;
  readonly #world: FaultWorld;
  readonly #addedAt: number;
  readonly #addedRevision: number;
  readonly #nth: ReadonlySet<number> | undefined;
  readonly #random: Random;
  #seen = 0;
  hits = 0;

  constructor(id: string, fault: Fault, world: FaultWorld) {
    this.id = id;
    this.fault = fault;
    this.kind = faultKindOf(fault.do);
    this.match = compileMatch(fault.on ?? {});
    this.isOnStream = actsOnStream(fault.do);
    this.isOnEvents = actsOnEvents(fault.do);
    this.#world = world;
    this.#addedAt = world.now();
    this.#addedRevision = world.revision();
    this.#random = world.random.fork(`fault/${id}`);
    const nth = fault.life?.nth;
    this.#nth = nth === undefined ? undefined : new Set(typeof nth === "number" ? [nth] : nth);
  }

  /** It can strike no more. */
  get isSpent(): boolean {
    const { times, until } = this.fault.life ?? {};
    if (times !== undefined && this.hits >= times) return true;
    return until !== undefined && this.#isReached(until);
  }

  /** Milliseconds until the time from which it is in force; 0 when it is, or when something else decides. */
  get startsInMs(): number {
    const after = this.fault.life?.after;
    if (after === undefined || !("ms" in after)) return 0;
    return Math.max(0, this.#addedAt + after.ms - this.#world.now());
  }

  /** Decides about one matching occurrence, by its stable name, and counts it. */
  strikes(occurrence: string): boolean {
    const { after, probability } = this.fault.life ?? {};
    if (this.isSpent || (after !== undefined && !this.#isReached(after))) return false;
    this.#seen += 1;
    if (this.#nth !== undefined && !this.#nth.has(this.#seen)) return false;
    if (probability !== undefined && this.#random.fork(occurrence).next() >= probability)
      return false;
    this.hits += 1;
    return true;
  }

  /** A delay for one occurrence. */
  drawDelayMs(delay: Delay, occurrence: string): number {
    if (typeof delay === "number") return delay;
    const { min, max } = delay;
    return min + (max - min) * this.#random.fork(`delay/${occurrence}`).next();
  }

  #isReached(moment: FaultMoment): boolean {
    if ("ms" in moment) return this.#world.now() >= this.#addedAt + moment.ms;
    if ("writes" in moment) return this.#world.revision() >= this.#addedRevision + moment.writes;
    if ("fault" in moment) return this.#world.hitsOf(moment.fault) > 0;
    return this.#world.revision() >= Number(moment.resourceVersion);
  }
}
