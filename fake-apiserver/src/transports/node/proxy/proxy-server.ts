import type { ClusterAccess, Variables } from "@informerlab/core/client-node";
import { createSystemEnvironment, type SystemEnvironment } from "@informerlab/core/system";
import type { FaultMatch } from "../../../faults/fault.ts";
import type { Faults } from "../../../faults/faults.ts";
import type { Gate, GatePoint } from "../../../faults/gates.ts";
import type { RequestJournal } from "../../../journal/request-journal.ts";
import type { TokenUser } from "../../../request/access/authenticate.ts";
import type { ApiRequest } from "../../../request/read/api-request.ts";
import { toProxiedRequest } from "../../../taps/proxied-request.ts";
import type { TwinState } from "../../../taps/twins/twin.ts";
import { createAdminHandler } from "../../admin/admin-handler.ts";
import type { RequestHandler } from "../../request-handler.ts";
import { callerOf, isFromMaster } from "../../require-token.ts";
import { CertificateAuthority } from "../certificates.ts";
import type { Connections } from "../http/connections.ts";
import { type HttpListener, type NodeService, serveNode } from "../http/http-server.ts";
import { headOf, toApiRequest } from "../http/read-exchange.ts";
import { serveExchange, serveUpgrade, watchOptions } from "../http/serve-exchange.ts";
import { plainAnswer, takeBearerProtocol } from "../http/websocket-watch.ts";
import {
  Credentials,
  createAdministrator,
  isAdminPath,
  type LocalServer,
  localServer,
  tlsOf,
} from "../local-server.ts";
import { recordDescription } from "../record/record-description.ts";
import { type RecordOptions, startRecording } from "../record/start-recording.ts";
import { proxyRoutes } from "./admin-routes.ts";
import { createNodeHttp2Server } from "./node-http2-server.ts";
import { type ProxyExchangeOptions, relayExchange } from "./proxy-exchange.ts";
import { ProxyHost } from "./proxy-host.ts";
import { doubleImpersonationStatus, readOnlyStatus } from "./refusals.ts";
import { Upstream } from "./upstream.ts";

/** Settings of {@link startProxy}. */
export interface ProxyOptions {
  /** How to reach the cluster behind, and as whom. */
  readonly access: ClusterAccess;
  /** @defaultValue real time, and chances that nobody knows before */
  readonly environment?: SystemEnvironment;
  /** Where HTTPS_PROXY and NO_PROXY are looked up. @defaultValue those of this process */
  readonly variables?: Variables;
  /** @defaultValue "127.0.0.1": other machines cannot reach it, and what it can do they cannot */
  readonly host?: string;
  /** @defaultValue 0: a free one */
  readonly port?: number;
  /** @defaultValue true */
  readonly isSecure?: boolean;
  /** Bearer token of the proxy's own user, also for the admin API. @defaultValue random */
  readonly token?: string;
  /** Passes nothing on that could change the cluster. @defaultValue false */
  readonly isReadOnly?: boolean;
  /**
   * Gives each client that lists and watches a twin: a correct informer that is told what the client is told. Its facts
   * stand in the trace of `environment`. Told of what the client does that its twin would not.
   * @defaultValue no twins
   */
  readonly warnOfClients?: (message: string) => void;
  /** Writes what each client sees to a file. @defaultValue nothing is recorded */
  readonly record?: RecordOptions;
}

/** A proxy that listens. */
export interface ProxyServer extends LocalServer {
  readonly faults: Faults;
  /** What clients asked. */
  readonly requests: RequestJournal;
  /** Holds matching requests until it is opened. @throws FaultError when the match or the point is none */
  gate(on: FaultMatch, at?: GatePoint): Gate;
  /** What the twins of the clients hold now. */
  twins(): readonly TwinState[];
}

/**
 * Stands between clients and a real cluster, passes everything through, and offers faults, gates, the journal, the trace
 * and the admin API on the way. Who shows what the proxy's own kubeconfig holds acts as the user of `access`; anybody
 * else's token is passed on as it is, so nobody has more rights here than there.
 *
 * @throws the host's own error when the address cannot be taken.
 */
