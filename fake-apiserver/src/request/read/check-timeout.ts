import { parseGoDuration } from "../../codec/go/go-duration.ts";
import { badRequest } from "../answer/status-errors.ts";

/** What the client gives a request to live; a watch has `timeoutSeconds`. @throws StatusError 400 */
export function checkTimeout(query: ReadonlyMap<string, string>): void {
  const text = query.get("timeout") ?? "";
  if (text === "") return;
  const result = parseGoDuration(text);
  if ("problem" in result)
    throw badRequest(`invalid timeout specified in the request URL - ${result.problem}`);
}
