import type { ApiRequest, ApiResponse } from "../../request/read/api-request.ts";
import { clientNameOf } from "../client-name.ts";
import { encodeBody } from "../encoding/encode-body.ts";
import { queryPairs } from "../query-pairs.ts";
import { handlerOf, type RequestHandler, type Servable } from "../request-handler.ts";
import { isBinary, requestBodyBytesMax, tooLargeResponse } from "../request-limits.ts";
import { brokenConnection } from "./broken-connection.ts";
import { createWatchBody } from "./watch-body.ts";

/** Settings of {@link createFetchHandler}. */
export interface FetchHandlerOptions {
  /** Path under which the server is reached, cut off before routing: `/k8s`. @defaultValue empty */
  readonly basePath?: string;
  /** Name of clients that send no User-Agent. @defaultValue "fetch" */
  readonly client?: string;
  /** Frames of a watch that may wait for a slow reader; one further behind is ended. @defaultValue 65,536 */
  readonly watchFramesMax?: number;
  /** Begins watches with an empty chunk, for hosts that hold the headers back until a body begins. @defaultValue false */
  readonly beginsWatchesAtOnce?: boolean;
}

/** The server as a function with the shape of `fetch`. */
export type FetchHandler = (input: Request | string | URL, init?: RequestInit) => Promise<Response>;

/**
 * The server behind the web's own Request and Response: for `fetch`-based clients, service workers, msw and HTTP
 * frameworks. A watch is a streaming body.
 *
 * The promise rejects with a TypeError where a fault breaks the connection, as `fetch` does, and with the signal's
 * reason when the request is aborted.
 */
export function createFetchHandler(
  server: Servable,
  options: FetchHandlerOptions = {},
): FetchHandler {
  const handler = handlerOf(server);
  return async (input, init) => {
    const request = toRequest(input, init);
    request.signal.throwIfAborted();
    const apiRequest = await toApiRequest(request, options);
    const response =
      apiRequest === undefined
        ? tooLargeResponse()
        : await answer(handler, apiRequest, request.signal);
    return toResponse(apiRequest, response, request, options);
  };
}

function toRequest(input: Request | string | URL, init?: RequestInit): Request {
  if (input instanceof Request) return init === undefined ? input : new Request(input, init);
  // In process there is no server name; a path alone is enough.
  return new Request(new URL(input, "http://fake-apiserver"), init);
}

async function toApiRequest(
  request: Request,
  { basePath = "", client = "fetch" }: FetchHandlerOptions,
): Promise<ApiRequest | undefined> {
  const { host, pathname, search } = new URL(request.url);
  const headers: Record<string, string> = { host, ...Object.fromEntries(request.headers) };
  const bytes = await readBytes(request);
  if (bytes === "too-large") return undefined;
  const body = bytes === undefined || isBinary(headers["content-type"]) ? bytes : decodeText(bytes);
  const path =
    basePath !== "" && pathname.startsWith(basePath)
      ? pathname.slice(basePath.length) || "/"
      : pathname;
  return {
    method: request.method,
    path,
    target: `${path}${search}`,
    query: queryPairs(search.slice(1)),
    headers,
    ...(body === undefined ? {} : { body }),
    client: clientNameOf(headers["user-agent"] ?? client),
  };
}

/** A byte order mark is kept: the server refuses it, as the real one does. */
function decodeText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

async function readBytes(request: Request): Promise<Uint8Array | "too-large" | undefined> {
  if (request.body === null) return undefined;
  if (Number(request.headers.get("content-length") ?? 0) > requestBodyBytesMax) return "too-large";
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > requestBodyBytesMax) return "too-large";
  return bytes.length === 0 ? undefined : bytes;
}

function answer(
  server: RequestHandler,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<ApiResponse> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancel();
      reject(signal.reason as Error);
    };
    const cancel = server.handle(request, (response) => {
      signal.removeEventListener("abort", onAbort);
      resolve(response);
    });
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

function toResponse(
  request: ApiRequest | undefined,
  response: ApiResponse,
  { signal }: Request,
  { watchFramesMax, beginsWatchesAtOnce = false }: FetchHandlerOptions,
): Response {
  const init = { status: response.status, headers: toHeaders(response) };
  const { body } = response;
  switch (body.kind) {
    case "reset":
      if (body.after === "nothing") throw brokenConnection();
      return new Response(brokenBody(), init);
    case "watch": {
      const limit = watchFramesMax === undefined ? {} : { framesMax: watchFramesMax };
      return new Response(
        createWatchBody(body.stream, { ...limit, signal, beginsAtOnce: beginsWatchesAtOnce }),
        init,
      );
    }
    case "empty":
    case "unsent":
      return new Response(null, init);
    default: {
      const content = encodeBody(request ?? { query: [], headers: {} }, response);
      // The web standard allows no body, not even an empty one, with these.
      return new Response(
        response.status === 304 || response.status === 204 ? null : content,
        init,
      );
    }
  }
}

function toHeaders(response: ApiResponse): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    if (typeof value === "string") headers.set(name, value);
    else for (const one of value) headers.append(name, one);
  }
  return headers;
}

function brokenBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.error(brokenConnection()) });
}
