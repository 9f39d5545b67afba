import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { protobufMediaType } from "../../../request/wire-form.ts";
import { headerOf } from "../../encoding/encode-body.ts";
import type { RequestHandler } from "../../request-handler.ts";
import { tooLargeResponse } from "../../request-limits.ts";
import type { Connections } from "./connections.ts";
import type { WatchOptions } from "./pump-watch.ts";
import { type NodeRequest, readBody, toApiRequest } from "./read-exchange.ts";
import {
  hasOrigin,
  openWebSocketWatch,
  plainAnswer,
  takeBearerProtocol,
} from "./websocket-watch.ts";
import { type NodeResponse, writeResponse } from "./write-exchange.ts";

/** A connection that is to speak another protocol, as Node hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Serves one request, and its answer. */
export function serveExchange(
  connections: Connections,
  request: NodeRequest,
  response: NodeResponse,
  handler: RequestHandler,
  watchFramesMax: number,
): void {
  connections.began(response);
  const options = watchOptions(connections, watchFramesMax);
  readBody(request, (read) => {
    if (read.kind === "aborted") return;
    if (read.kind === "too-large") {
      writeResponse({ query: [], headers: {} }, tooLargeResponse(), response, options);
      return;
    }
    const apiRequest = toApiRequest(request, read.bytes);
    const state = { isAnswered: false };
    const cancel = handler.handle(apiRequest, (answer) => {
      state.isAnswered = true;
      if (!response.destroyed) writeResponse(apiRequest, answer, response, options);
    });
    if (state.isAnswered) return;
    response.once("close", () => {
      if (!state.isAnswered) cancel();
    });
  });
}

/** Serves one request that wants its connection to become a WebSocket: watches get one, anything else an answer. */
export function serveUpgrade(
  connections: Connections,
  { request, socket, head }: Upgrade,
  handler: RequestHandler,
  watchFramesMax: number,
): void {
  takeBearerProtocol(request);
  const apiRequest = toApiRequest(request, undefined);
  const options = watchOptions(connections, watchFramesMax);
  const state = { isAnswered: false };
  const cancel = handler.handle(apiRequest, (answer) => {
    state.isAnswered = true;
    if (socket.destroyed) return;
    const { body } = answer;
    if (body.kind === "watch" && hasOrigin(apiRequest)) {
      const { stream } = body;
      const isBinary = headerOf(answer, "content-type").startsWith(protobufMediaType);
      openWebSocketWatch({ request, socket, head, stream, isBinary, ...options });
      return;
    }
    const refused = { ...answer, status: 403, body: { kind: "empty" } } as const;
    const response = plainAnswer(request, socket);
    const final = body.kind === "watch" ? refused : answer;
    writeResponse(apiRequest, final, response, options);
  });
  socket.once("close", () => {
    if (!state.isAnswered) cancel();
  });
}

function watchOptions(connections: Connections, watchFramesMax: number): WatchOptions {
  return { watchFramesMax, onWatch: (end) => connections.lasting(end) };
}
