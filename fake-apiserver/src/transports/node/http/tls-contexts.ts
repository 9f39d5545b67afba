import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import type { NamedCertificate, TlsOptions } from "./tls-options.ts";

/** What Go offers of TLS 1.2 where nothing else is said, by OpenSSL's names. @see crypto/tls defaults.go */
const defaultCiphers: readonly string[] = [
  "AES128-GCM-SHA256",
  "AES256-GCM-SHA384",
  "CHACHA20-POLY1305",
  "AES128-SHA",
  "AES256-SHA",
].flatMap((cipher) => [`ECDHE-ECDSA-${cipher}`, `ECDHE-RSA-${cipher}`]);
/** Of TLS 1.3 everything is offered, whatever the list says: so does Go. */
const newestCiphers = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
];

/** What of the options a handshake uses, as Node takes it. */
export function contextOptions(tls: TlsOptions): SecureContextOptions {
  const { ciphers = defaultCiphers } = tls;
  // Without one for it, TLS 1.2 agrees on nothing.
  const isNewestOnly = ciphers.length === 0;
  return {
    cert: tls.certificate,
    key: tls.key,
    ca: tls.clientAuthority,
    ciphers: [...newestCiphers, ...ciphers].join(":"),
    minVersion: isNewestOnly ? "TLSv1.3" : (tls.versionMin ?? "TLSv1.2"),
  };
}

/** The certificate for each name that clients ask for. */
export class NamedContexts {
  #contexts: ReadonlyMap<string, SecureContext> = new Map();

  constructor(tls: TlsOptions) {
    this.set(tls);
  }

  set(tls: TlsOptions): void {
    const contexts = new Map<string, SecureContext>();
    for (const named of tls.named ?? []) {
      const { certificate, key } = named;
      const context = createSecureContext(contextOptions({ ...tls, certificate, key }));
      for (const name of namesOf(named)) if (!contexts.has(name)) contexts.set(name, context);
    }
    this.#contexts = contexts;
  }

  /** Undefined: the one that all others get. @see crypto/tls Config.getCertificate */
  find(serverName: string): SecureContext | undefined {
    const name = serverName.toLowerCase();
    const known = this.#contexts.get(name);
    if (known !== undefined) return known;
    const labels = name.split(".");
    return this.#contexts.get(["*", ...labels.slice(1)].join("."));
  }
}

/** Those that are given, or all that the certificate is for. */
function namesOf({ names, certificate }: NamedCertificate): readonly string[] {
  if (names.length > 0) return names;
  const { subject, subjectAltName = "" } = new X509Certificate(certificate);
  const common = /^CN=(.*)$/m.exec(subject)?.[1];
  const others = subjectAltName
    .split(", ")
    .map((entry) => /^(?:DNS|IP Address):(.*)$/.exec(entry)?.[1])
    .filter((name) => name !== undefined);
  return [...(common === undefined ? [] : [common]), ...others];
}
