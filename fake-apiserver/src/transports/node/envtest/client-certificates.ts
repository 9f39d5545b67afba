import { X509Certificate } from "node:crypto";
import type { FrontProxy } from "../../../authentication/front-proxy.ts";
import { messageOf } from "../../../codec/message-of.ts";
import { CertificateAuthority } from "../certificates.ts";
import type { Flags } from "./parse-flags.ts";
import { readNamedFile } from "./read-named-file.ts";

/** Whose certificates prove who asks, and what a client may know of it. */
export interface ClientCertificates {
  /** PEM of all authorities, one behind the other. */
  readonly authorities: string;
  readonly frontProxy: FrontProxy | undefined;
  /** What `extension-apiserver-authentication` holds; undefined where there is no such object. */
  readonly published: Readonly<Record<string, string>> | undefined;
}

/**
 * What the flags say of client certificates, and of a proxy that has one.
 *
 * @throws Error in the real server's words
 * @see kubernetes apiserver pkg/server/options/authentication.go
 */
export async function readClientCertificates(flags: Flags): Promise<ClientCertificates> {
  const clients = await readNamedFile(flags.last("client-ca-file"));
  const proxies = await readNamedFile(flags.last("requestheader-client-ca-file"));
  const frontProxy = proxies === "" ? undefined : frontProxyOf(flags, proxies);
  // Without one, no certificate proves anything: nobody has one of an authority that is made and forgotten.
  const known = [clients, proxies].filter((text) => text !== "");
  return {
    authorities: known.length === 0 ? new CertificateAuthority().certificate : known.join("\n"),
    frontProxy,
    published: publishedOf(clients, proxies, frontProxy),
  };
}

function frontProxyOf(flags: Flags, authority: string): FrontProxy {
  return {
    authorityFingerprint: fingerprintOf(authority),
    allowedNames: flags.list("requestheader-allowed-names"),
    usernameHeaders: flags.list("requestheader-username-headers"),
    uidHeaders: flags.list("requestheader-uid-headers"),
    groupHeaders: flags.list("requestheader-group-headers"),
    extraHeadersPrefixes: flags.list("requestheader-extra-headers-prefix"),
  };
}

function fingerprintOf(certificate: string): string {
  try {
    return new X509Certificate(certificate).fingerprint256;
  } catch (error) {
    throw new Error(`unable to load client CA provider: ${messageOf(error)}`);
  }
}

/** @see kubernetes pkg/controlplane/controller/clusterauthenticationtrust */
function publishedOf(
  clients: string,
  proxies: string,
  proxy: FrontProxy | undefined,
): Readonly<Record<string, string>> | undefined {
  if (clients === "" && proxy === undefined) return undefined;
  return {
    ...(clients === "" ? {} : { "client-ca-file": clients }),
    ...(proxy === undefined
      ? {}
      : {
          "requestheader-allowed-names": JSON.stringify(proxy.allowedNames),
          "requestheader-client-ca-file": proxies,
          "requestheader-extra-headers-prefix": JSON.stringify(proxy.extraHeadersPrefixes),
          "requestheader-group-headers": JSON.stringify(proxy.groupHeaders),
          "requestheader-uid-headers": JSON.stringify(proxy.uidHeaders),
          "requestheader-username-headers": JSON.stringify(proxy.usernameHeaders),
        }),
  };
}
