import { BoundedCache } from "../../codec/bytes/bounded-cache.ts";
import type { FlowMetrics } from "../metrics/flow-metrics.ts";
import type { LimitResponse } from "../objects/level-spec.ts";
import { type RequestQueue, seatsOf, type Visitor } from "../visitor.ts";
import { dealHand } from "./deal-hand.ts";

/** Why a request gets no seat. */
export type RefusalReason = "concurrency-limit" | "queue-full";

/** Virtual times of a dispatch: when it was and should have been, and where the queues that waited stood. */
export interface DispatchTimes {
  readonly at: number;
  readonly start: number;
  readonly starts: readonly [least: number, most: number];
  /** Without what is being served. */
  readonly discounted: readonly [least: number, most: number];
}

/** What a request is taken to need where nobody knows better, in seconds. */
const serviceSeconds = 0.003;
/** Of the flows whose hands are remembered. */
const handCharactersMax = 256 * 1024;

/**
 * The seats of one priority level, and the queues before them: each flow has a hand of queues, each queue its fair turn.
 *
 * @see kubernetes apiserver pkg/util/flowcontrol/fairqueuing/queueset
 */
export class QueueSet {
  readonly #metrics: FlowMetrics;
  /** Told after every change of how many wait and are served. */
  readonly #changed: (now: number) => void;
  readonly #queues = new Map<number, RequestQueue>();
  /** Those in which somebody waits. */
  readonly #waitedFor = new Set<RequestQueue>();
  /** Those that are served without having been in a queue. */
  readonly #seated = new Set<Visitor>();
  #hands = new BoundedCache<readonly number[]>(handCharactersMax);
  #response: LimitResponse;
  #limit = 0;
  #seatsInUse = 0;
  #seatsWaiting = 0;
  #executing = 0;
  #waiting = 0;
  #enqueued = 0;
  /** The queue that was served last. */
  #robin = 0;
  /** Virtual time: how far each queue has come, in seats times seconds. */
  #workTime = 0;
  #now: number;
  /** How many ever were served, refused, and had waited for too long. */
  readonly totals = { dispatched: 0, rejected: 0, cancelled: 0 };
  /** Of the last dispatch, in virtual time. */
  lastDispatch: DispatchTimes | undefined;

  constructor(
    response: LimitResponse,
    parts: {
      readonly metrics: FlowMetrics;
      readonly now: number;
      readonly changed: (now: number) => void;
    },
  ) {
    this.#metrics = parts.metrics;
    this.#changed = parts.changed;
    this.#response = response;
    this.#now = parts.now;
  }

  get seatsInUse(): number {
    return this.#seatsInUse;
  }

  /** How many seats could be used. */
  get seatsWanted(): number {
    return this.#seatsInUse + this.#seatsWaiting;
  }

  /** Virtual time. */
  get workTime(): number {
    return this.#workTime;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get executing(): number {
    return this.#executing;
  }

  get isIdle(): boolean {
    return this.#waiting === 0 && this.#executing === 0;
  }

