import { randomBytes } from "node:crypto";
import type { ApiRequest } from "../../request/api-request.ts";
import { adminPath, createAdminHandler } from "../admin/admin-handler.ts";
import { type AdminTarget, adminRoutes } from "../admin/routes.ts";
import { Authenticator, masters, type TokenUser, withAuthentication } from "../authenticate.ts";
import type { ClusterHost } from "../cluster-host.ts";
import type { ControlledClock } from "../controlled-clock.ts";
import type { RequestHandler } from "../request-handler.ts";
import { CertificateAuthority } from "./certificates.ts";
import { type HttpListener, type ServeOptions, serveHttp } from "./http-server.ts";
import { type KubeconfigUser, toKubeconfig } from "./kubeconfig.ts";

/** A user besides the administrator. */
export interface NamedUser {
  readonly name: string;
  readonly groups: readonly string[];
}

/** Settings of {@link startLocalServer}. */
export interface LocalServerOptions extends Omit<ServeOptions, "tls"> {
  /** @defaultValue true: HTTPS with certificates made for this run */
  readonly isSecure?: boolean;
  /** Bearer token of the administrator, also for the admin API. @defaultValue a random one */
  readonly token?: string;
  /** Users besides the administrator; the name of each is its bearer token, too. @defaultValue none */
  readonly users?: readonly NamedUser[];
}

/** A server that listens, with what a client needs to reach it. */
export interface LocalServer extends AsyncDisposable {
  /** `https://127.0.0.1:6443` */
  readonly url: string;
  readonly adminUrl: string;
  readonly port: number;
  /** Bearer token of the administrator. */
  readonly token: string;
  /** PEM of the authority that signed the server's certificate; undefined for plain HTTP. */
  readonly authority: string | undefined;
  /** Connections that are open. */
  readonly connections: number;
  /** YAML with everything embedded: by client certificate over HTTPS, by token over HTTP. */
  kubeconfig(): string;
  /** Stops listening, ends watches cleanly, and leaves nothing open. */
  close(): Promise<void>;
}

const administrator = "admin";

/**
 * Serves a cluster, with its admin API, over HTTPS or HTTP to whoever proves who they are.
 *
 * @throws the host's own error when the address cannot be taken.
 */
export async function startLocalServer(
  host: ClusterHost,
  clock: ControlledClock | undefined,
  options: LocalServerOptions = {},
): Promise<LocalServer> {
  const { isSecure = true, token = randomBytes(16).toString("hex"), users = [] } = options;
  const authenticator = new Authenticator([
    { token, name: administrator, groups: [masters] },
    ...users.map((user): TokenUser => ({ ...user, token: user.name })),
  ]);
  const target: AdminTarget = {
    host,
    clock,
    // The call itself is answered first.
    dropConnections: () => setTimeout(() => listener.dropConnections(), 10),
  };
  const admin = createAdminHandler({
    routes: adminRoutes,
    target,
    authorize: (request) => authenticator.isMaster(request),
  });
  const api = withAuthentication(host, authenticator);
  const authority = isSecure ? new CertificateAuthority() : undefined;
  const listener: HttpListener = await serveHttp(byPath(admin, api), {
    ...options,
    ...(authority === undefined ? {} : { tls: tlsOf(authority, options.host) }),
  });
  const certificates: readonly KubeconfigUser[] = [
    { name: administrator, groups: [masters] },
    ...users,
  ].map(({ name, groups }) => ({
    name,
    ...(authority === undefined
      ? { token: name === administrator ? token : name }
      : { certificate: authority.issueClient({ commonName: name, organizations: groups }) }),
  }));
  const close = (): Promise<void> => listener.close();
  return {
    url: listener.url,
    adminUrl: `${listener.url}${adminPath}`,
    port: listener.port,
    token,
    authority: authority?.certificate,
    get connections() {
      return listener.connections;
    },
    kubeconfig: () =>
      toKubeconfig({
        server: listener.url,
        ...(authority === undefined ? {} : { authority: authority.certificate }),
        users: certificates,
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function byPath(admin: RequestHandler, api: RequestHandler): RequestHandler {
  const isAdmin = ({ path }: ApiRequest): boolean =>
    path === adminPath || path.startsWith(`${adminPath}/`);
  return {
    handle: (request, respond) => (isAdmin(request) ? admin : api).handle(request, respond),
  };
}

function tlsOf(
  authority: CertificateAuthority,
  host: string | undefined,
): NonNullable<ServeOptions["tls"]> {
  const hosts = ["localhost", "127.0.0.1", "::1"];
  if (host !== undefined && !hosts.includes(host)) hosts.push(host);
  const { certificate, key } = authority.issueServer(hosts);
  return { certificate, key, clientAuthority: authority.certificate };
}
