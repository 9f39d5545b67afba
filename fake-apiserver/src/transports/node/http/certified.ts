import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { ApiRequest } from "../../../request/read/api-request.ts";
import type { ClientTrust } from "./client-trust.ts";

/** Who a client certificate speaks for, and by whose word. */
export type Certified = Pick<ApiRequest, "user" | "userAuthority" | "hasUnknownCertificate">;

const known = new WeakMap<
  object,
  { readonly changes: number; readonly certified: Certified | undefined }
>();

/**
 * What the client certificate of a connection says; undefined where there is none. Looked up once for each connection, and
 * again when others are trusted.
 */
export function certifiedBy(
  socket: Partial<TLSSocket>,
  trust: ClientTrust | undefined,
): Certified | undefined {
  const changes = trust?.changes ?? 0;
  const found = known.get(socket);
  if (found?.changes === changes) return found.certified;
  const certified = changes === 0 ? shakenOn(socket) : judged(socket, trust);
  known.set(socket, { changes, certified });
  return certified;
}

/** As it was found when the connection was opened. */
function shakenOn(socket: Partial<TLSSocket>): Certified | undefined {
  const issuer = certificateOf(socket)?.issuerCertificate?.fingerprint256;
  return certifiedUser(socket, socket.authorized === true, issuer);
}

/** By those who are trusted now. */
function judged(socket: Partial<TLSSocket>, trust: ClientTrust | undefined): Certified | undefined {
  const certificate = socket.getPeerX509Certificate?.();
  const authority = certificate && trust?.authorityOf(certificate);
  return certifiedUser(socket, authority !== undefined, authority?.fingerprint256);
}

function certifiedUser(
  socket: Partial<TLSSocket>,
  isTrusted: boolean,
  authority: string | undefined,
): Certified | undefined {
  const shown = certificateOf(socket);
  if (shown === undefined || (shown.fingerprint256 ?? "") === "") return undefined;
  const { fingerprint256 } = shown;
  if (!isTrusted) return { hasUnknownCertificate: true };
  // The types know no subject with several organizations; Node gives an array then.
  const subject = shown.subject as
    | { readonly CN?: string | string[]; readonly O?: string | string[] }
    | undefined;
  const name = [subject?.CN ?? []].flat().at(-1);
  if (name === undefined) return { hasUnknownCertificate: true };
  const id = fingerprint256.replaceAll(":", "").toLowerCase();
  const extra = { "authentication.kubernetes.io/credential-id": [`X509SHA256=${id}`] };
  const user = { name, groups: [subject?.O ?? []].flat(), extra };
  return authority === undefined ? { user } : { user, userAuthority: authority };
}

/** What the client has shown; undefined without TLS, and once the connection has gone, whatever Node's types say. */
function certificateOf(socket: Partial<TLSSocket>): DetailedPeerCertificate | undefined {
  const shown: DetailedPeerCertificate | null | undefined = socket.getPeerCertificate?.(true);
  return shown ?? undefined;
}
