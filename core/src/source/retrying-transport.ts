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

/**
 * Does as a busy server asks: an answer 429 or 5xx that names a time (`Retry-After`, in seconds) is not handed on; the
 * request is sent again after that time, of 1 to 60 seconds, ten times at most; what has not come of that answer by then is
 * left. Everything else passes: 504 too, and a connection that breaks under a GET; client-go repeats both, and here whoever
 * reads has a back-off of its own. A request that is no stream and hears nothing for 75 seconds fails, whatever the transport.
 *
 * @see client-go rest/with_retry.go
 */
export class RetryingTransport implements RestTransport {
  readonly server: string;
  readonly #environment: Environment;
  readonly #transport: RestTransport;

  constructor(environment: Environment, transport: RestTransport) {
    this.server = transport.server;
    this.#environment = environment;
    this.#transport = transport;
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    const exchange = new RetriedExchange(this.#environment, {
      transport: this.#transport,
      request,
      observer,
      lane: retryLane,
    });
    exchange.send();
    return () => exchange.cancel();
  }
}

/** One request with its repetitions. */
class RetriedExchange {
  readonly #environment: Environment;
  readonly #transport: RestTransport;
  readonly #request: RestRequest;
  readonly #observer: RestResponseObserver;
  readonly #lane: Lane;
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
    },
  ) {
    this.#environment = environment;
    this.#transport = options.transport;
    this.#request = options.request;
    this.#observer = options.observer;
    this.#lane = options.lane;
  }

  send(): void {
    const observer = this.#observer;
    let isRefused = false;
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
        const askedSeconds = this.#askedSecondsOf(head);
        if (askedSeconds === undefined) {
          observer.responded(head);
          return;
        }
        isRefused = true;
        silence?.cancel();
        this.#retryAfter(askedSeconds, head.status, () => {
          if (!isOver) cancel();
        });
      },
      text: (piece) => {
        silence?.heard();
        if (!isRefused) observer.text(piece);
      },
      ended: () => {
        isOver = true;
        silence?.cancel();
        if (!isRefused) observer.ended();
      },
      failed: (error) => {
        isOver = true;
        silence?.cancel();
        if (!isRefused) observer.failed(error);
      },
    });
    // A transport that answers in place has had its retry set up already.
    if (isRefused) return;
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
  #retryAfter(askedSeconds: number, status: number, leave: () => void): void {
    this.#retries += 1;
    const waitMs = Math.min(waitMsMax, Math.max(waitMsMin, askedSeconds * 1000));
    const { path } = this.#request;
    const wait =
      waitMs === askedSeconds * 1000
        ? ""
        : `; it is asked again after ${waitMs / 1000} s all the same`;
    const message = `${this.#transport.server}${path} answered ${status} and asks to wait ${askedSeconds} s (retry ${this.#retries} of ${retriesMax})${wait}`;
    if (this.#observer.waiting === undefined) this.#environment.warn?.(message);
    else this.#observer.waiting(busyError(status, message, askedSeconds), waitMs);
    const cancelWait = this.#environment.clock.after(waitMs, this.#lane, () => {
      leave();
      if (!this.#isCancelled) this.send();
    });
    this.#cancelPending = () => {
      cancelWait();
      leave();
    };
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
