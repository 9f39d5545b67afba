import type { Clock } from "../environment/clock.ts";
import { type Cancel, lane } from "../environment/scheduler.ts";
import { reachError } from "../source/reach-error.ts";
import type { RestRequest, RestResponseObserver } from "../source/rest-transport.ts";
import type { Connections, Dispatcher } from "./connections.ts";
import { ExchangeDeadline } from "./exchange-deadline.ts";

type DispatchHandler = Parameters<Dispatcher["dispatch"]>[1];
type DispatchController = Parameters<NonNullable<DispatchHandler["onRequestStart"]>>[0];
type ResponseHeaders = Parameters<NonNullable<DispatchHandler["onResponseStart"]>>[2];

/** One request through an undici dispatcher, without promises or streams between socket and observer. */
export class DispatcherExchange {
  readonly #server: string;
  readonly #observer: RestResponseObserver;
  readonly #connections: Connections;
  readonly #leave: () => void;
  readonly #deadline: ExchangeDeadline;
  readonly #isStream: boolean;
  readonly #clock: Clock;
  #controller: DispatchController | undefined;
  #hasHead = false;
  #isOver = false;
  #cancelAbort: Cancel | undefined;

  /** Sends the request at once. */
  constructor(
    request: ExchangeRequest,
    observer: RestResponseObserver,
    options: {
      readonly server: string;
      readonly connections: Connections;
      readonly clock: Clock;
    },
  ) {
    const { server, connections, clock } = options;
    const { isStream } = request;
    this.#server = server;
    this.#observer = observer;
    this.#connections = connections;
    this.#isStream = isStream;
    this.#clock = clock;
    this.#leave = connections.enter();
    this.#deadline = new ExchangeDeadline({
      clock,
      server,
      isStream,
      missed: (error) => this.#giveUp(error),
    });
    this.#send(connections.dispatcher, request);
  }

  cancel(): void {
    if (this.#isOver) return;
    if (this.#deadline.isSuspicious) void this.#connections.retire();
    this.#end();
    if (this.#hasHead) this.#abort();
    else this.#cancelAbort = this.#clock.after(abortDelayMs, aborts, () => this.#abort());
  }

  #send(dispatcher: Dispatcher, request: ExchangeRequest): void {
    const { method, path, query, headers, isStream, body } = request;
    try {
      const url = new URL(this.#server + path);
      for (const [name, value] of query) url.searchParams.append(name, value);
      dispatcher.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method,
          headers: headerLines(headers),
          ...(body === undefined ? {} : { body }),
          // A quiet watch is no dead one; its deadlines are kept elsewhere.
          ...(isStream ? { bodyTimeout: 0 } : answerTimeouts),
        },
        this.#handler(),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The dispatcher keeps it for longer than it should: whatever comes next needs other connections. */
  #giveUp(error: Error): void {
    if (this.#isOver) return;
    void this.#connections.retire();
    this.#fail(error);
    this.#abort();
  }

  #abort(): void {
    this.#cancelAbort?.();
    this.#controller?.abort(new CancelledError("cancelled"));
  }

  #handler(): DispatchHandler {
    const isStream = this.#isStream;
    const decoder = new TextDecoder();
    const chunks: Buffer[] = [];
    return {
      onRequestStart: (controller) => {
        this.#controller = controller;
        if (this.#isOver) this.#abort();
        else this.#deadline.started();
      },
      onResponseStart: (_controller, status, headers) => {
        // 1xx only announces the answer.
        if (status < 200) return;
        this.#hasHead = true;
        if (this.#isOver) {
          this.#abort();
          return;
        }
        this.#deadline.over();
        this.#observer.responded({ status, headers: singleValues(headers) });
      },
      onResponseData: (_controller, chunk) => {
        if (this.#isOver) return;
        if (isStream) this.#tell(decoder.decode(chunk, { stream: true }));
        // Undici reuses nothing of a chunk; one decoding of the whole is faster than many of parts.
        else chunks.push(chunk);
      },
      onResponseEnd: () => {
        if (this.#isOver) return;
        try {
          this.#tell(isStream ? decoder.decode() : Buffer.concat(chunks).toString("utf8"));
        } catch (error) {
          this.#fail(error);
          return;
        }
        if (this.#isOver) return;
        this.#end();
        this.#observer.ended();
      },
      onResponseError: (_controller, error) => {
        this.#cancelAbort?.();
        this.#fail(error);
      },
    };
  }

  #tell(text: string): void {
    if (text !== "") this.#observer.text(text);
  }

  #end(): void {
    this.#isOver = true;
    this.#deadline.over();
    this.#leave();
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#observer.failed(reachError(this.#server, error));
  }
}

/** Undici fails every waiting request of a connection for an error that it does not know as one of a single request. */
class CancelledError extends Error {
  readonly code = "UND_ERR_INFO";
}

const aborts = lane("rest/aborts");
/**
 * How long the head of an answer that nobody waits for may still come, milliseconds. When a stream of HTTP/2 is reset while
 * the head is on its way, Node makes a second stream of the head, nobody listens to that one's errors, and a connection that
 * breaks then ends the program.
 */
const abortDelayMs = 2000;

/** A server gives a request up after a minute; an answer that has not come by then never will. Milliseconds. */
const answerTimeouts = { headersTimeout: 65_000, bodyTimeout: 65_000 } as const;

/** A request whose headers may have several values. */
export interface ExchangeRequest extends Omit<RestRequest, "headers"> {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** Name, value, name, value …: each value is a line of its own, for a comma may be part of it. */
function headerLines(headers: ExchangeRequest["headers"]): string[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    (typeof values === "string" ? [values] : values).flatMap((value) => [name, value]),
  );
}

function singleValues(headers: ResponseHeaders): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined)
      values[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return values;
}
