import type { ApiResponse, RequestHandler } from "@informerlab/fake-apiserver";

/**
 * A server that writes `null` for an empty list, as those written in Go do for one that was never filled: what stands
 * behind an APIService does so, and informers must take it.
 */
export function withNullLists(server: RequestHandler): RequestHandler {
  return {
    handle: (request, respond) =>
      server.handle(request, (response) => respond(withNullItems(response))),
  };
}

function withNullItems(response: ApiResponse): ApiResponse {
  const { body } = response;
  if (body.kind !== "json" || !isEmptyList(body.value)) return response;
  const { encode: _ofTheOther, ...rest } = body;
  return { ...response, body: { ...rest, value: { ...body.value, items: null } } };
}

function isEmptyList(value: unknown): value is { readonly items: readonly unknown[] } {
  const { items } = value as { readonly items?: unknown };
  return Array.isArray(items) && items.length === 0;
}
