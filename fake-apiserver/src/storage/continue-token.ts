import { toUtf8 } from "../codec/bytes/base64.ts";
import { isWhole } from "../codec/json/kept-number.ts";
import { isPlainObject } from "../codec/json/plain-object.ts";
import type { ReadJson } from "../codec/json/read-json.ts";
import { badRequest } from "../request/answer/status-errors.ts";
import { decodeBase64Url, encodeBase64Url } from "./base64url.ts";

/** Where a paged list goes on. */
export interface ContinueToken {
  /** The revision that all pages show; -1 for the rest of an inconsistent list. */
  readonly revision: number;
  /** The first key of the next page, below the collection's prefix. */
  readonly start: string;
}

const tokenVersion = "meta.k8s.io/v1";

/** The token as clients get it, in the real server's format. */
export function encodeContinueToken(token: ContinueToken, hasLeadingSlash: boolean): string {
  const start = `${hasLeadingSlash ? "/" : ""}${token.start}`;
  const bytes = toUtf8(JSON.stringify({ v: tokenVersion, rv: token.revision, start }));
  return encodeBase64Url(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Reads JSON in bytes, one a letter. */
type JsonReader = (bytes: string) => ReadJson;

/**
 * Reads a token.
 *
 * @throws StatusError 400 with the real server's text.
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/storage/continue.go
 */
export function decodeContinueToken(text: string, readJson: JsonReader): ContinueToken {
  const decoded = decodeBase64Url(text);
  if (!decoded.ok) throw invalid(`illegal base64 data at input byte ${decoded.offset}`);
  const { v, rv, start } = parse(readJson(decoded.bytes));
  if (v !== tokenVersion) throw invalid(`server does not recognize this encoded version ${v}`);
  if (rv === 0) throw invalid(`incorrect encoded start resourceVersion (version ${tokenVersion})`);
  if (start === "") throw invalid(`encoded start key empty (version ${tokenVersion})`);
  const key = start.startsWith("/") ? start : `/${start}`;
  if (key.includes("/../") || key.startsWith("/..") || key.includes("//")) throw invalid(start);
  return { revision: rv, start: key.slice(1) };
}

function parse(read: ReadJson): {
  readonly v: string;
  readonly rv: number;
  readonly start: string;
} {
  if ("problem" in read) throw invalid(read.problem);
  const { value } = read;
  if (value !== null && !isPlainObject(value))
    throw invalid(
      `json: cannot unmarshal ${goKindOf(value)} into Go value of type storage.continueToken`,
    );
  const token = (value ?? {}) as Readonly<Record<string, unknown>>;
  const v = memberOf(token, "v", "string");
  const start = memberOf(token, "start", "string");
  return {
    v: String(v ?? ""),
    rv: Number(memberOf(token, "rv", "int64") ?? 0),
    start: String(start ?? ""),
  };
}

function memberOf(
  token: Readonly<Record<string, unknown>>,
  member: string,
  type: "string" | "int64",
): unknown {
  const given = token[member] ?? undefined;
  const isRight = type === "string" ? typeof given === "string" : isWhole(given);
  if (given === undefined || isRight) return given;
  const kind = goKindOf(given);
  const shown = kind === "number" ? `number ${String(given)}` : kind;
  throw invalid(
    `json: cannot unmarshal ${shown} into Go struct field continueToken.${member} of type ${type}`,
  );
}

function goKindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
}

function invalid(detail: string): Error {
  return badRequest(`invalid continue token: continue key is not valid: ${detail}`);
}
