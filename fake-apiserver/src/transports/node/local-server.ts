import { randomBytes } from "node:crypto";
import type { ApiRequest } from "../../request/api-request.ts";
import type { TokenUser } from "../../request/authenticate.ts";
import { adminPath, createAdminHandler } from "../admin/admin-handler.ts";
import { type AdminTarget, adminRoutes } from "../admin/routes.ts";
import type { ClusterHost } from "../cluster-host.ts";
import type { ControlledClock } from "../controlled-clock.ts";
import type { RequestHandler } from "../request-handler.ts";
import { isFromMaster, withRequiredToken } from "../require-token.ts";
import { CertificateAuthority } from "./certificates.ts";
import { type HttpListener, type ServeOptions, serveHttp } from "./http-server.ts";
import { type KubeconfigUser, toKubeconfig } from "./kubeconfig.ts";

/** Settings of {@link startLocalServer}. */
export interface LocalServerOptions extends Omit<ServeOptions, "tls"> {
  /** @defaultValue true: HTTPS with certificates made for this run */
  readonly isSecure?: boolean;
  /** Who may come in, the administrator first. @defaultValue an administrator with a random token */
  readonly users?: readonly TokenUser[];
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

/** A user who may do everything; the token is drawn anew for each when none is given. */
export function createAdministrator(token: string = randomBytes(16).toString("hex")): TokenUser {
  return { name: "admin", uid: "admin-uid", groups: ["system:masters"], token };
}

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
  const { isSecure = true, users = [createAdministrator()] } = options;
  const target: AdminTarget = {
    host,
    clock,
    // The call itself is answered first.
    dropConnections: () => setTimeout(() => listener.dropConnections(), 10),
  };
  const admin = createAdminHandler({
    routes: adminRoutes,
    target,
    authorize: (request) => isFromMaster(request, users),
  });
  // A cluster without tokens of its own lets everybody in; a port must not.
  const api = host.cluster.apiserver.tokens.length > 0 ? host : withRequiredToken(host, users);
  const authority = isSecure ? new CertificateAuthority() : undefined;
  const listener: HttpListener = await serveHttp(byPath(admin, api), {
    ...options,
    ...(authority === undefined ? {} : { tls: tlsOf(authority, options.host) }),
  });
  const credentials = users.map(({ name, groups, token }): KubeconfigUser => {
    if (authority === undefined) return { name, token };
    return {
      name,
      certificate: authority.issueClient({ commonName: name, organizations: groups }),
    };
  });
  const close = (): Promise<void> => listener.close();
  return {
    url: listener.url,
    adminUrl: `${listener.url}${adminPath}`,
    port: listener.port,
    token: users[0]?.token ?? "",
    authority: authority?.certificate,
    get connections() {
      return listener.connections;
    },
    kubeconfig: () =>
      toKubeconfig({
        server: listener.url,
        ...(authority === undefined ? {} : { authority: authority.certificate }),
        users: credentials,
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
