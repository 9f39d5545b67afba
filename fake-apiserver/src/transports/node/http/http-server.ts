import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
} from "node:http";
import type { Http2SecureServer } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import {
  type SecureContext,
  Server as TlsServer,
  type TlsOptions as TlsServerOptions,
} from "node:tls";
import type { RequestHandler } from "../../request-handler.ts";
import { watchFramesMaxDefault } from "../../watch-queue.ts";
import { createHttp2Server } from "../http2/http2-server.ts";
import { AnswersInTurn } from "./answers-in-turn.ts";
import { ClientTrust } from "./client-trust.ts";
import { Connections } from "./connections.ts";
import type { NodeResponse } from "./node-answer.ts";
import type { NodeExchange } from "./node-exchange.ts";
import type { NodeRequest } from "./read-exchange.ts";
import {
  serveExchange,
  serveHttp2,
  serveUpgrade,
  type Upgrade,
  watchOptions,
} from "./serve-exchange.ts";
import { contextOptions, NamedContexts } from "./tls-contexts.ts";
import type { TlsOptions } from "./tls-options.ts";
import { type ParseError, refuseUnparsed, requestOfUnknownMethod } from "./unknown-method.ts";
import { wantsWebSocket } from "./websocket-watch.ts";

/** Settings of {@link serveHttp}. */
export interface ServeOptions {
  /** @defaultValue "127.0.0.1": other machines cannot reach it */
  readonly host?: string;
  /** 0 takes a free one. @defaultValue 0 */
  readonly port?: number;
  /** Serve HTTPS, with HTTP/2 for clients that offer it. @defaultValue plain HTTP/1.1 */
  readonly tls?: TlsOptions;
  /** @defaultValue 4,096 */
  readonly connectionsMax?: number;
  /** @defaultValue 1 MiB, as the real server */
  readonly headerBytesMax?: number;
  /** Milliseconds a client may take to send one request. @defaultValue 60,000 */
  readonly requestTimeoutMs?: number;
  /** Milliseconds an idle connection is kept open. @defaultValue 90,000 */
  readonly keepAliveTimeoutMs?: number;
  /** Frames of a watch that may wait for a slow client; one further behind is ended. @defaultValue 65,536 */
  readonly watchFramesMax?: number;
  /** Asked after each request of HTTP/2: true ends its connection, once what it has asked is answered. @defaultValue never */
  readonly endsConnection?: () => boolean;
}

