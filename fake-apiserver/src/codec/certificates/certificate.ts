import { decodeBase64, fromUtf8 } from "../bytes/base64.ts";
import { elementAt, elementsOf, sequence } from "./der.ts";
import { everyPemBlock, pemBlocks } from "./pem.ts";

/**
 * Whether a bundle in base64 holds a certificate in PEM, as Go takes it for a pool of authorities: blocks with headers
 * or without the shape of DER are passed over.
 */
export function holdsCertificate(bundle: string): boolean {
  const bytes = decodeBase64(bundle);
  if (bytes === undefined) return false;
  return pemBlocks(fromUtf8(bytes)).some(({ type, text }) => {
    if (type !== "CERTIFICATE" || !/^\r?\n/.test(text)) return false;
    const content = decodeBase64(text.replaceAll(/\s/g, ""));
    return content !== undefined && isSequence(content);
  });
}

/** What is wrong with the certificates of a text, in Go's words; undefined: nothing. @see validateCertificate */
export function certificateProblem(text: string): string | undefined {
  const blocks = everyPemBlock(text);
  for (const { type, hasHeaders, text: body } of blocks) {
    if (type !== "CERTIFICATE")
      return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(type)}`;
    if (hasHeaders) return "no PEM block headers are permitted";
    const content = decodeBase64(body.replaceAll(/\s/g, "")) ?? new Uint8Array();
    if (content.length === 0) return "found CERTIFICATE PEM block containing 0 certificates";
    const problem = derCertificateProblem(content);
    if (problem !== undefined) return problem;
  }
  return blocks.length === 0 ? "must contain at least one CERTIFICATE PEM block" : undefined;
}

/** What is wrong with the first certificates in DER, as far as their shape goes. */
function derCertificateProblem(bytes: Uint8Array): string | undefined {
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    if (element?.tag !== sequence) return "x509: malformed certificate";
    const content = elementAt(element.content, 0);
    if (content?.tag !== sequence) return "x509: malformed tbs certificate";
    const members = elementsOf(content.content).filter(({ tag }) => tag !== versionTag);
    if (members[0]?.tag !== integerTag) return "x509: malformed serial number";
    at = element.end;
  }
  return undefined;
}

const versionTag = 0xa0;
const integerTag = 0x02;

/** One DER sequence that holds all that there is. */
function isSequence(bytes: Uint8Array): boolean {
  const element = elementAt(bytes, 0);
  return element?.tag === sequence && element.end === bytes.length;
}
