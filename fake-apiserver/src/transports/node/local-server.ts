import { randomBytes } from "node:crypto";
import type { TokenUser } from "../../request/access/authenticate.ts";
import { adminPath, createAdminHandler } from "../admin/admin-handler.ts";
import { AdminError } from "../admin/admin-route.ts";
import type { SiblingCluster, SiblingClusters } from "../admin/admin-target.ts";
import { DrawnNames } from "../admin/drawn-names.ts";
import { adminRoutes } from "../admin/routes.ts";
import type { ClusterHost } from "../cluster-host.ts";
import { ClusterPaths } from "../cluster-paths.ts";
import type { ControlledClock } from "../controlled-clock.ts";
import type { RequestHandler } from "../request-handler.ts";
import { isFromMaster, withRequiredToken } from "../require-token.ts";
import { CertificateAuthority } from "./certificates.ts";
import { type HttpListener, type ServeOptions, serveHttp } from "./http/http-server.ts";
import type { TlsOptions } from "./http/tls-options.ts";
import { type KubeconfigUser, toKubeconfig } from "./kubeconfig.ts";

/** Settings of {@link startLocalServer}. */
export interface LocalServerOptions extends Omit<ServeOptions, "tls"> {
  /** @defaultValue true: HTTPS with certificates made for this run */
  readonly isSecure?: boolean;
  /** Who may come in, the administrator first. @defaultValue an administrator with a random token */
  readonly users?: readonly TokenUser[];
}

/** What a server on this machine serves. */
export interface ServedClusters {
  /** The cluster at the root. */
  readonly host: ClusterHost;
  /** Makes one more, below a path of its own; undefined where there can be none. */
  readonly createHost?: () => ClusterHost;
  /** The time of the clusters, if the admin API may move it. */
  readonly clock?: ControlledClock;
  /** Signs certificates; made anew where there is none. */
  readonly authority?: CertificateAuthority;
  /** By what the server shows that it is itself, where somebody else has made it. */
  readonly tls?: TlsOptions;
  /** What stands between clients and all clusters. */
  readonly edge?: (handler: RequestHandler) => RequestHandler;
  /** Told when the server has closed. */
  readonly onClosed?: () => void;
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
  /** Connections that were ever opened: 0 says that nobody has come. */
  readonly connectionsSeen: number;
  /** YAML with everything embedded: by client certificate over HTTPS, by token over HTTP. */
  kubeconfig(): string;
  /** From the next connection on, it shows and trusts these; who is connected is judged anew. */
  setTls(tls: TlsOptions): void;
  /** Stops listening, ends watches cleanly, and leaves nothing open. */
  close(): Promise<void>;
}

/** A user who may do everything; the token is drawn anew for each when none is given. */
export function createAdministrator(token: string = randomBytes(16).toString("hex")): TokenUser {
  return { name: "admin", uid: "admin-uid", groups: ["system:masters"], token };
}

/**
 * Serves clusters, with their admin API, over HTTPS or HTTP to whoever proves who they are.
 *
 * @throws the host's own error when the address cannot be taken.
 */
export async function startLocalServer(
  served: ServedClusters,
  options: LocalServerOptions = {},
): Promise<LocalServer> {
  const { isSecure = true, users = [createAdministrator()], host } = options;
  const authority = isSecure ? (served.authority ?? new CertificateAuthority()) : undefined;
  const credentials = new Credentials(users, authority);
  const clusters = new ServedCluster(served, users, (path) => ({
    server: `${listener.url}${path}`,
    adminUrl: `${listener.url}${path}${adminPath}`,
    kubeconfig: credentials.kubeconfig(`${listener.url}${path}`),
  }));
  const { edge = (handler) => handler } = served;
  const listener: HttpListener = await serveHttp(edge(clusters.handler), {
    ...options,
    ...(authority === undefined ? {} : { tls: served.tls ?? tlsOf(authority, host) }),
  });
  // The call itself is answered first.
  clusters.dropConnections = () => setTimeout(() => listener.dropConnections(), 10);
  const close = async (): Promise<void> => {
    await listener.close();
    await clusters.close();
    served.onClosed?.();
  };
  return localServer(listener, credentials, close);
}

