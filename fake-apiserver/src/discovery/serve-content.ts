import { textEncoder } from "../codec/bytes/text-encoder.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";
import { httpTime, parseHttpTime } from "./http-time.ts";

type Headers = ApiResponse["headers"];
type Asked = Pick<ApiRequest, "method" | "headers">;

/** What is served as Go serves files. */
export interface Content {
  /** In whole; asked for where a part of it is wanted. */
  text(): string;
  readonly headers: Headers;
  /** The name of its state, in quotes; without one, conditions on names are about any. */
  readonly etag?: string;
  /** Milliseconds since the epoch; without it, conditions on times are about nothing. */
  readonly modifiedAt?: number | undefined;
}

/** The answer with what was asked for: the whole, a part of it, or why neither. `whole`: how the whole is written. */
export function answerWith(
  content: Content,
  asked: Asked,
  whole: ApiResponse["body"],
): ApiResponse {
  return (
    serveContent(content, asked) ?? {
      status: 200,
      headers: { ...content.headers, ...fileHeaders(content) },
      body: whole,
    }
  );
}

/** What a file is served with, whole or in part. */
function fileHeaders({ etag, modifiedAt }: Content): Headers {
  return { "accept-ranges": "bytes", ...stateOf(etag, modifiedAt) };
}

function stateOf(etag: string | undefined, modifiedAt: number | undefined): Headers {
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(modifiedAt === undefined ? {} : { "last-modified": httpTime(modifiedAt) }),
  };
}

/**
 * The answer to a request that sets conditions, or wants a part; undefined: the whole is wanted. Several parts at once are
 * answered with the whole.
 *
 * @see Go net/http ServeContent
 */
export function serveContent(content: Content, asked: Asked): ApiResponse | undefined {
  const { headers, etag, modifiedAt } = content;
  const { "content-type": _contentType, ...untyped } = headers;
  const failed: ApiResponse = {
    status: 412,
    headers: { ...(etag === undefined ? untyped : headers), ...stateOf(etag, modifiedAt) },
    body: { kind: "empty" },
  };
  if (!isAsWanted(content, asked)) return failed;
  const isRead = asked.method === "GET" || asked.method === "HEAD";
  if (!isKnown(content, asked, isRead)) return servePart(content, asked);
  if (!isRead) return failed;
  // Who knows the name of a state needs no time.
  const state = stateOf(etag, etag === undefined ? modifiedAt : undefined);
  return { status: 304, headers: { ...untyped, ...state }, body: { kind: "empty" } };
}

/** Names go before times. */
function isAsWanted({ etag, modifiedAt }: Content, { headers }: Asked): boolean {
  const ifMatch = headers["if-match"] ?? "";
  if (ifMatch !== "") return isMatched(ifMatch, etag);
  const since = parseHttpTime(headers["if-unmodified-since"] ?? "");
  return since === undefined || modifiedAt === undefined || inSeconds(modifiedAt) <= since;
}

function isKnown({ etag, modifiedAt }: Content, { headers }: Asked, isRead: boolean): boolean {
  const ifNoneMatch = headers["if-none-match"] ?? "";
  if (ifNoneMatch !== "") return isNamed(ifNoneMatch, etag);
  const since = parseHttpTime(headers["if-modified-since"] ?? "");
  return (
    isRead && since !== undefined && modifiedAt !== undefined && inSeconds(modifiedAt) <= since
  );
}

/** HTTP knows no parts of seconds. */
function inSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

/** Names of states are compared as they are written. */
function isMatched(ifMatch: string, etag: string | undefined): boolean {
  return tagsIn(ifMatch).some((tag) => tag === "*" || (tag === etag && tag !== ""));
}

/** A weak name of a state is as good as a strong one. */
function isNamed(ifNoneMatch: string, etag: string | undefined): boolean {
  return tagsIn(ifNoneMatch).some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag);
}

function tagsIn(header: string): readonly string[] {
  return header.split(",").map((tag) => tag.trim());
}

function servePart(content: Content, asked: Asked): ApiResponse | undefined {
  const { text, headers } = content;
  const { range = "", "if-range": ifRange } = asked.headers;
  if (range === "" || (ifRange !== undefined && !isOfThis(ifRange, content))) return undefined;
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
      ...fileHeaders(content),
      "content-range": `bytes ${first}-${last}/${length}`,
    },
    body: { kind: "bytes", bytes: whole.slice(first, last + 1) },
  };
}

/** A part of another state, or of another time, is no part of this one. */
function isOfThis(ifRange: string, { etag, modifiedAt }: Content): boolean {
  if (ifRange.startsWith('"') || ifRange.startsWith("W/")) return ifRange === etag;
  return modifiedAt !== undefined && parseHttpTime(ifRange) === inSeconds(modifiedAt);
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
