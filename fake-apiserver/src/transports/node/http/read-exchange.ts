import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { TLSSocket } from "node:tls";
import type { ApiRequest, UserIdentity } from "../../../request/api-request.ts";
import { clientNameOf } from "../../client-name.ts";
import { queryPairs } from "../../query-pairs.ts";
import { isBinary, requestBodyBytesMax } from "../../request-limits.ts";

/** A request as Node gives it, in either version of HTTP. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** What came of reading a request's body. */
export type BodyRead =
  | { readonly kind: "read"; readonly bytes: Uint8Array | undefined }
  | { readonly kind: "too-large" }
  | { readonly kind: "aborted" };

/** Bytes of a body that is refused which are still read, so that the client hears the answer. */
const discardedBytesMax = 16 * 1024 * 1024;

/** Reads the whole body, but never keeps more than the limit. */
export function readBody(request: NodeRequest, done: (read: BodyRead) => void): void {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isDone = false;
  const finish = (read: BodyRead): void => {
    if (isDone) return;
    isDone = true;
    done(read);
  };
  request.on("data", (chunk: Uint8Array) => {
    length += chunk.length;
    if (length <= requestBodyBytesMax) {
      chunks.push(chunk);
      return;
    }
    chunks.length = 0;
    finish({ kind: "too-large" });
    if (length > requestBodyBytesMax + discardedBytesMax) request.destroy();
  });
  request.on("end", () => {
    finish({ kind: "read", bytes: length === 0 ? undefined : Buffer.concat(chunks) });
  });
  request.on("error", () => finish({ kind: "aborted" }));
  request.on("close", () => finish({ kind: "aborted" }));
}

/** The request as plain values. */
export function toApiRequest(request: NodeRequest, bytes: Uint8Array | undefined): ApiRequest {
  const { path, query } = splitTarget(request.url ?? "/");
  const headers = toHeaders(request);
  const user = userOf(request);
  return {
    method: request.method ?? "GET",
    path,
    query,
    headers,
    ...(bytes === undefined ? {} : { body: toBody(bytes, headers["content-type"]) }),
    client: clientNameOf(headers["user-agent"] ?? ""),
    ...(user === undefined ? {} : { user }),
  };
}

function splitTarget(target: string): Pick<ApiRequest, "path" | "query"> {
  // Proxies send the absolute form.
  const local = target.startsWith("/") ? target : target.replace(/^[a-z]+:\/\/[^/]*/i, "");
  const mark = local.indexOf("?");
  if (mark < 0) return { path: local === "" ? "/" : local, query: [] };
  return {
    path: mark === 0 ? "/" : local.slice(0, mark),
    query: queryPairs(local.slice(mark + 1)),
  };
}

function toHeaders(request: NodeRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    // HTTP/2 carries method, path and host in names that begin with a colon.
    if (value === undefined || name.startsWith(":")) continue;
    headers[name] = typeof value === "string" ? value : value.join(", ");
  }
  return headers;
}

function toBody(bytes: Uint8Array, contentType: string | undefined): string | Uint8Array {
  if (isBinary(contentType)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

const users = new WeakMap<object, UserIdentity | "none">();

/** Who the client certificate of the connection speaks for; looked up once for each connection. */
function userOf(request: NodeRequest): UserIdentity | undefined {
  const connection = "stream" in request ? request.stream.session : request.socket;
  if (connection === undefined) return undefined;
  const known = users.get(connection);
  if (known !== undefined) return known === "none" ? undefined : known;
  const socket = "socket" in connection ? connection.socket : connection;
  const user = certifiedUser(socket as Partial<TLSSocket>);
  users.set(connection, user ?? "none");
  return user;
}

function certifiedUser(socket: Partial<TLSSocket>): UserIdentity | undefined {
  if (socket.authorized !== true || socket.getPeerCertificate === undefined) return undefined;
  // The types know no subject with several organizations; Node gives an array then.
  const subject = socket.getPeerCertificate().subject as
    | { readonly CN?: string | string[]; readonly O?: string | string[] }
    | undefined;
  const name = [subject?.CN ?? []].flat().at(-1);
  return name === undefined ? undefined : { name, groups: [subject?.O ?? []].flat() };
}
