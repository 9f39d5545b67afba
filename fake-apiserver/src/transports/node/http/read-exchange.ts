import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { TLSSocket } from "node:tls";
import type { ApiRequest } from "../../../request/read/api-request.ts";
import { clientNameOf } from "../../client-name.ts";
import { queryPairs } from "../../query-pairs.ts";
import { isBinary } from "../../request-limits.ts";
import { type BodyRead, BodyReader } from "./body-reader.ts";
import { type Certified, certifiedBy } from "./certified.ts";
import type { ClientTrust } from "./client-trust.ts";

/** A request as Node gives it, in either version of HTTP. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** Reads the whole body, but never keeps more than the limit. */
export function readBody(request: NodeRequest, done: (read: BodyRead) => void): void {
  const reader = new BodyReader(done);
  request.on("data", (chunk: Uint8Array) => {
    if (!reader.take(chunk)) request.destroy();
  });
  request.on("end", () => reader.finish());
  request.on("error", () => reader.abort());
  request.on("close", () => reader.abort());
}

/** What a request says before its body, in whatever version of HTTP. */
export interface ReceivedHead {
  readonly method: string;
  /** Path and query, or all of an address. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the client certificate of the connection says. */
  readonly certified: Certified | undefined;
  /** At the other end of the connection, as Node writes it. */
  readonly remoteAddress: string | undefined;
}

/** What Node's own HTTP has read of a request. */
export function headOf(request: NodeRequest, trust?: ClientTrust): ReceivedHead {
  const connection = "stream" in request ? request.stream.session : request;
  return {
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers: toHeaders(request),
    certified: connection && certifiedBy(connection.socket as Partial<TLSSocket>, trust),
    remoteAddress: request.socket.remoteAddress,
  };
}

/** The request as plain values. */
export function toApiRequest(head: ReceivedHead, bytes: Uint8Array | undefined): ApiRequest {
  const { method, headers, certified } = head;
  // Proxies send the absolute form.
  const target = head.target.startsWith("/")
    ? head.target
    : head.target.replace(/^[a-z]+:\/\/[^/]*/i, "");
  // A socket for both families writes addresses of the older one within the newer one.
  const address = head.remoteAddress?.replace(/^::ffff:/, "");
  return {
    method,
    ...splitTarget(target),
    target,
    ...(address === undefined ? {} : { remoteAddress: address }),
    headers,
    ...(bytes === undefined ? {} : { body: toBody(bytes, headers["content-type"]) }),
    client: clientNameOf(headers["user-agent"] ?? ""),
    ...certified,
  };
}

function splitTarget(target: string): Pick<ApiRequest, "path" | "query"> {
  const mark = target.indexOf("?");
  if (mark < 0) return { path: target === "" ? "/" : target, query: [] };
  return {
    path: mark === 0 ? "/" : target.slice(0, mark),
    query: queryPairs(target.slice(mark + 1)),
  };
}

function toHeaders(request: NodeRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    // HTTP/2 carries method, path and host in names that begin with a colon.
    if (value === undefined || name.startsWith(":")) continue;
    headers[name] = typeof value === "string" ? value : value.join(", ");
  }
  if (headers["accept"]?.includes(",") === true)
    headers["accept"] = firstOf("accept", request.rawHeaders) ?? headers["accept"];
  return headers;
}

/** Go reads only the first of some headers that Node joins. */
function firstOf(name: string, rawHeaders: readonly string[]): string | undefined {
  const at = rawHeaders.findIndex((raw, index) => index % 2 === 0 && raw.toLowerCase() === name);
  return at < 0 ? undefined : rawHeaders[at + 1];
}

function toBody(bytes: Uint8Array, contentType: string | undefined): string | Uint8Array {
  if (isBinary(contentType)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
