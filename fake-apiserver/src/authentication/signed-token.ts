import { fromUtf8, toUtf8 } from "../codec/bytes/base64.ts";
import { parseJson } from "../codec/json/parse-json.ts";
import { isPlainObject, type PlainObject } from "../codec/json/plain-object.ts";
import { decodeBase64UrlBytes } from "./base64url-bytes.ts";
import type { SigningHeader } from "./token-key.ts";

/** A web token taken apart, of which nothing has been believed yet. */
export interface SignedToken {
  readonly header: SigningHeader & { readonly hasExtensions: boolean };
  /** Who says that he made it. */
  readonly issuer: string;
  /** What it says, as JSON. */
  readonly payload: string;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Takes a token apart. What is none, such as an opaque one, is undefined: others may know it.
 *
 * @see kubernetes pkg/serviceaccount/jwt.go hasCorrectIssuer, and what go-jose parses
 */
export function readSignedToken(token: string): SignedToken | undefined {
  // Go's base64 passes over the ends of lines.
  const parts = token.replaceAll(/[\r\n]/g, "").split(".");
  const [protectedHeader = "", content = "", signed = ""] = parts;
  if (parts.length !== 3) return undefined;
  const payload = textOfPart(content);
  const header = headerOf(protectedHeader);
  const signature = bytesOfPart(signed);
  if (payload === undefined || header === undefined || signature === undefined) return undefined;
  const issuer = issuerOf(objectIn(payload));
  if (issuer === undefined) return undefined;
  return { header, issuer, payload, signed: toUtf8(`${protectedHeader}.${content}`), signature };
}

/** Go finds a member of a struct in any case; the last one counts. */
function issuerOf(claims: PlainObject | undefined): string | undefined {
  if (claims === undefined) return undefined;
  const given = Object.entries(claims)
    .filter(([name]) => name.toLowerCase() === "iss")
    .map(([, value]) => value);
  if (given.some((value) => typeof value !== "string" && value !== null)) return undefined;
  return String(given.findLast((value) => value !== null) ?? "");
}

function headerOf(part: string): SignedToken["header"] | undefined {
  const text = textOfPart(part);
  const header = text === undefined ? undefined : objectIn(text);
  if (header === undefined || !hasPublicKeyOnly(header["jwk"])) return undefined;
  const { alg = "", kid = "", nonce = "", crit } = header;
  if (typeof alg !== "string" || typeof kid !== "string" || typeof nonce !== "string")
    return undefined;
  return { algorithm: alg, id: kid, hasExtensions: crit !== undefined };
}

/** A key in a header is believed by nobody, and has to be one all the same. */
function hasPublicKeyOnly(key: unknown): boolean {
  if (key === undefined) return true;
  return isPlainObject(key) && key["kty"] !== "oct" && key["d"] === undefined;
}

function objectIn(text: string): PlainObject | undefined {
  try {
    const { value } = parseJson(text);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textOfPart(part: string): string | undefined {
  const bytes = bytesOfPart(part);
  return bytes === undefined ? undefined : fromUtf8(bytes);
}

/** Neither padding nor the letters of the other base64. */
function bytesOfPart(part: string): Uint8Array | undefined {
  return /^[\w-]*$/.test(part) ? decodeBase64UrlBytes(part) : undefined;
}
