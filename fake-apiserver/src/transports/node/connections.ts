import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Http2Session } from "node:http2";
import type { Server, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type TLSSocket, Server as TlsServer } from "node:tls";
import type { Cancel } from "@informerlab/core";
import { protobufMediaType } from "../../request/wire-form.ts";
import { headerOf } from "../encoding/encode-body.ts";
import type { RequestHandler } from "../request-handler.ts";
import { tooLargeResponse } from "../request-limits.ts";
import type { WatchOptions } from "./pump-watch.ts";
import { type NodeRequest, readBody, toApiRequest } from "./read-exchange.ts";
import {
  hasOrigin,
  openWebSocketWatch,
  plainAnswer,
  takeBearerProtocol,
} from "./websocket-watch.ts";
import { type NodeResponse, writeResponse } from "./write-exchange.ts";

/** Milliseconds for which a peer that does not read may hold a connection that is being closed. */
const lingerMs = 200;

/** Everything that is open under one server: connections, exchanges on them, and watches among those. */
export class Connections {
  /** As the operating system sees them. */
  readonly #sockets = new Set<Socket>();
  /** As HTTP/1.1 sees them: the same, or the TLS layer above. */
  readonly #streams = new Set<Socket>();
  readonly #sessions = new Set<Http2Session>();
  readonly #watches = new Set<() => void>();
  #exchanges = 0;
  #isClosing = false;
  #onIdle: (() => void) | undefined;

  /** Connections that are open. */
  get count(): number {
    return this.#sockets.size;
  }

  /** Takes note of every connection of a server. */
  track(server: Server): void {
    if (!(server instanceof TlsServer)) {
      server.on("connection", (socket: Socket) => this.add(socket));
      return;
    }
    server.on("connection", (socket: Socket) => remember(this.#sockets, socket));
    server.on("secureConnection", (socket: TLSSocket) => {
      if (socket.alpnProtocol !== "h2") remember(this.#streams, socket);
    });
    server.on("session", (session: Http2Session) => remember(this.#sessions, session));
  }

  /** Takes note of one connection; those made in memory are announced by hand. */
  add(socket: Socket): void {
    remember(this.#sockets, socket);
    remember(this.#streams, socket);
    socket.on("error", () => {});
  }

  /** One request and its answer. */
  exchange(
    request: NodeRequest,
    response: NodeResponse,
    handler: RequestHandler,
    watchFramesMax: number,
  ): void {
    this.#exchanges += 1;
    response.on("error", () => {});
    response.once("close", () => {
      this.#exchanges -= 1;
      if (this.#exchanges === 0) this.#onIdle?.();
    });
    if (this.#isClosing && !("stream" in response)) response.setHeader("connection", "close");
    const options = this.#watchOptions(watchFramesMax);
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

  /** One request that wants its connection to become a WebSocket: watches get one, anything else an answer. */
  upgrade(
    { request, socket, head }: Upgrade,
    handler: RequestHandler,
    watchFramesMax: number,
  ): void {
    takeBearerProtocol(request);
    const apiRequest = toApiRequest(request, undefined);
    const options = this.#watchOptions(watchFramesMax);
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

  /** Ends watches cleanly and closes every connection once what is being sent is out. */
  drop(): void {
    for (const end of [...this.#watches]) end();
    for (const session of [...this.#sessions]) session.close();
    const sockets = [...this.#streams];
    setImmediate(() => {
      for (const socket of sockets) socket.destroySoon();
    });
  }

  /** Ends watches and breaks every connection. */
  destroy(): void {
    for (const end of [...this.#watches]) end();
    for (const session of [...this.#sessions]) session.destroy();
    for (const socket of [...this.#sockets]) socket.destroy();
  }

  /** Stops the server; other requests than watches have `graceMs` to finish. Nothing is open afterwards. */
  async close(server: Server, graceMs: number): Promise<void> {
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const end of [...this.#watches]) end();
    if (this.#exchanges > 0) await this.#idleWithin(graceMs);
    this.drop();
    const force = setTimeout(() => this.destroy(), lingerMs);
    await closed;
    // The server counts handles; their sockets say so a moment later.
    await Promise.all([...this.#sockets].map((socket) => once(socket, "close")));
    clearTimeout(force);
  }

  #watchOptions(watchFramesMax: number): WatchOptions {
    const onWatch = (end: () => void): Cancel => {
      this.#watches.add(end);
      return () => this.#watches.delete(end);
    };
    return { watchFramesMax, onWatch };
  }

  #idleWithin(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A connection that is to speak another protocol, as Node hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

interface Closeable {
  once(event: "close", listener: () => void): unknown;
}

function remember<T extends Closeable>(all: Set<T>, one: T): void {
  all.add(one);
  one.once("close", () => all.delete(one));
}
