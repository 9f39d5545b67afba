import type { KubernetesObject } from "../api/object.ts";
import type { Cancel } from "../environment/scheduler.ts";
import type { ReflectorStore } from "../queue/queue.ts";

const veryShortMs = 1000;
/** A watch that lasted this long shows that the server is well. */
const steadyMs = 10_000;

/** One watch request of a Reflector, from the asking to the end. */
export class WatchSession<T extends KubernetesObject> {
  /** `initial`: it streams a list into a private buffer first (RF-27); `live`: its events go to the store. */
  phase: "initial" | "live";
  /** Where its events go now. */
  target: ReflectorStore<T>;
  isOpen = false;
  /** When the request was sent or the stream was taken over (RF-25, RF-32). */
  startedAt: number;
  /** Events that counted (RF-25, RF-33). */
  events = 0;
  /**
   * RF-38: false while ADDED events must not move the resume version, because they may be synthetic and in no
   * particular order.
   */
  isOrdered: boolean;
  /** Version of the newest event that counts, while the session is initial. */
  resourceVersion = "";
  #cancel: Cancel | undefined;
  #isEnded = false;

  constructor(options: {
    readonly phase: "initial" | "live";
    readonly target: ReflectorStore<T>;
    readonly startedAt: number;
    /** What was asked for. */
    readonly resourceVersion: string;
  }) {
    this.phase = options.phase;
    this.target = options.target;
    this.startedAt = options.startedAt;
    // RF-38: without a version of our own, the first ADDED events may be synthetic.
    this.isOrdered = options.resourceVersion !== "" && options.resourceVersion !== "0";
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The initial events are over: from here on it is a watch like any other (RF-32). */
  becomeLive(target: ReflectorStore<T>, now: number): void {
    this.phase = "live";
    this.target = target;
    this.startedAt = now;
    this.events = 0;
    this.isOrdered = true;
  }

  /** RF-25: it ended at once and brought nothing. */
  isVeryShort(now: number): boolean {
    return this.events === 0 && now - this.startedAt < veryShortMs;
  }

  /** It was open, and for long. */
  wasSteady(now: number): boolean {
    return this.isOpen && now - this.startedAt >= steadyMs;
  }

  /** Takes charge of the request; one that has ended meanwhile is cancelled at once. */
  attach(cancel: Cancel): void {
    if (this.#isEnded) {
      cancel();
    } else {
      this.#cancel = cancel;
    }
  }

  /** RF-43: stops the stream, also one that the server closed; exactly once. */
  end(): void {
    this.#isEnded = true;
    const cancel = this.#cancel;
    this.#cancel = undefined;
    cancel?.();
  }
}
