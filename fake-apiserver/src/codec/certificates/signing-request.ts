import { decodeBase64, fromUtf8 } from "../bytes/base64.ts";
import { elementsOf, sequence, sequenceProblem } from "./der.ts";
import { pemBlocks } from "./pem.ts";

/** What a certificate signing request says of whom it is for. */
export interface SigningRequest {
  readonly commonName: string;
  /** Kubernetes takes them for groups. */
  readonly organizations: readonly string[];
}

const objectIdentifier = 0x06;
const organization = "55040a";
const commonName = "550403";

/**
 * Reads a PKCS#10 request as the API carries it: PEM in base64. What is no such thing is answered by what is wrong,
 * in the words of Go's pem and x509 packages.
 */
export function readSigningRequest(encoded: string): SigningRequest | string {
  const bytes = decodeBase64(encoded);
  const pem = bytes === undefined ? "" : fromUtf8(bytes);
  const [block] = pemBlocks(pem);
  if (block?.type !== "CERTIFICATE REQUEST") return "PEM block type must be CERTIFICATE REQUEST";
  const der = decodeBase64(block.text.replace(/\s/g, ""));
  const problem = sequenceProblem(der ?? new Uint8Array(), "certificateRequest");
  if (problem !== undefined) return problem;
  const [request] = der === undefined ? [] : elementsOf(der);
  const body = request?.content ?? new Uint8Array();
  const inner = sequenceProblem(body, "tbsCertificateRequest");
  if (inner !== undefined) return inner;
  const [info] = elementsOf(body);
  const [version, subject] = info?.tag === sequence ? elementsOf(info.content) : [];
  if (version === undefined || subject?.tag !== sequence)
    return "asn1: structure error: malformed certificate request";
  const names = elementsOf(subject.content).flatMap((set) => elementsOf(set.content));
  const values = (wanted: string): readonly string[] =>
    names.flatMap((name) => {
      const [id, value] = elementsOf(name.content);
      const isWanted = id?.tag === objectIdentifier && hex(id.content) === wanted;
      return isWanted && value !== undefined ? [fromUtf8(value.content)] : [];
    });
  return { commonName: values(commonName)[0] ?? "", organizations: values(organization) };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