export async function startProxy(options: ProxyOptions): Promise<ProxyServer> {
  const { access, isSecure = true, host, port, token, isReadOnly = false } = options;
  const { warnOfClients, record } = options;
  const { environment = createSystemEnvironment(), variables = process.env } = options;
  const users = [createAdministrator(token)];
  const authority = isSecure ? new CertificateAuthority() : undefined;
  const credentials = new Credentials(users, authority);
  const upstream = new Upstream(access, { clock: environment.clock, variables });
  const warn = environment.warn ?? (() => {});
  const recording =
    record === undefined
      ? undefined
      : await startRecording(record, { clock: environment.clock, warn });
  // The call itself is answered first.
  const dropConnections = (): void => void setTimeout(() => listener.dropConnections(), 10);
  const proxy = new ProxyHost({
    environment,
    dropConnections,
    taps: recording === undefined ? [] : [recording.tap],
    ...(warnOfClients === undefined ? {} : { warnOfClients }),
  });
  const admin = createAdminHandler({
    routes: proxyRoutes,
    target: {
      host: proxy,
      gates: new Map(),
      upstream: access.server,
      isReadOnly,
      dropConnections,
    },
    authorize: (request) => isFromMaster(request, users),
  });
  const listener: HttpListener = await serveNode(
    (connections) => serviceOf({ connections, admin, proxy, upstream, users, isReadOnly }),
    {
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(authority === undefined ? {} : { tls: tlsOf(authority, host) }),
    },
  ).catch(async (error: unknown) => {
    await recording?.discard();
    throw error;
  });
  const described =
    recording === undefined
      ? undefined
      : recordDescription(upstream, recording.tap).catch((error: unknown) =>
          warn(`the recording does not tell what the server serves: ${(error as Error).message}`),
        );
  const close = async (): Promise<void> => {
    await listener.close();
    await described;
    await recording?.close();
    proxy.twins?.stop();
    upstream.close();
  };
  const own: Omit<ProxyServer, keyof LocalServer> = {
    faults: proxy.faults,
    requests: proxy.requests,
    gate: (on, at = "request") => proxy.cluster.gate(on, at),
    twins: () => proxy.twins?.list() ?? [],
  };
  return Object.assign(localServer(listener, credentials, close), own);
}

interface ServiceParts {
  readonly connections: Connections;
  readonly admin: RequestHandler;
  readonly proxy: ProxyHost;
  readonly upstream: Upstream;
  readonly users: readonly TokenUser[];
  readonly isReadOnly: boolean;
}

/** Calls of the admin API have few frames to wait for. */
const adminFramesMax = 65_536;

function serviceOf(parts: ServiceParts): NodeService {
  const { connections, admin, proxy, upstream } = parts;
  const optionsFor = (
    call: ApiRequest,
  ): Omit<ProxyExchangeOptions, "request" | "response" | "upgrade"> => {
    const proxied = toProxiedRequest(call, {
      id: proxy.nextId(),
      operationOf: (one) => proxy.operationOf(one),
    });
    const asOwner = callerOf(call, parts.users) !== undefined;
    return {
      host: proxy,
      upstream,
      connections,
      call,
      proxied,
      asOwner,
      refused: refusalOf(call, proxied.attributes, asOwner, parts),
    };
  };
  const adminService = { handler: admin, watches: watchOptions(connections, adminFramesMax) };
  return {
    wantsUpgrade: () => true,
    createSecureServer: createNodeHttp2Server,
    exchange(request, response) {
      const call = toApiRequest(headOf(request), undefined);
      if (isAdminPath(call.path)) {
        serveExchange(connections, request, response, adminService);
        return;
      }
      connections.began(response);
      void relayExchange({ ...optionsFor(call), request, response });
    },
    upgrade(upgrade) {
      const { request, socket } = upgrade;
      takeBearerProtocol(request);
      const call = toApiRequest(headOf(request), undefined);
      if (isAdminPath(call.path)) {
        serveUpgrade(upgrade, adminService);
        return;
      }
      socket.on("error", () => {});
      const response = plainAnswer(request, socket);
      void relayExchange({ ...optionsFor(call), request, response, upgrade });
    },
  };
}

function refusalOf(
  call: ApiRequest,
  attributes: Parameters<typeof readOnlyStatus>[1],
  asOwner: boolean,
  { isReadOnly, upstream }: ServiceParts,
): ReturnType<typeof readOnlyStatus> {
  const impersonates = Object.keys(call.headers).some((name) => name.startsWith("impersonate-"));
  if (asOwner && upstream.impersonates && impersonates) return doubleImpersonationStatus();
  return isReadOnly ? readOnlyStatus(call, attributes) : undefined;
}
