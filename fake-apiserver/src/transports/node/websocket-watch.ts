import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Cancel } from "@informerlab/core";
import { type WebSocket, WebSocketServer } from "ws";
import type { ApiRequest, WatchStream } from "../../request/api-request.ts";
import { WatchQueue } from "../watch-queue.ts";

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
export interface WebSocketWatch {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly stream: WatchStream;
  /** Frames are protobuf, which stands in binary messages without its length. */
  readonly isBinary: boolean;
  readonly framesMax: number;
  /** Told of the watch; the function it is given ends it cleanly. Answers what to do at its end. */
  readonly onWatch: (end: () => void) => Cancel;
}

/** Sends a watch as messages, one for each event. */
export function openWebSocketWatch(watch: WebSocketWatch): void {
  acceptor.handleUpgrade(watch.request, watch.socket, watch.head, (client) => {
    let isPending = false;
    const flush = (): void => {
      isPending = pump(queue, client, watch.isBinary, flush) === "full";
    };
    const queue = new WatchQueue({
      framesMax: watch.framesMax,
      onReady: () => {
        if (isPending) return;
        isPending = true;
        process.nextTick(flush);
      },
    });
    const forget = watch.onWatch(() => {
      queue.cancel();
      client.close(1000);
    });
    client.on("error", () => {});
    client.once("close", () => {
      forget();
      queue.cancel();
    });
    queue.start(watch.stream);
  });
}

/** Sends what waits until nothing does, or until the socket is full. */
function pump(
  queue: WatchQueue,
  client: WebSocket,
  isBinary: boolean,
  resume: () => void,
): "empty" | "full" {
  while (client.readyState === client.OPEN) {
    // At least one frame is taken, and with this limit no more than one.
    const taken = queue.take(1);
    if (taken.kind === "waiting") break;
    if (taken.kind === "ended") {
      if (taken.how === "clean") client.close(1000);
      else client.terminate();
      break;
    }
    const message = isBinary ? taken.bytes.subarray(frameLengthBytes) : taken.bytes;
    const isFull = client.bufferedAmount > bufferedBytesMax;
    if (!isFull) {
      client.send(message, { binary: isBinary });
      continue;
    }
    client.send(message, { binary: isBinary }, resume);
    return "full";
  }
  return "empty";
}
