import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { ClusterAccess } from "@informerlab/core/client-node";
import { SocksProxyAgent } from "socks-proxy-agent";

/** How connections to a cluster are made. */
export interface UpstreamRoute {
  readonly server: URL;
  readonly tls: ClusterAccess["tls"];
  /** An HTTP or SOCKS proxy on the way; empty: there is none. */
  readonly proxyUrl: string;
}

/** Shown to the server behind. */
export interface ClientCertificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A pool of connections on one way, under one certificate. */
export function createUpstreamAgent(
  { server, tls, proxyUrl }: UpstreamRoute,
  certificate: ClientCertificate | undefined,
): HttpAgent {
  const ca = tls.ca();
  const secured = {
    rejectUnauthorized: !tls.skipsVerification,
    ...(ca === undefined ? {} : { ca }),
    ...(tls.serverName === "" ? {} : { servername: tls.serverName }),
    ...certificate,
  };
  const options = { keepAlive: true, ...(server.protocol === "https:" ? secured : {}) };
  if (/^socks5h?:/.test(proxyUrl)) {
    // As in Go, it is the proxy that looks names up.
    return new SocksProxyAgent(proxyUrl.replace(/^socks5h?:/, "socks5h:"), options);
  }
  const proxied =
    proxyUrl === "" ? {} : { proxyEnv: { HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl } };
  return server.protocol === "https:"
    ? new HttpsAgent({ ...options, ...proxied })
    : new HttpAgent({ ...options, ...proxied });
}

/** The way in words, for errors: the server, and the proxy before it without what it asks for. */
export function routeInWords({ server, proxyUrl }: Omit<UpstreamRoute, "tls">): string {
  if (proxyUrl === "") return server.origin;
  const { protocol, host } = new URL(proxyUrl);
  return `${server.origin} through ${protocol}//${host}`;
}
