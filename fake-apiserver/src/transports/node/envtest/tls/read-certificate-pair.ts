import { createPrivateKey, X509Certificate } from "node:crypto";
import type { KeyedCertificate } from "../../certificates.ts";
import { readNamedFile } from "../files/read-named-file.ts";

/**
 * A certificate and its key, each in a file.
 *
 * @throws Error in Go's words
 * @see crypto/tls X509KeyPair
 */
export async function readCertificatePair(
  purpose: "serving-cert" | "sni-serving-cert",
  certFile: string,
  keyFile: string,
): Promise<KeyedCertificate> {
  if (certFile === "" || keyFile === "") throw new Error("missing filename for serving cert");
  const certificate = await readNamedFile(certFile);
  const key = await readNamedFile(keyFile);
  if (certificate === "" || key === "")
    throw new Error(
      `missing content for serving cert ${JSON.stringify(`${purpose}::${certFile}::${keyFile}`)}`,
    );
  const problem = pairProblem(certificate, key);
  if (problem !== undefined) throw new Error(problem);
  return { certificate, key };
}

function pairProblem(certificate: string, key: string): string | undefined {
  if (!certificate.includes("-----BEGIN CERTIFICATE-----"))
    return certificate.includes("-----BEGIN ")
      ? "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched"
      : "tls: failed to find any PEM data in certificate input";
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key))
    return key.includes("-----BEGIN CERTIFICATE-----")
      ? "tls: found a certificate rather than a key in the PEM for the private key"
      : "tls: failed to find any PEM data in key input";
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
      ? undefined
      : "tls: private key does not match public key";
  } catch {
    return "tls: failed to parse private key";
  }
}
