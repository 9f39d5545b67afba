import type { RestRequest, RestTransport } from "@informerlab/core";
import type { Observe } from "../../invariants/observation.ts";
import { through } from "./through.ts";

/** An answer as its head says it. */
export interface HeardAnswer {
  readonly status: number;
  /** The server asks to wait. */
  readonly retryAfterSeconds?: number;
}

/** Told of what passes on a connection. */
export interface TransportListener {
  /** `exchange` counts what is sent, requests that are sent again included. */
  sent(request: RestRequest, exchange: number): void;
  answered(request: RestRequest, answer: HeardAnswer): void;
  /** A piece of text has come. */
  heard?(request: RestRequest, exchange: number): void;
  /** The answer has come whole; `refusal` is the text of one that says no. */
  ended?(request: RestRequest, refusal: string): void;
}

/** The same connection, with what is sent and how it is answered told to somebody. */
export function listenedTransport(
  inner: RestTransport,
  listener: TransportListener,
): RestTransport {
  let exchanges = 0;
  return {
    server: inner.server,
    send: (request, observer) => {
      exchanges += 1;
      const exchange = exchanges;
      listener.sent(request, exchange);
      let isRefused = false;
      let refusal = "";
      return inner.send(request, {
        ...through(observer),
        text: (piece) => {
          listener.heard?.(request, exchange);
          if (isRefused) refusal += piece;
          observer.text(piece);
        },
        ended: () => {
          listener.ended?.(request, refusal);
          observer.ended();
        },
        responded: (head) => {
          const { status, headers } = head;
          isRefused = status >= 400;
          const asked = Number(headers["retry-after"]);
          listener.answered(
            request,
            asked >= 0 ? { status, retryAfterSeconds: asked } : { status },
          );
          observer.responded(head);
        },
      });
    },
  };
}

/** The connection of an informer, with what passes told to the judge. */
export function watchedTransport(
  inner: RestTransport,
  informer: string,
  observe: Observe,
): RestTransport {
  let newestStream = 0;
  return listenedTransport(inner, {
    sent: (request, exchange) => {
      if (request.isStream) newestStream = exchange;
      observe({ kind: "http.sent", informer, verb: verbOf(request) });
    },
    heard: (request, exchange) => {
      if (request.isStream && exchange !== newestStream) observe({ kind: "http.stray", informer });
      else observe({ kind: "http.heard", informer, verb: verbOf(request) });
    },
    ended: (request, refusal) =>
      observe({ kind: "http.ended", informer, verb: verbOf(request), refusal }),
    answered: (request, answer) =>
      observe({ kind: "http.answered", informer, verb: verbOf(request), ...answer }),
  });
}

function verbOf({ isStream }: RestRequest): "list" | "watch" {
  return isStream ? "watch" : "list";
}
