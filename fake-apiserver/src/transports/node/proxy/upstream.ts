import { type ClientRequest, type Agent as HttpAgent, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Clock } from "@informerlab/core";
import {
  type ClusterAccess,
  proxyOfEnvironment,
  UserCredentials,
  type Variables,
} from "@informerlab/core/client-node";
import { createUpstreamAgent, routeInWords, type UpstreamRoute } from "./upstream-agent.ts";

/** A request to the server behind, but for its body. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query as the client sent them. */
  readonly target: string;
  /** Name, value, name, value …: order, case and repetition are kept. */
  readonly headers: readonly string[];
  /** By the credentials of the kubeconfig; else only by what the client itself shows. */
  readonly asOwner: boolean;
}

/** The server behind a proxy: a connection pool for the owner of the kubeconfig, and one for whoever else calls. */
export class Upstream {
  readonly server: URL;
  readonly #access: ClusterAccess;
  readonly #credentials: UserCredentials;
  readonly #route: UpstreamRoute;
  readonly #strangers: HttpAgent;
  #owner: { readonly agent: HttpAgent; readonly certificate: Buffer | undefined } | undefined;

  constructor(
    access: ClusterAccess,
    options: { readonly clock: Clock; readonly variables: Variables },
  ) {
    this.server = new URL(access.server);
    this.#access = access;
    this.#credentials = new UserCredentials(access.user, options.clock);
    const proxyUrl = access.proxyUrl || proxyOfEnvironment(access.server, options.variables);
    this.#route = { server: this.server, tls: access.tls, proxyUrl };
    this.#strangers = createUpstreamAgent(this.#route, undefined);
  }

  /** Where requests go, for errors. */
  get route(): string {
    return routeInWords(this.#route);
  }

  /** The kubeconfig asks for the rights of somebody else; a client must not ask for others beside. */
  get impersonates(): boolean {
    return this.#access.user.impersonation !== undefined;
  }

  /**
   * Begins a request; whoever asked sends its body.
   *
   * @throws KubeConfigError when there are no credentials to be had.
   */
  async open({ method, target, headers, asOwner }: UpstreamRequest): Promise<ClientRequest> {
    const credentials = asOwner ? await this.#credentials.current() : undefined;
    const added = Object.entries(credentials?.headers ?? {}).flatMap(([name, values]) =>
      [values].flat().flatMap((value) => [name, value as string]),
    );
    const send = this.server.protocol === "https:" ? httpsRequest : httpRequest;
    const base = this.server.pathname.replace(/\/$/, "");
    const agent = credentials === undefined ? this.#strangers : this.#ownerAgent(credentials);
    const request = send({
      agent,
      protocol: this.server.protocol,
      hostname: this.server.hostname.replace(/^\[|\]$/g, ""),
      port: this.server.port,
      method,
      path: `${base}${target}`,
      headers: ["host", this.server.host, ...headers, ...added],
    });
    request.setNoDelay(true);
    if (credentials !== undefined) {
      // Tokens that were taken away are asked for anew with the next request.
      request.once("response", ({ statusCode }) => {
        if (statusCode === 401) this.#credentials.refused(credentials);
      });
    }
    return request;
  }

  /** Closes every connection. */
  close(): void {
    this.#strangers.destroy();
    this.#owner?.agent.destroy();
  }

  /** The same as long as the certificate is. */
  #ownerAgent({ certificate }: Awaited<ReturnType<UserCredentials["current"]>>): HttpAgent {
    const known = this.#owner;
    const isSame =
      known !== undefined &&
      (known.certificate === certificate?.cert ||
        (certificate !== undefined && known.certificate?.equals(certificate.cert) === true));
    if (isSame) return known.agent;
    const agent = createUpstreamAgent(this.#route, certificate);
    this.#owner = { agent, certificate: certificate?.cert };
    return agent;
  }
}
