import { createServer } from "node:http";
import type { Socket } from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import type { RequestHandler } from "../request-handler.ts";
import { watchFramesMaxDefault } from "../watch-queue.ts";
import { Connections } from "./http/connections.ts";
import { serveExchange, watchOptions } from "./http/serve-exchange.ts";

/** An HTTP server that is reached over streams in memory: no port, no address. */
export interface MemoryServer {
  /** The client's end of a new connection. */
  connect(): Duplex;
  /** Connections that are open. */
  readonly connections: number;
  /** Ends watches and closes every connection. */
  close(): void;
}

/** Serves the handler over streams in memory, with HTTP as on the wire: chunks, resets and aborts behave alike. */
export function serveInMemory(
  handler: RequestHandler,
  options: { readonly watchFramesMax?: number } = {},
): MemoryServer {
  const { watchFramesMax = watchFramesMaxDefault } = options;
  const connections = new Connections();
  const service = { handler, watches: watchOptions(connections, watchFramesMax) };
  const server = createServer((request, response) => {
    serveExchange(connections, request, response, service);
  });
  return {
    get connections() {
      return connections.count;
    },
    connect() {
      const [clientEnd, serverEnd] = duplexPair();
      breakTogether(clientEnd, serverEnd);
      connections.add(serverEnd as Socket);
      server.emit("connection", serverEnd);
      return clientEnd;
    },
    close: () => connections.destroy(),
  };
}

/** A pair in memory knows orderly ends only; a network tells each side when the other breaks. */
function breakTogether(one: Duplex, other: Duplex): void {
  const link = (broken: Duplex, peer: Duplex): void => {
    broken.once("close", () => {
      if (peer.destroyed) return;
      if (broken.writableFinished) peer.push(null);
      else peer.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
    });
  };
  link(one, other);
  link(other, one);
}
