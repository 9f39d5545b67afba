import type { Cancel } from "@informerlab/core";
import type {
  ApiRequest,
  ApiResponse,
  RequestHandler,
  WatchFrame,
  WatchSink,
} from "@informerlab/fake-apiserver";
import type { DueSteps } from "./due-steps.ts";
import type { Exchange, StreamedEvent, WatchAnswer } from "./exchange.ts";

/** By which a request says which one of the run it is; a real apiserver takes it for its audit log and sends it back. */
export const exchangeHeader = "audit-id";

/** Answers the requests of a run as they were answered in it: each answer and each event when the picture is there. */
export class PlayedServer implements RequestHandler {
  readonly #exchanges: ReadonlyMap<string, Exchange>;
  readonly #steps: DueSteps;

  constructor(exchanges: readonly Exchange[], steps: DueSteps) {
    this.#exchanges = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
    this.#steps = steps;
  }

  handle(request: ApiRequest, respond: (response: ApiResponse) => void): Cancel {
    const id = request.headers[exchangeHeader] ?? "";
    const exchange = this.#exchanges.get(id);
    if (exchange === undefined) {
      const text = "the run has no such request\n";
      respond({
        status: 404,
        headers: { "content-type": "text/plain" },
        body: { kind: "text", text },
      });
      return () => {};
    }
    const { answer } = exchange;
    if (answer === undefined) return () => {};
    return this.#steps.at(answer.at, () => respond(this.#response(answer, id)));
  }

  #response(answer: NonNullable<Exchange["answer"]>, id: string): ApiResponse {
    const headers = {
      [exchangeHeader]: id,
      "cache-control": "no-cache, private",
      "content-type": "application/json",
    };
    switch (answer.kind) {
      case "broken":
        return { status: 0, headers: {}, body: { kind: "reset", after: "nothing" } };
      case "body": {
        const { status, body } = answer;
        const seconds = retryAfterSeconds(body);
        const retry = seconds === undefined ? {} : { "retry-after": String(seconds) };
        return { status, headers: { ...headers, ...retry }, body: { kind: "json", value: body } };
      }
      case "watch":
        return {
          status: 200,
          headers,
          body: { kind: "watch", stream: { start: (sink) => this.#stream(answer, sink) } },
        };
    }
  }

  #stream({ events, end }: WatchAnswer, sink: WatchSink): Cancel {
    const cancels = events.map((event) =>
      this.#steps.at(event.at, () => sink.frame(frameOf(event))),
    );
    // What the client ends, it ends itself.
    if (end !== undefined && end.by !== "client") {
      cancels.push(this.#steps.at(end.at, () => sink.end(end.by === "break" ? "reset" : "clean")));
    }
    return () => {
      for (const cancel of cancels) cancel();
    };
  }
}

function frameOf({ event }: StreamedEvent): WatchFrame {
  const { type, object } = event;
  return { type, object, encode: () => new TextEncoder().encode(`${JSON.stringify(event)}\n`) };
}

function retryAfterSeconds(body: unknown): number | undefined {
  const { details } = body as { readonly details?: { readonly retryAfterSeconds?: number } };
  return details?.retryAfterSeconds;
}
