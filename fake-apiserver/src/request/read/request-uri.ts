import type { ApiRequest } from "./api-request.ts";

/** Path and query of a request, as they were sent where that is known. */
export function requestUri({ path, query, target }: ApiRequest): string {
  if (target !== undefined) return target;
  const pairs = query.map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}
