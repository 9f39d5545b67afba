import { failureStatus, StatusError } from "../api/status-error.ts";
import type { Environment } from "../environment/environment.ts";
import { type Cancel, type Lane, lane } from "../environment/scheduler.ts";
import type {
  RestRequest,
  RestResponseHead,
  RestResponseObserver,
  RestTransport,
} from "./rest-transport.ts";
import { SilenceDeadline } from "./silence-deadline.ts";
import { TransportError } from "./transport-error.ts";

/** How often one request is sent again; client-go's number. */
const retriesMax = 10;
/** Shortest and longest wait, milliseconds, whatever the server asks for. client-go obeys it even for years. */
const waitMsMin = 1000;
const waitMsMax = 60_000;

/**
 * Longest silence of anything but a stream, milliseconds. A server gives a request up after a minute; where a host has a
 * deadline of its own it is shorter than this one.
 */
const silenceMs = 75_000;

const retryLane = lane("rest/retry");

/** Settings of a {@link RetryingTransport}. */
export interface RetryingTransportOptions {
  /**
   * True: a GET, no stream, whose connection broke before anything was answered is sent again after a second, as client-go
   * does. Not for a Reflector, which has a back-off of its own.
   *
   * @defaultValue false
   */
  readonly repeatsLostReads?: boolean;
}

/**
 * Does as a busy server asks: an answer 429 or 5xx that names a time (`Retry-After`, in seconds) is not handed on; the
 * request is sent again after that time, of 1 to 60 seconds, ten times at most; what has not come of that answer by then is
 * left. Everything else passes: 504 too, which client-go repeats, and unless it is asked for, a connection that breaks. A
 * request that is no stream and hears nothing for 75 seconds fails, whatever the transport.
 *
 * @see client-go rest/with_retry.go
 */
export class RetryingTransport implements RestTransport {
  readonly server: string;
  readonly #environment: Environment;
  readonly #transport: RestTransport;
  readonly #repeatsLostReads: boolean;

  constructor(
    environment: Environment,
    transport: RestTransport,
    options: RetryingTransportOptions = {},
  ) {
    this.server = transport.server;
    this.#environment = environment;
    this.#transport = transport;
    this.#repeatsLostReads = options.repeatsLostReads ?? false;
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    const exchange = new RetriedExchange(this.#environment, {
      transport: this.#transport,
      request,
      observer,
      lane: retryLane,
      repeatsLost: this.#repeatsLostReads && request.method === "GET" && !request.isStream,
    });
    exchange.send();
    return () => exchange.cancel();
  }
}

/** Why a request is sent again, and how long after. */
interface Setback {
  readonly error: Error;
  readonly waitMs: number;
  readonly message: string;
}

/** One request with its repetitions. */
class RetriedExchange {
  readonly #environment: Environment;
  readonly #transport: RestTransport;
  readonly #request: RestRequest;
  readonly #observer: RestResponseObserver;
  readonly #lane: Lane;
  readonly #repeatsLost: boolean;
  #retries = 0;
  #isCancelled = false;
  #cancelPending: Cancel | undefined;

  constructor(
    environment: Environment,
    options: {
      readonly transport: RestTransport;
      readonly request: RestRequest;
      readonly observer: RestResponseObserver;
      readonly lane: Lane;
      readonly repeatsLost: boolean;
    },
  ) {
    this.#environment = environment;
    this.#transport = options.transport;
    this.#request = options.request;
    this.#observer = options.observer;
    this.#lane = options.lane;
    this.#repeatsLost = options.repeatsLost;
  }

