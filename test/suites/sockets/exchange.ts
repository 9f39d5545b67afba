import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { TLSSocket } from "node:tls";
import { speakHttp2 } from "./scripted-tls.ts";

export type Protocol = "h2" | "http/1.1";

/** One request, and every way to answer it well or badly. What comes too late for the connection is dropped. */
export interface Exchange {
  readonly query: ReadonlyMap<string, string>;
  readonly isWatch: boolean;
  /** An answer of 1xx, before the real one. */
  announce(): void;
  head(status: number, headers: Readonly<Record<string, string>>): void;
  write(bytes: Buffer): void;
  end(bytes: Buffer): void;
  /** Ends this exchange by an error, and no other, where the protocol can. */
  reset(): void;
  /** Ends the connection. */
  cut(): void;
  /** Ends the connection as a server that is shut down, without an answer. */
  goodbye(): void;
}

/** Speaks the protocol on the connection and hands each request over. */
export function speak(
  protocol: Protocol,
  socket: TLSSocket,
  serve: (exchange: Exchange) => void,
): void {
  if (protocol === "h2") {
    speakHttp2(socket).on("stream", (stream, headers) =>
      serve(http2Exchange(socket, stream, headers)),
    );
  } else {
    createServer((request, response) => serve(http1Exchange(socket, request, response))).emit(
      "connection",
      socket,
    );
  }
}

function http1Exchange(
  socket: TLSSocket,
  request: IncomingMessage,
  response: ServerResponse,
): Exchange {
  response.on("error", () => {});
  return {
    ...askedOf(request.url ?? ""),
    announce: () => {
      response.writeProcessing();
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
    },
    head: (status, headers) => {
      // Whether a promised length is kept is the test's affair.
      response.strictContentLength = false;
      response.writeHead(status, headers).flushHeaders();
    },
    write: (bytes) => {
      if (!response.destroyed) response.write(bytes);
    },
    end: (bytes) => {
      if (!response.destroyed) response.end(bytes);
    },
    reset: () => void response.destroy(),
    cut: () => void socket.destroy(),
    goodbye: () => void socket.end(),
  };
}

function http2Exchange(
  socket: TLSSocket,
  stream: ServerHttp2Stream,
  asked: IncomingHttpHeaders,
): Exchange {
  stream.on("error", () => {});
  const unlessOver = (act: () => void): void => {
    if (!stream.destroyed && !stream.closed && !socket.destroyed) act();
  };
  return {
    ...askedOf(asked[":path"] ?? ""),
    announce: () => unlessOver(() => stream.additionalHeaders({ ":status": 103 })),
    head: (status, headers) => unlessOver(() => stream.respond({ ":status": status, ...headers })),
    write: (bytes) => unlessOver(() => stream.write(bytes)),
    end: (bytes) => unlessOver(() => stream.end(bytes)),
    reset: () => unlessOver(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR)),
    cut: () => void socket.destroy(),
    goodbye: () => unlessOver(() => stream.session?.goaway()),
  };
}

function askedOf(target: string): Pick<Exchange, "query" | "isWatch"> {
  const { searchParams } = new URL(target, "https://server");
  const query = new Map(searchParams);
  return { query, isWatch: query.get("watch") === "true" || query.get("watch") === "1" };
}
