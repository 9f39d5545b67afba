import type { Cancel, Clock, Lane } from "@informerlab/core";
import type { WatchFrame, WatchSink } from "../request/read/api-request.ts";

/** Frames that may wait for a client that has not begun to read, initial state aside. */
const waitingFramesMax = 65_536;

/**
 * The way from a watcher to its sink: keeps frames in order whatever delay each has, as one connection does, and
 * holds them until the transport starts reading.
 */
export class FrameQueue {
  readonly #clock: Clock;
  readonly #lane: Lane;
  readonly #onOverflow: () => void;
  #sink: WatchSink | undefined;
  #waiting: (() => void)[] = [];
  #isStopped = false;
  #isDraining = false;
  #waitingChanges = 0;
  /** What is under way, by its number in the order sent. */
  readonly #inFlight = new Map<number, () => void>();
  #sent = 0;
  #arrived = 0;
  #lastDueAt = 0;
  #cancels: Set<Cancel> | undefined;

  constructor(clock: Clock, lane: Lane, onOverflow: () => void) {
    this.#clock = clock;
    this.#lane = lane;
    this.#onOverflow = onOverflow;
  }

  /** Begins delivery; what has waited goes first, and before what comes of its delivery. */
  start(sink: WatchSink): void {
    this.#sink = sink;
    this.#isDraining = true;
    for (let next = 0; next < this.#waiting.length; next++) this.#waiting[next]?.();
    this.#isDraining = false;
    this.#waiting = [];
  }

  /** The client is gone: nothing is delivered any more. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting = [];
    for (const cancel of this.#cancels ?? []) cancel();
    this.#cancels = undefined;
  }

  push(frame: WatchFrame, delayMs: number): void {
    if (
      delayMs <= 0 &&
      this.#inFlight.size === 0 &&
      this.#sink !== undefined &&
      !this.#isDraining
    ) {
      if (!this.#isStopped) this.#sink.frame(frame);
      return;
    }
    if (this.#sink === undefined && frame.isInitial !== true) {
      this.#waitingChanges += 1;
      if (this.#waitingChanges > waitingFramesMax) {
        this.#onOverflow();
        return;
      }
    }
    this.#travel(delayMs, () => this.#sink?.frame(frame));
  }

  end(how: "clean" | "reset"): void {
    this.#travel(0, () => this.#sink?.end(how));
  }

  /** Runs `arrive` after the delay, but never before what was sent earlier. */
  #travel(delayMs: number, arrive: () => void): void {
    if (this.#isStopped) return;
    if (delayMs <= 0 && this.#inFlight.size === 0) {
      this.#arrive(arrive);
      return;
    }
    const now = this.#clock.now();
    this.#lastDueAt = Math.max(this.#lastDueAt, now + delayMs);
    this.#inFlight.set(this.#sent, arrive);
    this.#sent += 1;
    this.#cancels ??= new Set();
    const cancels = this.#cancels;
    const cancel = this.#clock.after(this.#lastDueAt - now, this.#lane, () => {
      cancels.delete(cancel);
      this.#arriveNext();
    });
    cancels.add(cancel);
  }

  /** Timers of a host that are due together fire in any order; each brings what was sent first. */
  #arriveNext(): void {
    const arrive = this.#inFlight.get(this.#arrived);
    this.#inFlight.delete(this.#arrived);
    this.#arrived += 1;
    if (arrive !== undefined) this.#arrive(arrive);
  }

  #arrive(arrive: () => void): void {
    if (this.#isStopped) return;
    if (this.#sink === undefined || this.#isDraining) this.#waiting.push(arrive);
    else arrive();
  }
}
