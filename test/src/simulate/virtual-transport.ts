import {
  type Cancel,
  printJson,
  type RestRequest,
  type RestResponseObserver,
  type RestTransport,
  TransportError,
} from "@informerlab/core";
import type {
  ApiResponse,
  RequestHandler,
  ResponseBody,
  WatchFrame,
} from "@informerlab/fake-apiserver";

/** Settings of a {@link VirtualTransport}. */
export interface VirtualTransportOptions {
  /** Name of the client, for traces and faults. */
  readonly client: string;
  /** Cuts what arrives into pieces. @defaultValue whole lines */
  readonly cut?: (text: string) => readonly string[];
}

/** The server as the core's own clients reach it, byte for byte but in one process and in whatever time its way takes. */
export class VirtualTransport implements RestTransport {
  readonly server = "http://fake-apiserver";
  readonly #handler: RequestHandler;
  readonly #options: VirtualTransportOptions;

  constructor(handler: RequestHandler, options: VirtualTransportOptions) {
    this.#handler = handler;
    this.#options = options;
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    const { method, path, query, headers, body } = request;
    const { client } = this.#options;
    let isOver = false;
    let stopStream: Cancel | undefined;
    const cancel = this.#handler.handle(
      { method, path, query, headers, client, ...(body === undefined ? {} : { body }) },
      (response) => {
        if (!isOver) stopStream = this.#answer(response, observer);
      },
    );
    return () => {
      isOver = true;
      stopStream?.();
      cancel();
    };
  }

  #answer({ status, headers, body }: ApiResponse, observer: RestResponseObserver): Cancel {
    const nothing = (): void => {};
    if (body.kind === "reset" && body.after === "nothing") {
      observer.failed(connectionLost("before an answer came"));
      return nothing;
    }
    observer.responded({ status, headers: singleHeaders(headers) });
    if (body.kind === "reset") {
      observer.failed(connectionLost("in the middle of an answer"));
      return nothing;
    }
    if (body.kind !== "watch") {
      this.#send(textOf(body), observer);
      observer.ended();
      return nothing;
    }
    return body.stream.start({
      frame: (frame) => this.#send(lineOf(frame), observer),
      end: (how) => {
        if (how === "clean") observer.ended();
        else observer.failed(connectionLost("in the middle of a watch"));
      },
    });
  }

  #send(text: string, observer: RestResponseObserver): void {
    for (const piece of this.#options.cut?.(text) ?? [text]) observer.text(piece);
  }
}

function connectionLost(when: string): TransportError {
  return new TransportError("connection-lost", `the connection broke ${when}`);
}

function singleHeaders(headers: ApiResponse["headers"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === "string" ? value : value.join(", "),
    ]),
  );
}

function lineOf(frame: WatchFrame): string {
  const { type } = frame;
  return `${printJson({ type, object: frame.readWhole?.() ?? frame.object })}\n`;
}

function textOf(body: Exclude<ResponseBody, { readonly kind: "watch" | "reset" }>): string {
  switch (body.kind) {
    case "json":
      return printJson(body.value);
    case "long-list": {
      const { head, member, count, foot, elementAt } = body.list;
      const elements = Array.from({ length: count }, (_, index) =>
        elementAt.call(body.list, index),
      );
      return printJson({ ...head, [member]: elements, ...foot });
    }
    case "text":
      return body.text;
    case "bytes":
      throw new Error("the core's clients ask for no bytes: their Accept header names JSON only");
    case "empty":
      return "";
  }
}
