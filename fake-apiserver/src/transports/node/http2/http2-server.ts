import { createServer, type Server, type ServerOptions } from "node:https";
import type { TLSSocket } from "node:tls";
import type { NodeExchange } from "../http/node-exchange.ts";

/** A server of HTTPS that has `take` serve the connections that speak HTTP/2, and leaves the others to Node. */
export function createHttp2Server(
  options: ServerOptions,
  exchange: NodeExchange,
  take: (socket: TLSSocket) => void,
): Server {
  const server = createServer(options, exchange);
  const ofNode = server.listeners("secureConnection");
  server.removeAllListeners("secureConnection");
  server.on("secureConnection", (socket) => {
    if (socket.alpnProtocol === "h2") take(socket);
    else for (const listener of ofNode) Reflect.apply(listener, server, [socket]);
  });
  return server;
}