/** A server that listens. */
export interface HttpListener {
  /** `https://127.0.0.1:6443` */
  readonly url: string;
  readonly port: number;
  /** Connections that are open. */
  readonly connections: number;
  /** Connections that were ever opened. */
  readonly connectionsSeen: number;
  /** From the next connection on, these are shown and trusted; who is connected is judged anew. Of HTTPS alone. */
  setTls(tls: TlsOptions): void;
  /** Ends open watches cleanly and closes every connection, as a server that restarts. It goes on listening. */
  dropConnections(): void;
  /**
   * Stops listening, ends watches cleanly, lets other requests finish for `graceMs` and leaves nothing open.
   * Calling it again waits for the same end.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

const defaults = {
  host: "127.0.0.1",
  port: 0,
  connectionsMax: 4096,
  headerBytesMax: 1024 * 1024,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 90_000,
  watchFramesMax: watchFramesMaxDefault,
} as const satisfies ServeOptions;

/** A server that listens for HTTP. */
export type NodeServer = HttpServer | HttpsServer | Http2SecureServer;

/** How a server of HTTPS is made. */
export interface SecureOptions extends TlsServerOptions {
  readonly maxHeaderSize: number;
  readonly requestTimeout: number;
}

/** What is done with the exchanges of a server. */
export interface NodeService {
  exchange(request: NodeRequest, response: NodeResponse): void;
  upgrade(upgrade: Upgrade): void;
  /** Whether a request that asks for another protocol gets it; else it is served as if it had not asked. */
  wantsUpgrade(request: IncomingMessage): boolean;
  /** Told when other authorities are trusted than before. */
  readonly trustChanged?: (authorities: string) => void;
  /** Makes a server of HTTPS, with HTTP/2 for clients that offer it. */
  createSecureServer(secure: SecureOptions, exchange: NodeExchange): NodeServer;
}

/**
 * Serves the handler over HTTP or HTTPS.
 *
 * @throws the host's own error when the address cannot be taken (`EADDRINUSE`, `EACCES`, `ENOTFOUND`).
 */
export function serveHttp(
  handler: RequestHandler,
  options: ServeOptions = {},
): Promise<HttpListener> {
  const { watchFramesMax = defaults.watchFramesMax, tls, endsConnection } = options;
  const trust = tls === undefined ? undefined : new ClientTrust(tls.clientAuthority);
  return serveNode((connections) => {
    const watches = watchOptions(connections, watchFramesMax);
    const service = { handler, watches, trust, endsConnection };
    return {
      exchange: (request, response) => serveExchange(connections, request, response, service),
      upgrade: (upgrade) => serveUpgrade(upgrade, service),
      wantsUpgrade: wantsWebSocket,
      createSecureServer: (secure, exchange) =>
        createHttp2Server(secure, exchange, (socket) =>
          serveHttp2(connections, socket, service, {
            headerBytesMax: secure.maxHeaderSize,
            requestTimeoutMs: secure.requestTimeout,
          }),
        ),
      trustChanged: (authorities) => trust?.set(authorities),
    };
  }, options);
}

/**
 * Listens, and hands each exchange to a service as Node gives it.
 *
 * @throws the host's own error when the address cannot be taken.
 */
export async function serveNode(
  serviceOf: (connections: Connections) => NodeService,
  options: ServeOptions,
): Promise<HttpListener> {
  const settings = { ...defaults, ...options };
  const connections = new Connections();
  const service = serviceOf(connections);
  let tlsNow = settings.tls;
  const named = tlsNow === undefined ? undefined : new NamedContexts(tlsNow);
  const server = createNodeServer(settings, service, named);
  server.maxConnections = settings.connectionsMax;
  connections.track(server);
  await listen(server, settings.host, settings.port);
  const { port } = server.address() as AddressInfo;
  const shownHost = reachableHost(settings.host);
  let closing: Promise<void> | undefined;
  return {
    url: `${settings.tls === undefined ? "http" : "https"}://${shownHost}:${port}`,
    port,
    get connections() {
      return connections.count;
    },
    get connectionsSeen() {
      return connections.seen;
    },
    setTls(tls) {
      if (!(server instanceof TlsServer)) return;
      server.setSecureContext(contextOptions(tls));
      named?.set(tls);
      if (tls.clientAuthority !== tlsNow?.clientAuthority)
        service.trustChanged?.(tls.clientAuthority);
      tlsNow = tls;
    },
    dropConnections: () => connections.drop(),
    close({ graceMs = 1000 } = {}) {
      closing ??= connections.close(server, graceMs);
      return closing;
    },
  };
}

type Settings = ServeOptions & Required<Omit<ServeOptions, "tls" | "endsConnection">>;

function createNodeServer(
  settings: Settings,
  service: NodeService,
  named: NamedContexts | undefined,
): NodeServer {
  const turns = new AnswersInTurn();
  const server = listenerOf(settings, service, named, (request, response) => {
    turns.began(request.socket, response);
    service.exchange(request, response);
  });
  const upgrade = (upgrade: Upgrade) =>
    turns.afterOthers(upgrade.socket, () => service.upgrade(upgrade));
  offerUpgrades(server, (request) => service.wantsUpgrade(request), upgrade);
  serveUnknownMethods(server, upgrade);
  return server;
}

type SniAnswer = (error: Error | null, context?: SecureContext) => void;

function listenerOf(
  settings: Settings,
  service: Pick<NodeService, "createSecureServer">,
  named: NamedContexts | undefined,
  exchange: NodeExchange,
): NodeServer {
  const limits = {
    maxHeaderSize: settings.headerBytesMax,
    requestTimeout: settings.requestTimeoutMs,
    headersTimeout: settings.requestTimeoutMs,
    keepAliveTimeout: settings.keepAliveTimeoutMs,
    noDelay: true,
  };
  const { tls } = settings;
  if (tls === undefined) return createHttpServer(limits, exchange);
  const secure = {
    ...limits,
    ...contextOptions(tls),
    SNICallback: (name: string, done: SniAnswer) => done(null, named?.find(name)),
    ALPNProtocols: [...(tls.speaksHttp2 === false ? [] : ["h2"]), "http/1.1"],
    requestCert: true,
    // A wrong certificate is answered with 401 by the server, not by a broken handshake.
    rejectUnauthorized: false,
  };
  return service.createSecureServer(secure, exchange);
}

/** A host older than Node 22.21 or 24.9 cannot choose which upgrades it takes. */
function offerUpgrades(
  server: NodeServer,
  wantsUpgrade: NodeService["wantsUpgrade"],
  upgrade: NodeService["upgrade"],
): void {
  if (!("shouldUpgradeCallback" in server)) return;
  server.shouldUpgradeCallback = wantsUpgrade;
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrade({ request, socket, head });
  });
}

/** Node answers 400 to a method that it does not know, whatever the server would say. */
function serveUnknownMethods(server: NodeServer, upgrade: NodeService["upgrade"]): void {
  const answered = new WeakSet<Duplex>();
  server.on("clientError", (error: ParseError, socket: Duplex) => {
    // What follows a request that is being answered is its body.
    if (answered.has(socket)) return;
    const request = requestOfUnknownMethod(error, socket);
    if (request === undefined) {
      refuseUnparsed(error, socket);
      return;
    }
    answered.add(socket);
    upgrade({ request, socket, head: Buffer.alloc(0) });
  });
}

function listen(server: NodeServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** What a client on this machine dials: an address that stands for all of them is none to call. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
