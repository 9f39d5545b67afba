import { textEncoder } from "../codec/text-encoder.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";

type Headers = ApiResponse["headers"];
type Asked = Pick<ApiRequest, "method" | "headers">;

/** What is served as Go serves files. */
export interface Content {
  /** In whole; asked for where a part of it is wanted. */
  text(): string;
  readonly headers: Headers;
  /** The name of its state, in quotes; without one, conditions on names are about any. */
  readonly etag?: string;
}

/** What a file is served with, whole or in part. */
export const fileHeaders: Headers = { "accept-ranges": "bytes" };

/**
 * The answer to a request that sets conditions, or wants a part; undefined: the whole is wanted. Several parts at once are
 * answered with the whole.
 *
 * @see Go net/http ServeContent
 */
export function serveContent(content: Content, asked: Asked): ApiResponse | undefined {
  const { headers, etag } = content;
  const state = etag === undefined ? {} : { etag };
  const { "content-type": _contentType, ...untyped } = headers;
  if (!isMatched(asked.headers["if-match"] ?? "", etag))
    return {
      status: 412,
      headers: { ...(etag === undefined ? untyped : headers), ...state },
      body: { kind: "empty" },
    };
  if (isKnown(asked.headers["if-none-match"] ?? "", etag)) {
    const isRead = asked.method === "GET" || asked.method === "HEAD";
    return {
      status: isRead ? 304 : 412,
      headers: { ...untyped, ...state },
      body: { kind: "empty" },
    };
  }
  return servePart(content, asked);
}

/** Names of states are compared as they are written. */
function isMatched(ifMatch: string, etag: string | undefined): boolean {
  return (
    ifMatch === "" || tagsIn(ifMatch).some((tag) => tag === "*" || (tag === etag && tag !== ""))
  );
}

/** A weak name of a state is as good as a strong one. */
function isKnown(ifNoneMatch: string, etag: string | undefined): boolean {
  return tagsIn(ifNoneMatch).some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag);
}

function tagsIn(header: string): readonly string[] {
  return header.split(",").map((tag) => tag.trim());
}

function servePart({ text, headers, etag }: Content, asked: Asked): ApiResponse | undefined {
  const { range = "", "if-range": ifRange } = asked.headers;
  // A part of another state, or of another time, is no part of this one.
  if (range === "" || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const whole = textEncoder.encode(text());
  const { length } = whole;
  const parts = partsOf(range, length);
  if (typeof parts === "string") return refusedPart(parts, headers, length);
  const [part, ...others] = parts;
  if (part === undefined || others.length > 0) return undefined;
  const [first, last] = part;
  return {
    status: 206,
    headers: {
      ...headers,
      ...fileHeaders,
      ...(etag === undefined ? {} : { etag }),
      "content-range": `bytes ${first}-${last}/${length}`,
    },
    body: { kind: "bytes", bytes: whole.slice(first, last + 1) },
  };
}

const noOverlap = "invalid range: failed to overlap";

function refusedPart(problem: string, headers: Headers, length: number): ApiResponse {
  const { etag: _etag, ...untagged } = headers;
  return {
    status: 416,
    headers: {
      ...untagged,
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
      ...(problem === noOverlap ? { "content-range": `bytes */${length}` } : {}),
    },
    body: { kind: "text", text: `${problem}\n` },
  };
}

const wrongRange = "invalid range";

/** The first and last byte of each part that is asked for, or what is wrong with them. */
function partsOf(range: string, length: number): readonly (readonly [number, number])[] | string {
  if (!range.startsWith("bytes=")) return wrongRange;
  const asked = range
    .slice("bytes=".length)
    .split(",")
    .filter((one) => one.trim() !== "")
    .map((one) => partOf(one, length));
  const wrong = asked.find((one) => one === wrongRange);
  if (wrong !== undefined) return wrong;
  const parts = asked.filter((one) => typeof one !== "string");
  return parts.length === 0 && asked.length > 0 ? noOverlap : parts;
}

function partOf(text: string, length: number): readonly [number, number] | string {
  const [, from = "", to = ""] = /^(\d*)\s*-\s*(\d*)$/.exec(text.trim()) ?? [];
  if (from === "") return to === "" ? wrongRange : [Math.max(0, length - Number(to)), length - 1];
  const first = Number(from);
  if (first >= length) return noOverlap;
  if (to === "") return [first, length - 1];
  return Number(to) < first ? wrongRange : [first, Math.min(Number(to), length - 1)];
}
