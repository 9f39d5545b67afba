import { utf8Length } from "../codec/base64.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";

/**
 * A text without a tag, as Go serves files: conditions on tags are about any, and a part of it can be asked for. Several
 * parts at once are answered with the whole.
 *
 * @see Go net/http ServeContent
 */
export function serveContent(
  text: string,
  headers: Readonly<Record<string, string>>,
  { method, headers: asked }: Pick<ApiRequest, "method" | "headers">,
): ApiResponse {
  const { "content-type": _contentType, ...untyped } = headers;
  const ifMatch = asked["if-match"] ?? "";
  if (ifMatch !== "" && !ifMatch.trim().startsWith("*"))
    return { status: 412, headers: untyped, body: { kind: "empty" } };
  if ((asked["if-none-match"] ?? "").trim().startsWith("*"))
    return {
      status: method === "GET" || method === "HEAD" ? 304 : 412,
      headers: untyped,
      body: { kind: "empty" },
    };
  const length = utf8Length(text);
  const part = partOf(asked["range"], length);
  // Bytes and characters are the same here: what is served like this is ASCII.
  if (part === undefined || length !== text.length)
    return { status: 200, headers, body: { kind: "text", text } };
  const [first, last] = part;
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${first}-${last}/${length}` },
    body: { kind: "text", text: text.slice(first, last + 1) },
  };
}

/** The first and last byte of the one part that is asked for. */
function partOf(range: string | undefined, length: number): readonly [number, number] | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const first = from === "" ? Math.max(0, length - Number(to)) : Number(from);
  const last = from === "" || to === "" ? length - 1 : Math.min(Number(to), length - 1);
  return first <= last ? [first, last] : undefined;
}