  send(): void {
    const observer = this.#observer;
    let isAskedAgain = false;
    let isAnswered = false;
    let isOver = false;
    let cancel: Cancel = () => {};
    const silence = this.#awaitAnswer(() => {
      cancel();
      const what = "no answer in time";
      observer.failed(
        new TransportError("unreachable", `cannot reach ${this.#transport.server}: ${what}`),
      );
    });
    cancel = this.#transport.send(this.#request, {
      responded: (head) => {
        silence?.heard();
        isAnswered = true;
        const askedSeconds = this.#askedSecondsOf(head);
        if (askedSeconds === undefined) {
          observer.responded(head);
          return;
        }
        isAskedAgain = true;
        silence?.cancel();
        this.#askAgain(this.#refusal(askedSeconds, head.status), () => {
          if (!isOver) cancel();
        });
      },
      text: (piece) => {
        silence?.heard();
        if (!isAskedAgain) observer.text(piece);
      },
      ended: () => {
        isOver = true;
        silence?.cancel();
        if (!isAskedAgain) observer.ended();
      },
      failed: (error) => {
        isOver = true;
        silence?.cancel();
        if (isAskedAgain) return;
        if (isAnswered || !this.#isRepeated(error)) {
          observer.failed(error);
          return;
        }
        isAskedAgain = true;
        this.#askAgain(this.#loss(error), () => {});
      },
    });
    // A transport that answers in place has had its retry set up already.
    if (isAskedAgain) return;
    this.#cancelPending = () => {
      silence?.cancel();
      cancel();
    };
  }

  #awaitAnswer(missed: () => void): SilenceDeadline | undefined {
    if (this.#request.isStream) return undefined;
    const { clock } = this.#environment;
    return new SilenceDeadline(clock, { lane: this.#lane, silenceMs, missed });
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#cancelPending?.();
  }

  /** What is still to come of the refusal may end while it is waited; then it is left. */
  #askAgain({ error, waitMs, message }: Setback, leave: () => void): void {
    if (this.#observer.waiting === undefined) this.#environment.warn?.(message);
    else this.#observer.waiting(error, waitMs);
    const cancelWait = this.#environment.clock.after(waitMs, this.#lane, () => {
      leave();
      if (!this.#isCancelled) this.send();
    });
    this.#cancelPending = () => {
      cancelWait();
      leave();
    };
  }

  #refusal(askedSeconds: number, status: number): Setback {
    this.#retries += 1;
    const waitMs = Math.min(waitMsMax, Math.max(waitMsMin, askedSeconds * 1000));
    const allTheSame =
      waitMs === askedSeconds * 1000
        ? ""
        : `; it is asked again after ${waitMs / 1000} s all the same`;
    const message = `${this.#where} answered ${status} and asks to wait ${askedSeconds} s${this.#count}${allTheSame}`;
    return { error: busyError(status, message, askedSeconds), waitMs, message };
  }

  #loss(error: Error): Setback {
    this.#retries += 1;
    return {
      error,
      waitMs: waitMsMin,
      message: `${this.#where}: ${error.message}${this.#count}`,
    };
  }

  get #where(): string {
    return `${this.#transport.server}${this.#request.path}`;
  }

  get #count(): string {
    return ` (retry ${this.#retries} of ${retriesMax})`;
  }

  #isRepeated(error: unknown): error is TransportError {
    return (
      this.#repeatsLost &&
      this.#retries < retriesMax &&
      error instanceof TransportError &&
      error.failure === "connection-lost"
    );
  }

  /** How long the server asks to wait before the next try; undefined when this answer is final. */
  #askedSecondsOf({ status, headers }: RestResponseHead): number | undefined {
    if (this.#retries >= retriesMax || (status !== 429 && status < 500)) return undefined;
    // The version asked for is ahead of the server: the Reflector has a better answer than to wait (RF-12, RF-28).
    if (status === 504) return undefined;
    const asked = headers["retry-after"] ?? "";
    return /^[0-9]+$/.test(asked) ? Number(asked) : undefined;
  }
}

function busyError(code: number, message: string, retryAfterSeconds: number): StatusError {
  const reason = code === 429 ? "TooManyRequests" : "ServiceUnavailable";
  return new StatusError(failureStatus({ code, reason, message, details: { retryAfterSeconds } }));
}
