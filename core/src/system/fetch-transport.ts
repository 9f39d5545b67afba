import type { Cancel } from "../environment/scheduler.ts";
import { reachError } from "../source/reach-error.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "../source/rest-transport.ts";
import { TransportError } from "../source/transport-error.ts";

/** The part of `fetch` that is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Settings of a {@link FetchTransport}. */
export interface FetchTransportOptions {
  /** Address of the apiserver, maybe with a path before the API's: `https://10.0.0.1:6443`, `/proxy`. */
  readonly server: string;
  /** @defaultValue the host's `fetch` at the time of each request */
  readonly fetch?: Fetch;
  /** Added to each request: credentials, mostly. A function is asked anew for each. @defaultValue none */
  readonly headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>);
  /** Whether a browser sends its cookies. @defaultValue the host's own default */
  readonly credentials?: RequestCredentials;
}

/** Header lines by name. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** Carries requests by the web's `fetch`: in browsers, workers, Node and whatever else has it. */
export class FetchTransport implements RestTransport {
  readonly server: string;
  readonly #options: FetchTransportOptions;

  constructor(options: FetchTransportOptions) {
    this.server = options.server.replace(/(?<!\/)\/+$/, "");
    this.#options = options;
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    const controller = new AbortController();
    void this.#exchange(request, observer, controller.signal).catch((error: unknown) => {
      if (!controller.signal.aborted) observer.failed(error);
    });
    return () => controller.abort();
  }

  async #exchange(
    request: RestRequest,
    observer: RestResponseObserver,
    signal: AbortSignal,
  ): Promise<void> {
    const { headers, credentials, fetch: send = fetchOfHost } = this.#options;
    const added = typeof headers === "function" ? await headers() : headers;
    if (signal.aborted) return;
    const response = await this.#reach(() =>
      send(this.#urlOf(request), {
        method: request.method,
        headers: { ...request.headers, ...added },
        signal,
        ...(request.body === undefined ? {} : { body: request.body }),
        // A cached list or watch would be a lie.
        cache: "no-store",
        ...(credentials === undefined ? {} : { credentials }),
      }),
    );
    if (signal.aborted) return;
    observer.responded({ status: response.status, headers: Object.fromEntries(response.headers) });
    if (request.isStream && response.body !== null) {
      await this.#readStream(response.body, observer, signal);
    } else {
      const text = await this.#reach(() => response.text());
      if (signal.aborted) return;
      observer.text(text);
    }
    if (!signal.aborted) observer.ended();
  }

  async #readStream(
    body: ReadableStream<Uint8Array>,
    observer: RestResponseObserver,
    signal: AbortSignal,
  ): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await this.#reach(() => reader.read());
      if (signal.aborted) return;
      const text = done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (text !== "") observer.text(text);
      if (done || signal.aborted) return;
    }
  }

  /** Errors of the host name the server; what the observer throws is left alone. */
  async #reach<R>(step: () => Promise<R>): Promise<R> {
    try {
      return await step();
    } catch (error) {
      throw reachError(this.server, error);
    }
  }

  #urlOf({ path, query }: RestRequest): string {
    const text = new URLSearchParams(query.map(([name, value]) => [name, value])).toString();
    return `${this.server}${path}${text === "" ? "" : `?${text}`}`;
  }
}

function fetchOfHost(url: string, init: RequestInit): Promise<Response> {
  if (typeof fetch !== "function") {
    throw new TransportError(
      "unreachable",
      "this host has no fetch; hand one over: new FetchTransport({ fetch, … })",
    );
  }
  return fetch(url, init);
}
