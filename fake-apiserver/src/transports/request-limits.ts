import { failureStatus } from "@informerlab/core";
import type { ApiResponse } from "../request/read/api-request.ts";

/** What the real server takes as a request body at most: 3 MiB. */
export const requestBodyBytesMax: number = 3 * 1024 * 1024;

/** Bodies of these types reach the server as bytes; all others as text. */
export function isBinary(contentType: string | undefined): boolean {
  return /^application\/(?:vnd\.kubernetes\.protobuf|cbor)\b/.test(contentType ?? "");
}

/** The answer to a body above {@link requestBodyBytesMax}, in the real server's words. */
export function tooLargeResponse(): ApiResponse {
  const value = failureStatus({
    code: 413,
    reason: "RequestEntityTooLarge",
    message: `Request entity too large: limit is ${requestBodyBytesMax}`,
  });
  return {
    status: 413,
    headers: { "cache-control": "no-cache, private", "content-type": "application/json" },
    body: { kind: "json", value },
  };
}
