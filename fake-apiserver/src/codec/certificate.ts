import { decodeBase64, fromUtf8 } from "./base64.ts";
import { pemBlocks } from "./pem.ts";

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

/** One DER sequence that holds all that there is. */
function isSequence(bytes: Uint8Array): boolean {
  const [tag, first = 0] = bytes;
  if (tag !== 0x30) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const count = first & 0x7f;
  let length = 0;
  for (const byte of bytes.subarray(2, 2 + count)) length = length * 256 + byte;
  return count > 0 && count <= 4 && bytes.length === 2 + count + length;
}
