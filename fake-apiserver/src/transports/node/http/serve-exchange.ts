import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { protobufMediaType } from "../../../request/answer/wire-form.ts";
import { headerOf } from "../../encoding/encode-body.ts";
import type { RequestHandler } from "../../request-handler.ts";
import { tooLargeResponse } from "../../request-limits.ts";
import {
  Http2Connection,
  type Http2Options,
  type Http2Service,
} from "../http2/http2-connection.ts";
import type { Answer } from "./answer.ts";
import type { BodyRead } from "./body-reader.ts";
import { certifiedBy } from "./certified.ts";
import type { ClientTrust } from "./client-trust.ts";
import type { Connections } from "./connections.ts";
import { NodeAnswer, type NodeResponse } from "./node-answer.ts";
import type { WatchOptions } from "./pump-watch.ts";
import {
  headOf,
  type NodeRequest,
  type ReceivedHead,
  readBody,
  toApiRequest,
} from "./read-exchange.ts";
import {
  hasOrigin,
  openWebSocketWatch,
  plainAnswer,
  takeBearerProtocol,
} from "./websocket-watch.ts";
import { writeResponse } from "./write-exchange.ts";

/** A connection that is to speak another protocol, as Node hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** How requests are served that come over HTTP. */
export interface HttpService {
  readonly handler: RequestHandler;
  readonly watches: WatchOptions;
  /** Whose client certificates count; undefined: there are none. */
  readonly trust?: ClientTrust | undefined;
  /** Whether a connection of HTTP/2 ends after the request that it has just brought. */
  readonly endsConnection?: (() => boolean) | undefined;
}

/** Serves one request of Node's own HTTP, and its answer. */
export function serveExchange(
  connections: Connections,
  request: NodeRequest,
  response: NodeResponse,
  service: HttpService,
): void {
  connections.began(response);
  readBody(request, (read) => {
    // Of a connection that has gone not even its certificate can be asked for.
    if (read.kind === "aborted") return;
    serveRead(headOf(request, service.trust), read, new NodeAnswer(response), service);
  });
}

/** Serves one connection of HTTP/2. */
export function serveHttp2(
  connections: Connections,
  socket: TLSSocket,
  service: HttpService,
  options: Http2Options,
): void {
  const { remoteAddress } = socket;
  const serves: Http2Service = {
    began: (stream) => connections.beganUntil((step) => stream.onClose(step)),
    received: (stream, read) => {
      if (read.kind === "aborted") return;
      const certified = certifiedBy(socket, service.trust);
      serveRead({ ...stream.head, certified, remoteAddress }, read, stream, service);
      if (service.endsConnection?.() === true) connection.close();
    },
  };
  const connection = new Http2Connection(socket, serves, options);
  connections.addSession(socket, connection);
}

/** Serves a request of which the body has been read. */
function serveRead(
  head: ReceivedHead,
  read: Exclude<BodyRead, { readonly kind: "aborted" }>,
  answer: Answer,
  { handler, watches }: HttpService,
): void {
  if (read.kind === "too-large") {
    writeResponse({ query: [], headers: {} }, tooLargeResponse(), answer, watches);
    return;
  }
  const request = toApiRequest(head, read.bytes);
  let isAnswered = false;
  const cancel = handler.handle(request, (response) => {
    isAnswered = true;
    if (!answer.isClosed) writeResponse(request, response, answer, watches);
  });
  if (isAnswered) return;
  answer.onClose(() => {
    if (!isAnswered) cancel();
  });
}

/** Serves one request that wants its connection to become a WebSocket: watches get one, anything else an answer. */
export function serveUpgrade(
  { request, socket, head }: Upgrade,
  { handler, watches, trust }: HttpService,
): void {
  takeBearerProtocol(request);
  const apiRequest = toApiRequest(headOf(request, trust), undefined);
  const state = { isAnswered: false };
  const cancel = handler.handle(apiRequest, (answer) => {
    state.isAnswered = true;
    if (socket.destroyed) return;
    const { body } = answer;
    if (body.kind === "watch" && hasOrigin(apiRequest)) {
      const { stream } = body;
      const isBinary = headerOf(answer, "content-type").startsWith(protobufMediaType);
      openWebSocketWatch({ request, socket, head, stream, isBinary, ...watches });
      return;
    }
    const refused = { ...answer, status: 403, body: { kind: "empty" } } as const;
    const response = new NodeAnswer(plainAnswer(request, socket));
    const final = body.kind === "watch" ? refused : answer;
    writeResponse(apiRequest, final, response, watches);
  });
  socket.once("close", () => {
    if (!state.isAnswered) cancel();
  });
}

/** How watches are kept whose connections are known. */
export function watchOptions(connections: Connections, watchFramesMax: number): WatchOptions {
  return { watchFramesMax, onWatch: (end) => connections.lasting(end) };
}
