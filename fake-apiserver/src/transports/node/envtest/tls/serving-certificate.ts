import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CertificateAuthority, type KeyedCertificate } from "../../certificates.ts";
import type { Flags } from "../flags/parse-flags.ts";
import { readCertificatePair } from "./read-certificate-pair.ts";

/**
 * By what the server shows that it is itself: the files of `--tls-cert-file` and `--tls-private-key-file`, or those of
 * `--cert-dir`, which are made where they are missing.
 *
 * @throws Error in the real server's words
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/server/options/serving.go MaybeDefaultWithSelfSignedCerts
 */
export async function servingCertificate(
  flags: Flags,
  hosts: readonly string[],
): Promise<KeyedCertificate> {
  const certFile = flags.last("tls-cert-file") ?? "";
  const keyFile = flags.last("tls-private-key-file") ?? "";
  if (certFile !== "" || keyFile !== "") {
    return readCertificatePair("serving-cert", certFile, keyFile);
  }
  const files = servingFiles(flags);
  if (files === undefined) return selfSigned(hosts);
  if (files.every((path) => existsSync(path))) return readCertificatePair("serving-cert", ...files);
  const made = selfSigned(hosts);
  await mkdir(dirname(files[0]), { recursive: true });
  await writeFile(files[0], made.certificate);
  await writeFile(files[1], made.key, { mode: 0o600 });
  return made;
}

/** Where certificate and key stand; undefined: nowhere. */
export function servingFiles(
  flags: Flags,
): readonly [certFile: string, keyFile: string] | undefined {
  const certFile = flags.last("tls-cert-file") ?? "";
  const keyFile = flags.last("tls-private-key-file") ?? "";
  if (certFile !== "" && keyFile !== "") return [certFile, keyFile];
  const folder = flags.last("cert-dir") ?? "";
  return folder === "" ? undefined : [join(folder, "apiserver.crt"), join(folder, "apiserver.key")];
}

function selfSigned(hosts: readonly string[]): KeyedCertificate {
  const authority = new CertificateAuthority(`${hosts[0]}-ca`);
  const { certificate, key } = authority.issueServer(hosts);
  return { certificate: `${certificate}${authority.certificate}`, key };
}
