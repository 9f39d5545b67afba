import type { RestRequest, RestTransport } from "@informerlab/core";
import type { Observe } from "../invariants/observation.ts";
import { through } from "./through.ts";

/** The same connection, with what is sent and how it is answered told to the judge. */
export function watchedTransport(
  inner: RestTransport,
  informer: string,
  observe: Observe,
): RestTransport {
  return {
    server: inner.server,
    send: (request, observer) => {
      const verb = verbOf(request);
      observe({ kind: "http.sent", informer, verb });
      return inner.send(request, {
        ...through(observer),
        text: (piece) => {
          observe({ kind: "http.heard", informer, verb });
          observer.text(piece);
        },
        responded: (head) => {
          const asked = Number(head.headers["retry-after"]);
          observe({
            kind: "http.answered",
            informer,
            verb,
            status: head.status,
            ...(asked >= 0 ? { retryAfterSeconds: asked } : {}),
          });
          observer.responded(head);
        },
      });
    },
  };
}

function verbOf({ isStream }: RestRequest): "list" | "watch" {
  return isStream ? "watch" : "list";
}
