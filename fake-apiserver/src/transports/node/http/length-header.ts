import type { ApiResponse } from "../../../request/read/api-request.ts";
import type { Answer, AnswerHeaders } from "./answer.ts";

/** Bytes that Go keeps of an answer before it begins to send it. */
export const bufferBytesOf = { http1: 2048, http2: 4096 } as const;

/**
 * What the real server says of the length of an answer: all that fits into the buffer of its answers has one, a file has one
 * however long it is, and of others the client learns when they end. An answer to HEAD is as long as what is not sent.
 *
 * @see Go net/http server.go (bufferBeforeChunkingSize), x/net/http2 (handlerChunkWriteSize), net/http fs.go (serveContent)
 */
export function lengthHeader(
  { headers, body }: Pick<ApiResponse, "headers" | "body">,
  length: number,
  { bufferBytes }: Pick<Answer, "bufferBytes">,
): AnswerHeaders {
  if (body.kind === "unsent" && length === 0) return {};
  const isFile = headers["accept-ranges"] !== undefined;
  return isFile || length <= bufferBytes ? { "content-length": String(length) } : {};
}
