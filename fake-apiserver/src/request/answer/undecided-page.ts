import type { ApiRequest, ApiResponse } from "../read/api-request.ts";
import { requestUri } from "../read/request-uri.ts";
import { textResponse } from "./encode.ts";

/** Nobody has allowed a request, and somebody who was asked could not tell. */
export class UndecidedError extends Error {
  override readonly name = "UndecidedError";
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** @see apiserver pkg/endpoints/handlers/responsewriters/errors.go InternalError */
export function undecidedPage(
  request: ApiRequest,
  { message }: UndecidedError,
  auditId: string,
): ApiResponse {
  const told = `Internal Server Error: ${JSON.stringify(requestUri(request))}: ${message}`;
  const text = told.replace(/[&<>]/g, (character) => escapes[character] ?? character);
  return textResponse(500, `${text}\n`, auditId);
}
