import type { TLSSocket } from "node:tls";
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
  const issuer = socket.getPeerCertificate?.(true).issuerCertificate?.fingerprint256;
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
  if (socket.getPeerCertificate === undefined) return undefined;
  const shown = socket.getPeerCertificate(true);
  const { fingerprint256 = "" } = shown;
  if (fingerprint256 === "") return undefined;
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