  /** Queues in which there is anything, by their number. */
  get queues(): readonly RequestQueue[] {
    return [...this.#queues.values()].sort((a, b) => a.index - b.index);
  }

  get seated(): Iterable<Visitor> {
    return this.#seated;
  }

  configure(response: LimitResponse): void {
    this.#response = response;
    this.#hands = new BoundedCache(handCharactersMax);
  }

  /** From now on there are so many seats. */
  setLimit(limit: number, now: number): void {
    this.#advance(now);
    this.#limit = limit;
    this.#dispatch(now);
  }

  /** Lets a request in, lets it wait, or says why not. */
  enter(visitor: Visitor, now: number): RefusalReason | undefined {
    this.#advance(now);
    visitor.arrivedAtWork = this.#workTime;
    const response = this.#response;
    if (response.kind !== "queue") {
      if (this.#hasSeatsFor(visitor)) this.#seat(visitor, now);
      else return this.#refuse(visitor, "concurrency-limit");
      return undefined;
    }
    const queue = this.#queueFor(visitor, response);
    if (this.#seatsInUse >= this.#limit && queue.waiting.size >= response.queueLengthMax)
      return this.#refuse(visitor, "queue-full");
    this.#enqueue(visitor, queue, now);
    this.#bound(queue);
    this.#metrics.queueLength(visitor.flow, queue.waiting.size);
    this.#dispatch(now);
    return undefined;
  }

  /** A request is done with, or has waited long enough. */
  leave(visitor: Visitor, now: number): void {
    this.#advance(now);
    if (visitor.begunAt === undefined) this.#giveUp(visitor, now);
    else this.#finish(visitor, now);
    this.#dispatch(now);
  }

  #refuse(visitor: Visitor, reason: RefusalReason): RefusalReason {
    this.totals.rejected += 1;
    this.#metrics.rejected(visitor.flow, reason);
    return reason;
  }

  #advance(now: number): void {
    const seconds = (now - this.#now) / 1000;
    this.#now = now;
    if (seconds <= 0 || this.#queues.size === 0) return;
    const wanted = this.#seatsInUse + this.#seatsWaiting;
    this.#workTime += (Math.min(wanted, this.#limit) / this.#queues.size) * seconds;
  }

  #queueFor(
    { flow, distinguisher }: Visitor,
    response: Extract<LimitResponse, { readonly kind: "queue" }>,
  ): RequestQueue {
    const schema = flow.names.flowSchema;
    const key = `${schema}\0${distinguisher}`;
    let hand = this.#hands.get(key);
    if (hand === undefined) {
      hand = dealHand(schema, distinguisher, response);
      this.#hands.set(key, hand);
    }
    const offset = this.#enqueued % hand.length;
    this.#enqueued += 1;
    let best: number | undefined;
    let bestWork = Number.POSITIVE_INFINITY;
    for (let nth = 0; nth < hand.length && bestWork > 0; nth++) {
      const index = hand[(offset + nth) % hand.length] as number;
      const work = this.#queues.get(index)?.work ?? 0;
      if (work < bestWork) {
        best = index;
        bestWork = work;
      }
    }
    return this.#queueAt(best ?? 0);
  }

  /** Made when it is needed, and let go when it is empty. */
  #queueAt(index: number): RequestQueue {
    return (
      this.#queues.get(index) ?? {
        index,
        waiting: new Set(),
        executing: new Set(),
        seatsInUse: 0,
        work: 0,
        nextAt: this.#workTime,
      }
    );
  }

