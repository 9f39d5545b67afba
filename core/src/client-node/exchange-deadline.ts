import type { Clock } from "../environment/clock.ts";
import { type Cancel, lane } from "../environment/scheduler.ts";
import { TransportError } from "../source/transport-error.ts";

const deadlines = lane("rest/deadlines");

/** Until a request is on its way, milliseconds; the dispatcher gives a connection up that takes 10 s. */
const startMsMax = 15_000;
/** A request that is given up earlier than that says nothing about its connection, milliseconds. */
const startMsSuspicious = 5000;
/**
 * Until the head of the answer, milliseconds. A server gives a request up after a minute, and the dispatcher's own timer
 * comes before this one. The head of a watch may be held back by a proxy until the first bookmark, about a minute.
 */
const headMsMax = { answer: 70_000, stream: 90_000 } as const;

/**
 * How long an exchange may wait for a connection and for the head of its answer. The dispatcher times only what is on its
 * way: a request that waits in its queue for a stream of an HTTP/2 session that has died, or that was taken back from one,
 * would wait for ever.
 */
export class ExchangeDeadline {
  readonly #clock: Clock;
  readonly #server: string;
  readonly #isStream: boolean;
  readonly #sentAt: number;
  readonly #missed: (error: TransportError) => void;
  #isStarted = false;
  #cancel: Cancel;

  constructor(options: {
    readonly clock: Clock;
    readonly server: string;
    readonly isStream: boolean;
    /** Called once, when it waited for too long. */
    readonly missed: (error: TransportError) => void;
  }) {
    this.#clock = options.clock;
    this.#server = options.server;
    this.#isStream = options.isStream;
    this.#missed = options.missed;
    this.#sentAt = this.#clock.now();
    this.#cancel = this.#after(startMsMax, "no connection in time");
  }

  /** The request is on its way; it may be sent again after that, on another connection. */
  started(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#cancel();
    this.#cancel = this.#after(this.#headMsMax - this.#waitedMs, "no answer in time");
  }

  /** The head of the answer is here, or nobody waits for it any more. */
  over(): void {
    this.#cancel();
  }

  /** Whether it has waited for longer than a connection that is well would have let it. */
  get isSuspicious(): boolean {
    return this.#waitedMs >= (this.#isStarted ? this.#headMsMax : startMsSuspicious);
  }

  get #headMsMax(): number {
    return this.#isStream ? headMsMax.stream : headMsMax.answer;
  }

  get #waitedMs(): number {
    return this.#clock.now() - this.#sentAt;
  }

  #after(delayMs: number, what: string): Cancel {
    return this.#clock.after(delayMs, deadlines, () =>
      this.#missed(new TransportError("unreachable", `cannot reach ${this.#server}: ${what}`)),
    );
  }
}
