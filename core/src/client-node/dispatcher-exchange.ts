import { reachError } from "../source/reach-error.ts";
import type { RestRequest, RestResponseObserver } from "../source/rest-transport.ts";
import type { Dispatcher } from "./dispatcher-cache.ts";

type DispatchHandler = Parameters<Dispatcher["dispatch"]>[1];
type DispatchController = Parameters<NonNullable<DispatchHandler["onRequestStart"]>>[0];
type ResponseHeaders = Parameters<NonNullable<DispatchHandler["onResponseStart"]>>[2];

/** One request through an undici dispatcher, without promises or streams between socket and observer. */
export class DispatcherExchange {
  readonly #server: string;
  readonly #observer: RestResponseObserver;
  #controller: DispatchController | undefined;
  #isOver = false;

  constructor(server: string, observer: RestResponseObserver) {
    this.#server = server;
    this.#observer = observer;
  }

  send(dispatcher: Dispatcher, request: ExchangeRequest): void {
    const { method, path, query, headers, isStream, body } = request;
    const url = new URL(this.#server + path);
    for (const [name, value] of query) url.searchParams.append(name, value);
    try {
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
        this.#handler(isStream),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  cancel(): void {
    this.#isOver = true;
    this.#controller?.abort(new Error("cancelled"));
  }

  #handler(isStream: boolean): DispatchHandler {
    const decoder = new TextDecoder();
    const chunks: Buffer[] = [];
    return {
      onRequestStart: (controller) => {
        this.#controller = controller;
        if (this.#isOver) controller.abort(new Error("cancelled"));
      },
      onResponseStart: (_controller, status, headers) => {
        // 1xx only announces the answer.
        if (this.#isOver || status < 200) return;
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
        this.#isOver = true;
        this.#observer.ended();
      },
      onResponseError: (_controller, error) => this.#fail(error),
    };
  }

  #tell(text: string): void {
    if (text !== "") this.#observer.text(text);
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#observer.failed(reachError(this.#server, error));
  }
}

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