  #enqueue(visitor: Visitor, queue: RequestQueue, now: number): void {
    this.#queues.set(queue.index, queue);
    this.#waitedFor.add(queue);
    queue.waiting.add(visitor);
    queue.work += workOf(visitor);
    visitor.queue = queue;
    this.#waiting += 1;
    this.#seatsWaiting += seatsOf(visitor);
    this.#metrics.enqueued(visitor);
    this.#changed(now);
  }

  #dispatch(now: number): void {
    while (this.#waiting > 0 && this.#seatsInUse < this.#limit) {
      const queue = this.#nextQueue();
      const [visitor] = queue?.waiting ?? [];
      if (queue === undefined || visitor === undefined) return;
      if (!this.#hasSeatsFor(visitor)) {
        this.#metrics.notAccommodated(visitor.flow);
        return;
      }
      this.#robin = queue.index;
      this.#noteDispatch(queue);
      this.#takeOut(visitor, queue);
      this.#seat(visitor, now);
      queue.nextAt += workOf(visitor);
      this.#bound(queue);
    }
  }

  /** The one whose oldest request would be done first; of several the next one in the round. */
  #nextQueue(): RequestQueue | undefined {
    const count = this.#response.kind === "queue" ? this.#response.queues : 1;
    let best: RequestQueue | undefined;
    let bestAt = Number.POSITIVE_INFINITY;
    let bestTurn = 0;
    for (const queue of this.#waitedFor) {
      const [oldest] = queue.waiting;
      const at = queue.nextAt + (oldest === undefined ? 0 : workOf(oldest));
      const turn = (queue.index - this.#robin - 1 + 2 * count) % count;
      if (at > bestAt || (at === bestAt && turn > bestTurn)) continue;
      best = queue;
      bestAt = at;
      bestTurn = turn;
    }
    return best;
  }

  #noteDispatch({ nextAt }: RequestQueue): void {
    let [least, most] = [nextAt, nextAt];
    let [discountedLeast, discountedMost] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const queue of this.#waitedFor) {
      least = Math.min(least, queue.nextAt);
      most = Math.max(most, queue.nextAt);
      const discounted = queue.nextAt - queue.seatsInUse * serviceSeconds;
      discountedLeast = Math.min(discountedLeast, discounted);
      discountedMost = Math.max(discountedMost, discounted);
    }
    this.lastDispatch = {
      at: this.#workTime,
      start: nextAt,
      starts: [least, most],
      discounted: [discountedLeast, discountedMost],
    };
  }

  #takeOut(visitor: Visitor, queue: RequestQueue): void {
    queue.waiting.delete(visitor);
    queue.work = queue.waiting.size === 0 ? 0 : queue.work - workOf(visitor);
    if (queue.waiting.size === 0) this.#waitedFor.delete(queue);
    this.#waiting -= 1;
    this.#seatsWaiting -= seatsOf(visitor);
    this.#metrics.dequeued(visitor);
  }

  #hasSeatsFor(visitor: Visitor): boolean {
    if (this.#response.kind === "exempt") return true;
    const seats = seatsOf(visitor);
    // What is wider than all seats waits until nobody else is served.
    if (seats > this.#limit) return this.#executing === 0;
    return this.#seatsInUse + seats <= this.#limit;
  }

  #seat(visitor: Visitor, now: number): void {
    const seats = seatsOf(visitor);
    visitor.begunAt = now;
    this.#executing += 1;
    this.#seatsInUse += seats;
    this.totals.dispatched += 1;
    const { queue } = visitor;
    if (queue === undefined) this.#seated.add(visitor);
    else {
      queue.executing.add(visitor);
      queue.seatsInUse += seats;
    }
    this.#metrics.begun(visitor, now, this.#response.kind === "exempt");
    this.#changed(now);
    visitor.stopWaiting?.();
    visitor.begin();
  }

  #giveUp(visitor: Visitor, now: number): void {
    const { queue } = visitor;
    if (queue === undefined || !queue.waiting.has(visitor)) return;
    this.#takeOut(visitor, queue);
    this.totals.rejected += 1;
    this.totals.cancelled += 1;
    this.#metrics.gaveUp(visitor, now);
    this.#bound(queue);
    this.#forgetEmpty(queue);
    this.#changed(now);
  }

  #finish(visitor: Visitor, now: number): void {
    const seats = seatsOf(visitor);
    this.#executing -= 1;
    this.#seatsInUse -= seats;
    this.#metrics.finished(visitor, now);
    const { queue, begunAt = now, estimate } = visitor;
    if (queue === undefined) this.#seated.delete(visitor);
    else {
      queue.executing.delete(visitor);
      queue.seatsInUse -= seats;
      queue.nextAt -= estimate.initial * (serviceSeconds - (now - begunAt) / 1000);
      this.#bound(queue);
      this.#forgetEmpty(queue);
    }
    this.#changed(now);
  }

  /** No queue gets the time before its oldest request came. */
  #bound(queue: RequestQueue): void {
    const [oldest] = queue.waiting;
    if (oldest !== undefined) queue.nextAt = Math.max(queue.nextAt, oldest.arrivedAtWork);
  }

  #forgetEmpty(queue: RequestQueue): void {
    if (queue.waiting.size === 0 && queue.executing.size === 0) this.#queues.delete(queue.index);
  }
}

function workOf({ estimate }: Visitor): number {
  return estimate.initial * serviceSeconds + estimate.finalWork;
}
