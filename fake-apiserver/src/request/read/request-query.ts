import { parseGoDuration } from "../../codec/go-duration.ts";
import { badRequest } from "../answer/status-errors.ts";
import type { ApiRequest } from "./api-request.ts";

const noQuery: ReadonlyMap<string, string> = new Map();

/** Of a repeated parameter the first counts. */
export function firstOfEach(query: ApiRequest["query"]): ReadonlyMap<string, string> {
  if (query.length === 0) return noQuery;
  const first = new Map<string, string>();
  for (const [name, value] of query) if (!first.has(name)) first.set(name, value);
  return first;
}

/** What the client gives a request to live; a watch has `timeoutSeconds`. @throws StatusError 400 */
export function checkTimeout(query: ReadonlyMap<string, string>): void {
  const text = query.get("timeout") ?? "";
  if (text === "") return;
  const result = parseGoDuration(text);
  if ("problem" in result)
    throw badRequest(`invalid timeout specified in the request URL - ${result.problem}`);
}
