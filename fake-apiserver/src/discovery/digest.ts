import { printJson } from "@informerlab/core";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { encodeBase64, toUtf8 } from "../codec/bytes/base64.ts";

/** A document's ETag, quotes included. */
export function etagOf(document: unknown): string {
  return `"${digestOf(printJson(document))}"`;
}

/** The digest of a text or of bytes, in upper-case hexadecimal, as in `?hash=` of OpenAPI addresses. */
export function digestOf(content: string | Uint8Array): string {
  return [...sha512(typeof content === "string" ? toUtf8(content) : content)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

/**
 * Tells clients whether objects of two resources are stored in the same form.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/discovery/storageversionhash.go
 */
export function storageVersionHash(storage: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): string {
  const { group, version, kind } = storage;
  return encodeBase64(sha256(toUtf8(`${group}/${version}/${kind}`)).slice(0, 8));
}
