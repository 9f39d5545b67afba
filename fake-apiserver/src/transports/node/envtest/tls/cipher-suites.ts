import { wordsOf } from "../flags/kube-apiserver-flags.ts";

/** By Go's names, with OpenSSL's; TLS 1.3 has all of its own, whatever is said. @see k8s.io/component-base cli/flag/ciphersuites_flag.go */
const suites: ReadonlyMap<string, string> = new Map([
  ...["ECDSA", "RSA"].flatMap((kind): (readonly [string, string])[] => [
    [`TLS_ECDHE_${kind}_WITH_AES_128_GCM_SHA256`, `ECDHE-${kind}-AES128-GCM-SHA256`],
    [`TLS_ECDHE_${kind}_WITH_AES_256_GCM_SHA384`, `ECDHE-${kind}-AES256-GCM-SHA384`],
    [`TLS_ECDHE_${kind}_WITH_CHACHA20_POLY1305`, `ECDHE-${kind}-CHACHA20-POLY1305`],
    [`TLS_ECDHE_${kind}_WITH_CHACHA20_POLY1305_SHA256`, `ECDHE-${kind}-CHACHA20-POLY1305`],
    [`TLS_ECDHE_${kind}_WITH_AES_128_CBC_SHA`, `ECDHE-${kind}-AES128-SHA`],
    [`TLS_ECDHE_${kind}_WITH_AES_256_CBC_SHA`, `ECDHE-${kind}-AES256-SHA`],
    [`TLS_ECDHE_${kind}_WITH_AES_128_CBC_SHA256`, `ECDHE-${kind}-AES128-SHA256`],
  ]),
  ["TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA"],
  ["TLS_RSA_WITH_AES_256_CBC_SHA", "AES256-SHA"],
  ["TLS_RSA_WITH_AES_128_CBC_SHA256", "AES128-SHA256"],
  ["TLS_RSA_WITH_AES_128_GCM_SHA256", "AES128-GCM-SHA256"],
  ["TLS_RSA_WITH_AES_256_GCM_SHA384", "AES256-GCM-SHA384"],
]);

const newest = wordsOf(
  "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256",
);

/** Go still has them; the OpenSSL inside of Node does not. */
const unknownToNode = wordsOf(`
  TLS_RSA_WITH_RC4_128_SHA TLS_RSA_WITH_3DES_EDE_CBC_SHA TLS_ECDHE_ECDSA_WITH_RC4_128_SHA
  TLS_ECDHE_RSA_WITH_RC4_128_SHA TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA`);

/**
 * The ciphers of `--tls-cipher-suites`, by OpenSSL's names; undefined: it names none.
 *
 * @throws Error in the real server's words, or naming one that Node does not have
 */
export function readCipherSuites(names: readonly string[]): readonly string[] | undefined {
  if (names.length === 0) return undefined;
  const found = names.map((name) => {
    if (newest.includes(name)) return undefined;
    const suite = suites.get(name);
    if (suite !== undefined) return suite;
    throw new Error(
      unknownToNode.includes(name)
        ? `--tls-cipher-suites ${name} is not built into this server: Node does not have it`
        : `Cipher suite ${name} not supported or doesn't exist`,
    );
  });
  return [...new Set(found.filter((suite) => suite !== undefined))];
}

/** HTTP/2 demands one of two before TLS 1.3. @see net/http h2_bundle.go ConfigureServer @throws Error in its words */
export function checkForHttp2(ciphers: readonly string[], versionMin: string | undefined): void {
  if (
    versionMin === "TLSv1.3" ||
    ciphers.some((cipher) => /^ECDHE-\w+-AES128-GCM-SHA256$/.test(cipher))
  )
    return;
  throw new Error(
    "error configuring http2: http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher (need at least one of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)",
  );
}
