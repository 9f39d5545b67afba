import type { Cancel } from "@informerlab/core";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";

/**
 * The whole server as a transport sees it. `respond` is called once, possibly before `handle` returns, possibly much
 * later (a held request); never after the returned cancel, which says that the client is gone.
 */
export interface RequestHandler {
  handle(request: ApiRequest, respond: (response: ApiResponse) => void): Cancel;
}

/** What transports serve: a cluster, or any handler of requests. */
export type Servable = RequestHandler | { readonly apiserver: RequestHandler };

/** The handler inside. */
export function handlerOf(server: Servable): RequestHandler {
  return "apiserver" in server ? server.apiserver : server;
}
