import { decodeBase64, fromUtf8 } from "./base64.ts";
import { pemBlocks } from "./pem.ts";

/** What a certificate signing request says of whom it is for. */
export interface SigningRequest {
  readonly commonName: string;
  /** Kubernetes takes them for groups. */
  readonly organizations: readonly string[];
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

const sequence = 0x30;
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
  const [request] = der === undefined ? [] : elementsOf(der);
  const [info] = request?.tag === sequence ? elementsOf(request.content) : [];
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

/** The elements that lie side by side in DER; what is cut short ends the list. */
function elementsOf(bytes: Uint8Array): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (lengthBytes > 4) return elements;
    const begin = at + 2 + lengthBytes;
    const length =
      lengthBytes === 0
        ? first
        : bytes.subarray(at + 2, begin).reduce((total, byte) => total * 256 + byte, 0);
    if (begin + length > bytes.length) return elements;
    elements.push({ tag, content: bytes.subarray(begin, begin + length) });
    at = begin + length;
  }
  return elements;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
