import type { ServerRegistry } from "../../metrics/server-registry.ts";
import { flowBounds, timedFamilies } from "./flow-metric-families.ts";
import type { TimedHistogram } from "./timed-histogram.ts";

const inFlight = {
  name: "apiserver_current_inflight_requests",
  help: "[STABLE] Maximal number of currently used inflight request limit of this apiserver per request kind in last second.",
};
const inQueue = {
  name: "apiserver_current_inqueue_requests",
  help: "[ALPHA] Maximal number of queued requests in this apiserver per request kind in last second.",
};

/** How many requests are at one place, and how many there were at most in the last second. */
class Place {
  readonly histogram: TimedHistogram;
  count = 0;
  #highest = 0;
  #before = 0;
  #second = 0;
  /** How many there may be. */
  room = 1;

  constructor(histogram: TimedHistogram) {
    this.histogram = histogram;
  }

  add(by: number, now: number): void {
    this.#turn(now);
    this.count += by;
    this.#highest = Math.max(this.#highest, this.count);
    this.histogram.set(this.count / this.room, now);
  }

  highestLately(now: number): number {
    this.#turn(now);
    return this.#before;
  }

  #turn(now: number): void {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    this.#before = second === this.#second + 1 ? this.#highest : this.count;
    this.#highest = this.count;
    this.#second = second;
  }
}

type Places = Readonly<Record<"mutating" | "readOnly", Place>>;

/** Counts requests that read and that write, as they wait and as they are served. */
export class InflightCounts {
  readonly #registry: ServerRegistry;
  readonly #now: () => number;
  readonly #executing: Places;
  readonly #waiting: Places | undefined;

  constructor(registry: ServerRegistry, now: () => number, hasQueues: boolean) {
    this.#registry = registry;
    this.#now = now;
    this.#executing = this.#places("executing");
    this.#waiting = hasQueues ? this.#places("waiting") : undefined;
  }

  executing(isRead: boolean, by: number): void {
    this.#executing[isRead ? "readOnly" : "mutating"].add(by, this.#now());
  }

  waiting(isRead: boolean, by: number): void {
    this.#waiting?.[isRead ? "readOnly" : "mutating"].add(by, this.#now());
  }

  /** For how many there is room. */
  setRoom(executing: { readonly reading: number; readonly writing: number }, waiting = 1): void {
    this.#executing.readOnly.room = Math.max(1, executing.reading);
    this.#executing.mutating.room = Math.max(1, executing.writing);
    if (this.#waiting === undefined) return;
    this.#waiting.readOnly.room = Math.max(1, waiting);
    this.#waiting.mutating.room = Math.max(1, waiting);
  }

  report(): void {
    const now = this.#now();
    for (const kind of ["mutating", "readOnly"] as const) {
      const labels = { request_kind: kind };
      this.#registry.gauge(inFlight, labels).set(this.#executing[kind].highestLately(now));
      if (this.#waiting !== undefined)
        this.#registry.gauge(inQueue, labels).set(this.#waiting[kind].highestLately(now));
    }
  }

  #places(phase: string): Places {
    const place = (request_kind: string): Place =>
      new Place(
        this.#registry.timed(
          timedFamilies.readAndWrite,
          { phase, request_kind },
          { bounds: flowBounds.readAndWrite, now: this.#now() },
        ),
      );
    return { mutating: place("mutating"), readOnly: place("readOnly") };
  }
}
