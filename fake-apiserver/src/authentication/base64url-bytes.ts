import { decodeBase64, encodeBase64 } from "../codec/bytes/base64.ts";

/** Bytes in the base64 of web tokens: without padding, with - and _. */
export function encodeBase64UrlBytes(bytes: Uint8Array): string {
  return encodeBase64(bytes)
    .replace(/(?<!=)=+$/, "")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** The bytes of such a text; undefined when it is none. */
export function decodeBase64UrlBytes(text: string): Uint8Array | undefined {
  const padded = text.replaceAll("-", "+").replaceAll("_", "/");
  return decodeBase64(`${padded}${"=".repeat((4 - (padded.length % 4)) % 4)}`);
}
