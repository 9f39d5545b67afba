import type { ApiResponse } from "../read/api-request.ts";
import { textResponse } from "./encode.ts";

/** There is no room for a request, now. @see apiserver pkg/server/filters/maxinflight.go tooManyRequests */
export function tooManyRequests(retryAfter: number, auditId: string): ApiResponse {
  const page = textResponse(429, "Too many requests, please try again later.\n", auditId);
  return { ...page, headers: { ...page.headers, "retry-after": String(retryAfter) } };
}
