import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CertificateAuthority, type KeyedCertificate } from "../certificates.ts";
import type { Flags } from "./parse-flags.ts";

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
    if (keyFile === "" || certFile === "") throw new Error("missing filename for serving cert");
    return readPair(certFile, keyFile);
  }
  const folder = flags.last("cert-dir") ?? "";
  if (folder === "") return selfSigned(hosts);
  const files = [join(folder, "apiserver.crt"), join(folder, "apiserver.key")] as const;
  try {
    return await readPair(...files);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const made = selfSigned(hosts);
  await mkdir(folder, { recursive: true });
  await writeFile(files[0], made.certificate);
  await writeFile(files[1], made.key, { mode: 0o600 });
  return made;
}

async function readPair(certFile: string, keyFile: string): Promise<KeyedCertificate> {
  const [certificate, key] = await Promise.all([
    readFile(certFile, "utf8"),
    readFile(keyFile, "utf8"),
  ]);
  return { certificate, key };
}

function selfSigned(hosts: readonly string[]): KeyedCertificate {
  const authority = new CertificateAuthority(`${hosts[0]}-ca`);
  const { certificate, key } = authority.issueServer(hosts);
  return { certificate: `${certificate}${authority.certificate}`, key };
}

/** Whether a file was not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