/** What the owner of a server holds of it. */
export function localServer(
  listener: HttpListener,
  credentials: Credentials,
  close: () => Promise<void>,
): LocalServer {
  return {
    url: listener.url,
    adminUrl: `${listener.url}${adminPath}`,
    port: listener.port,
    token: credentials.token,
    authority: credentials.authority?.certificate,
    get connections() {
      return listener.connections;
    },
    get connectionsSeen() {
      return listener.connectionsSeen;
    },
    kubeconfig: () => credentials.kubeconfig(listener.url),
    setTls: (tls) => listener.setTls(tls),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** By what each user comes in; made once, for every kubeconfig of the server. */
export class Credentials {
  /** Signs what shows that the server is the server; undefined for plain HTTP. */
  readonly authority: CertificateAuthority | undefined;
  /** Of the administrator. */
  readonly token: string;
  readonly #users: readonly KubeconfigUser[];

  constructor(users: readonly TokenUser[], authority: CertificateAuthority | undefined) {
    this.authority = authority;
    this.token = users[0]?.token ?? "";
    this.#users = users.map(({ name, groups, token }) =>
      authority === undefined
        ? { name, token }
        : {
            name,
            certificate: authority.issueClient({ commonName: name, organizations: groups }),
          },
    );
  }

  kubeconfig(server: string): string {
    return toKubeconfig({
      server,
      ...(this.authority === undefined ? {} : { authority: this.authority.certificate }),
      users: this.#users,
    });
  }
}

type Addresses = Omit<SiblingCluster, "id">;

/** The clusters behind one port: API and admin API at the root, and at each path below it. */
class ServedCluster implements SiblingClusters {
  readonly handler: ClusterPaths;
  dropConnections: () => void = () => {};
  readonly #served: ServedClusters;
  readonly #users: readonly TokenUser[];
  readonly #addressesOf: (path: string) => Addresses;
  readonly #hosts = new Map<string, ClusterHost>();
  readonly #names = new DrawnNames("cluster");

  constructor(
    served: ServedClusters,
    users: readonly TokenUser[],
    addressesOf: (path: string) => Addresses,
  ) {
    this.#served = served;
    this.#users = users;
    this.#addressesOf = addressesOf;
    const siblings = served.createHost === undefined ? undefined : this;
    this.handler = new ClusterPaths(this.#handlerFor(served.host, siblings));
  }

  list(): readonly SiblingCluster[] {
    return [...this.#hosts.keys()].map((id) => this.#sibling(id));
  }

  create(id: string = this.#names.next(this.#hosts)): SiblingCluster {
    const { createHost } = this.#served;
    if (createHost === undefined) throw new AdminError(409, "this server serves one cluster");
    if (!/^[\w.-]{1,63}$/.test(id)) {
      throw new AdminError(
        400,
        `a cluster is named by letters, digits, dots and dashes, at most 63, not ${JSON.stringify(id)}`,
      );
    }
    if (this.#hosts.has(id)) throw new AdminError(409, `there is a cluster named ${id} already`);
    const host = createHost();
    this.#hosts.set(id, host);
    this.handler.set(id, this.#handlerFor(host, undefined));
    return this.#sibling(id);
  }

  async remove(id: string): Promise<boolean> {
    const host = this.#hosts.get(id);
    this.#hosts.delete(id);
    this.handler.delete(id);
    await host?.close();
    return host !== undefined;
  }

  async close(): Promise<void> {
    for (const id of [...this.#hosts.keys()]) await this.remove(id);
  }

  /** Where several clusters share the port, so do clients their connections: of one that restarts only the watches end. */
  #dropOwn(): void {
    if (this.#hosts.size === 0) this.dropConnections();
  }

  #sibling(id: string): SiblingCluster {
    return { id, ...this.#addressesOf(`/clusters/${id}`) };
  }

  #handlerFor(host: ClusterHost, siblings: SiblingClusters | undefined): RequestHandler {
    const users = this.#users;
    const admin = createAdminHandler({
      routes: adminRoutes,
      target: {
        host,
        siblings,
        clock: this.#served.clock,
        dropConnections: () => this.#dropOwn(),
        gates: new Map(),
        snapshots: new Map(),
        snapshotNames: new DrawnNames("snapshot"),
      },
      authorize: (request) => isFromMaster(request, users),
    });
    // A cluster without tokens of its own lets everybody in; a port must not.
    const api = host.cluster.apiserver.tokens.length > 0 ? host : withRequiredToken(host, users);
    return {
      handle: (request, respond) =>
        (isAdminPath(request.path) ? admin : api).handle(request, respond),
    };
  }
}

export function isAdminPath(path: string): boolean {
  return path === adminPath || path.startsWith(`${adminPath}/`);
}

export function tlsOf(
  authority: CertificateAuthority,
  host: string | undefined,
): NonNullable<ServeOptions["tls"]> {
  const hosts = ["localhost", "127.0.0.1", "::1"];
  if (host !== undefined && !hosts.includes(host)) hosts.push(host);
  const { certificate, key } = authority.issueServer(hosts);
  return { certificate, key, clientAuthority: authority.certificate };
}
