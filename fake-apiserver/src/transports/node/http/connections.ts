import { once } from "node:events";
import type { Server, Socket } from "node:net";
import { type TLSSocket, Server as TlsServer } from "node:tls";
import type { Cancel } from "@informerlab/core";
import type { NodeResponse } from "./node-answer.ts";

/** Milliseconds for which a peer that does not read may hold a connection that is being closed. */
const lingerMs = 200;

/** Everything that is open under one server: connections, exchanges on them, and watches among those. */
export class Connections {
  /** As the operating system sees them. */
  readonly #sockets = new Set<Socket>();
  /** As HTTP/1.1 sees them: the same, or the TLS layer above. */
  readonly #streams = new Set<Socket>();
  /** As HTTP/2 sees them. */
  readonly #sessions = new Set<Session>();
  readonly #watches = new Set<() => void>();
  #seen = 0;
  #exchanges = 0;
  #isClosing = false;
  #onIdle: (() => void) | undefined;

  /** Connections that are open. */
  get count(): number {
    return this.#sockets.size;
  }

  /** Connections that were ever opened. */
  get seen(): number {
    return this.#seen;
  }

  /** Takes note of every connection of a server. */
  track(server: Server): void {
    if (!(server instanceof TlsServer)) {
      server.on("connection", (socket: Socket) => this.add(socket));
      return;
    }
    server.on("connection", (socket: Socket) => this.#addSocket(socket));
    server.on("secureConnection", (socket: TLSSocket) => {
      if (socket.alpnProtocol !== "h2") remember(this.#streams, socket);
    });
    server.on("session", (session: Session & Closeable) => remember(this.#sessions, session));
  }

  /** Takes note of one connection; those made in memory are announced by hand. */
  add(socket: Socket): void {
    this.#addSocket(socket);
    remember(this.#streams, socket);
    socket.on("error", () => {});
  }

  /** Takes note of what speaks HTTP/2 on a connection. */
  addSession(socket: Socket, session: Session): void {
    this.#sessions.add(session);
    socket.once("close", () => this.#sessions.delete(session));
  }

  /** An exchange of Node's own HTTP has begun; it is over when the response closes. */
  began(response: NodeResponse): void {
    response.on("error", () => {});
    this.beganUntil((step) => response.once("close", step));
    if (this.#isClosing && !("stream" in response)) response.setHeader("connection", "close");
  }

  /** An exchange has begun; `onClose` says when it is over. */
  beganUntil(onClose: (step: () => void) => void): void {
    this.#exchanges += 1;
    onClose(() => {
      this.#exchanges -= 1;
      if (this.#exchanges === 0) this.#onIdle?.();
    });
  }

  /** Takes note of something that lasts, with how it is ended. */
  lasting(end: () => void): Cancel {
    this.#watches.add(end);
    return () => this.#watches.delete(end);
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
    // Clients of HTTP/2 are told at once, so that they ask nothing more here.
    for (const session of [...this.#sessions]) session.close();
    if (this.#exchanges > 0) await this.#idleWithin(graceMs);
    this.drop();
    const force = setTimeout(() => this.destroy(), lingerMs);
    await closed;
    // The server counts handles; their sockets say so a moment later.
    await Promise.all([...this.#sockets].map((socket) => once(socket, "close")));
    clearTimeout(force);
  }

  #addSocket(socket: Socket): void {
    this.#seen += 1;
    remember(this.#sockets, socket);
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

/** One client's connection of HTTP/2. */
interface Session {
  /** Takes no further requests, and ends when those that it has are answered. */
  close(): void;
  destroy(): void;
}

interface Closeable {
  once(event: "close", listener: () => void): unknown;
}

function remember<T>(all: Set<T>, one: T & Closeable): void {
  all.add(one);
  one.once("close", () => all.delete(one));
}
