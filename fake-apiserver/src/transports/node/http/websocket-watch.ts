import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { ApiRequest, WatchStream } from "../../../request/read/api-request.ts";
import { pumpWatch, type WatchOptions, type WatchTarget } from "./pump-watch.ts";

/** Bytes that wait in a socket before frames wait in the queue instead. */
const bufferedBytesMax = 256 * 1024;
/** Clients of a watch have nothing to say. */
const messageBytesMax = 4_096;

/** What a frame of protobuf begins with where it is not a message by itself. */
const frameLengthBytes = 4;

const bearerPrefix = "base64url.bearer.authorization.k8s.io.";

const acceptor = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  maxPayload: messageBytesMax,
  perMessageDeflate: false,
});

/** Whether the connection is to become a WebSocket; other upgrades (h2c, SPDY) are not offered. */
export function wantsWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}

/**
 * Takes the token out of the subprotocols, where browsers put it as they can set no header. It counts only beside
 * another subprotocol, which is the one that is answered.
 *
 * @see kubernetes apiserver pkg/authentication/request/websocket/protocol.go
 */
export function takeBearerProtocol(request: IncomingMessage): void {
  const { headers } = request;
  const protocols = (headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((protocol) => protocol.trim());
  const bearer = protocols.find((protocol) => protocol.startsWith(bearerPrefix));
  const others = protocols.filter((protocol) => protocol !== "" && protocol !== bearer);
  if (bearer === undefined || others.length === 0) return;
  headers["sec-websocket-protocol"] = others.join(", ");
  const token = Buffer.from(bearer.slice(bearerPrefix.length), "base64url").toString("utf8");
  headers.authorization ??= `Bearer ${token}`;
}

/** Who opens a watch must say from where, as the real server asks. */
export function hasOrigin({ headers }: Pick<ApiRequest, "headers">): boolean {
  return URL.canParse(headers["origin"] ?? "");
}

/** An answer in HTTP to a request that wanted more. The connection ends with it. */
export function plainAnswer(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  // An upgraded connection is the same socket; only its declared type is wider.
  response.assignSocket(socket as IncomingMessage["socket"]);
  response.shouldKeepAlive = false;
  response.once("finish", () => socket.end());
  return response;
}

/** Settings of {@link openWebSocketWatch}. */
export interface WebSocketWatch extends WatchOptions {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly stream: WatchStream;
  /** Frames are protobuf, which stands in binary messages without its length. */
  readonly isBinary: boolean;
}

/** Sends a watch as messages, one for each event. */
export function openWebSocketWatch(watch: WebSocketWatch): void {
  acceptor.handleUpgrade(watch.request, watch.socket, watch.head, (client) => {
    client.on("error", () => {});
    pumpWatch(watch.stream, messagesOf(client, watch.isBinary), watch);
  });
}

function messagesOf(client: WebSocket, isBinary: boolean): WatchTarget {
  return {
    // One frame, one message.
    bytesMax: 1,
    get isOpen() {
      return client.readyState === client.OPEN;
    },
    write(bytes, resume) {
      const message = isBinary ? bytes.subarray(frameLengthBytes) : bytes;
      const isFull = client.bufferedAmount > bufferedBytesMax;
      if (isFull) client.send(message, { binary: isBinary }, resume);
      else client.send(message, { binary: isBinary });
      return !isFull;
    },
    end(how) {
      if (how === "clean") client.close(1000);
      else client.terminate();
    },
    onClose: (step) => void client.once("close", step),
  };
}
