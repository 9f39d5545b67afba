import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { SecureOptions } from "../http/http-server.ts";
import type { NodeExchange } from "../http/node-exchange.ts";

/** A server of HTTPS and HTTP/2 as Node has it: whose bodies are streams, which a proxy passes on as they come. */
export function createNodeHttp2Server(
  options: SecureOptions,
  exchange: NodeExchange,
): Http2SecureServer {
  const server = createSecureServer(
    {
      ...options,
      allowHTTP1: true,
      settings: { maxConcurrentStreams: 1000, initialWindowSize: 1024 * 1024 },
    },
    exchange as (request: Http2ServerRequest, response: Http2ServerResponse) => void,
  );
  server.on("sessionError", () => {});
  return server;
}
