import type { Server } from "node:https";
import type { TLSSocket } from "node:tls";

/** What clients and server may agree on in the handshake, the better first. */
export const offeredProtocols: string[] = ["h2", "http/1.1"];

/** Has `take` serve the connections of a server that speak HTTP/2, and leaves the others to Node. */
export function offerHttp2(server: Server, take: (socket: TLSSocket) => void): void {
  const ofNode = server.listeners("secureConnection");
  server.removeAllListeners("secureConnection");
  server.on("secureConnection", (socket) => {
    if (socket.alpnProtocol === "h2") take(socket);
    else for (const listener of ofNode) Reflect.apply(listener, server, [socket]);
  });
}
