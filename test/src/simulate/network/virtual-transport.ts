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

/** What comes between a client and its server. Steps of one direction keep their order. */
export interface VirtualWay {
  /** On the way to the server; called once for each request. */
  there(step: () => void): void;
  /** On the way back. */
  back(step: () => void): void;
  /** As {@link VirtualWay.back}, for text, which may arrive joined with what follows and cut anywhere. */
  carry(text: string, deliver: (piece: string) => void): void;
}

type Way = Pick<VirtualWay, "back" | "carry">;

/** At once, and each text whole. */
const noWay: VirtualWay = {
  there: (step) => step(),
  back: (step) => step(),
  carry: (text, deliver) => deliver(text),
};

/** Longest piece in which a {@link wayInPieces} brings text, characters: less than most objects have. */
const pieceLength = 211;

/** At once, and each text in pieces that are cut anywhere. */
export const wayInPieces: VirtualWay = {
  ...noWay,
  carry: (text, deliver) => {
    for (let start = 0; start < text.length; start += pieceLength)
      deliver(text.slice(start, start + pieceLength));
  },
};

/** The server as the core's own clients reach it: text for text, but in one process and in virtual time. */
export class VirtualTransport implements RestTransport {
  readonly server = "http://fake-apiserver";
  readonly #handler: RequestHandler;
  readonly #client: string;
  readonly #createWay: (request: RestRequest) => VirtualWay;

  /** @param client its name, for traces and faults. */
  constructor(
    handler: RequestHandler,
    client: string,
    createWay: (request: RestRequest) => VirtualWay = () => noWay,
  ) {
    this.#handler = handler;
    this.#client = client;
    this.#createWay = createWay;
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    const { method, path, query, headers, body } = request;
    const way = this.#createWay(request);
    const client = this.#client;
    let isOver = false;
    const cancels: Cancel[] = [];
    const heard: Way = {
      back: (step) =>
        way.back(() => {
          if (!isOver) step();
        }),
      carry: (text, deliver) =>
        way.carry(text, (piece) => {
          if (!isOver) deliver(piece);
        }),
    };
    way.there(() => {
      if (isOver) return;
      const cancel = this.#handler.handle(
        { method, path, query, headers, client, ...(body === undefined ? {} : { body }) },
        (response) => {
          if (!isOver) cancels.push(answer(response, observer, heard));
        },
      );
      cancels.push(cancel);
    });
    return () => {
      isOver = true;
      for (const cancel of cancels) cancel();
    };
  }
}

function answer(
  { status, headers, body }: ApiResponse,
  observer: RestResponseObserver,
  { back, carry }: Way,
): Cancel {
  const nothing = (): void => {};
  const breaks = (when: string): void =>
    back(() =>
      observer.failed(new TransportError("connection-lost", `the connection broke ${when}`)),
    );
  const send = (text: string): void => carry(text, (piece) => observer.text(piece));
  if (body.kind === "reset" && body.after === "nothing") {
    breaks("before an answer came");
    return nothing;
  }
  back(() => observer.responded({ status, headers: singleHeaders(headers) }));
  if (body.kind === "reset") {
    breaks("in the middle of an answer");
    return nothing;
  }
  if (body.kind !== "watch") {
    send(textOf(body));
    back(() => observer.ended());
    return nothing;
  }
  return body.stream.start({
    frame: (frame) => send(lineOf(frame)),
    end: (how) => {
      if (how === "clean") back(() => observer.ended());
      else breaks("in the middle of a watch");
    },
  });
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
      const { list } = body;
      const elements = Array.from({ length: list.count }, (_, index) => list.elementAt(index));
      return printJson({ ...list.head, [list.member]: elements, ...list.foot });
    }
    case "text":
      return body.text;
    case "bytes":
      throw new Error("the core's clients ask for no bytes: their Accept header names JSON only");
    case "empty":
    case "unsent":
      return "";
  }
}
