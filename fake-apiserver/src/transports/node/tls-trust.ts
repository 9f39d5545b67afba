import { type ConnectionOptions, rootCertificates } from "node:tls";

/** Whom a client believes. */
export interface TlsTrust {
  /** For which name, or address, the certificate must be good. */
  readonly serverName: string;
  /** PEM; undefined: those of the host. */
  readonly authorities: string | Buffer | undefined;
  /** Whoever answers is believed. @defaultValue false */
  readonly isUnverified?: boolean;
}

/** Options of a TLS client that believes whom Go's client would believe. */
export function tlsOptions({
  serverName,
  authorities,
  isUnverified = false,
}: TlsTrust): Pick<
  ConnectionOptions,
  "servername" | "ca" | "rejectUnauthorized" | "allowPartialTrustChain"
> {
  return {
    // An address is no name to ask for.
    ...(/^[\d.]+$|:/.test(serverName) ? {} : { servername: serverName }),
    ca: authorities ?? [...rootCertificates],
    rejectUnauthorized: !isUnverified,
    // Go trusts whatever is in a pool, the server's own certificate too, as envtest gives it.
    allowPartialTrustChain: true,
  };
}
