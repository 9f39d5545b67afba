import { type Arrival, type FlowControl, isReading } from "./flow-control.ts";
import type { InflightCounts } from "./metrics/inflight-counts.ts";
import { freePassage, Passage } from "./passage.ts";

/** How many requests there may be at a time; 0: as many as come. */
export interface RequestLimits {
  readonly reading: number;
  readonly writing: number;
}

/**
 * What a server without priority and fairness does: it counts those that read and those that write, and refuses what is too
 * much, unless an administrator asks.
 *
 * @see kubernetes apiserver pkg/server/filters/maxinflight.go
 */
export class InflightLimits implements FlowControl {
  readonly #limits: RequestLimits;
  readonly #counts: InflightCounts;
  #reading = 0;
  #writing = 0;

  constructor(limits: RequestLimits, counts: InflightCounts) {
    this.#limits = limits;
    this.#counts = counts;
    counts.setRoom(limits);
  }

  enter({ verb, isLongRunning, user }: Arrival): Passage {
    if (isLongRunning) return freePassage();
    const isRead = isReading(verb);
    const limit = isRead ? this.#limits.reading : this.#limits.writing;
    const passage = new Passage();
    if (limit === 0) passage.admit();
    else if ((isRead ? this.#reading : this.#writing) < limit) {
      this.#count(isRead, 1);
      passage.onLeave(() => this.#count(isRead, -1));
      passage.admit();
    } else if (user.groups.includes("system:masters")) passage.admit();
    else passage.refuse(1);
    return passage;
  }

  report(): void {
    this.#counts.report();
  }

  dump(): undefined {
    return undefined;
  }

  #count(isRead: boolean, by: number): void {
    if (isRead) this.#reading += by;
    else this.#writing += by;
    this.#counts.executing(isRead, by);
  }
}
