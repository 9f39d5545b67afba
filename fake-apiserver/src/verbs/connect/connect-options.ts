import { canonicalTime } from "../../codec/go/time-text.ts";
import { badRequest } from "../../request/answer/status-errors.ts";
import type { ApiRequest } from "../../request/read/api-request.ts";
import { parseInteger } from "../../request/read/list-options.ts";
import { type FieldError, forbidden, invalid, invalidObject } from "../../schema/field-error.ts";

type Query = ReadonlyMap<string, string>;

/**
 * Refuses what `log` is asked with, before anybody looks for the pod.
 *
 * @see k8s.io/kubernetes pkg/apis/core/validation ValidatePodLogOptions
 * @throws StatusError 400 for what cannot be read, 422 for what means nothing.
 */
export function checkLogOptions(query: Query, name: string): void {
  const tailLines = integerOf(query, "tailLines");
  const limitBytes = integerOf(query, "limitBytes");
  const sinceSeconds = integerOf(query, "sinceSeconds");
  const sinceTime = timeOf(query, "sinceTime");
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0)
    errors.push(invalid("tailLines", tailLines, "must be greater than or equal to 0"));
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(invalid("limitBytes", limitBytes, "must be greater than 0"));
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    errors.push(forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    errors.push(invalid("sinceSeconds", sinceSeconds, "must be greater than 0"));
  // Its feature gate is off in 1.35.
  if ((query.get("stream") ?? "") !== "") errors.push(forbidden("stream", "may not be specified"));
  if (errors.length > 0) throw invalidObject({ group: "", kind: "PodLogOptions" }, name, errors);
}

/**
 * Refuses ports that are none.
 *
 * @throws StatusError 400
 * @see kubernetes pkg/apis/core/v1/conversion.go Convert_Slice_string_To_Slice_int32
 */
export function checkPortForwardOptions(query: ApiRequest["query"]): void {
  const ports = query.flatMap(([name, value]) => (name === "ports" ? value.split(",") : []));
  for (const port of ports) {
    const isNumber = /^\d+$/.test(port);
    if (isNumber && Number(port) <= portMax) continue;
    const problem = isNumber ? "value out of range" : "invalid syntax";
    throw badRequest(
      `cannot convert to []int32: strconv.ParseUint: parsing ${JSON.stringify(port)}: ${problem}`,
    );
  }
}

const portMax = 65_535;

function integerOf(query: Query, name: string): number | undefined {
  const text = query.get(name) ?? "";
  return text === "" ? undefined : parseInteger(text);
}

function timeOf(query: Query, name: string): string | undefined {
  const text = query.get(name) ?? "";
  if (text === "") return undefined;
  const result = canonicalTime(text);
  if ("problem" in result) throw badRequest(result.problem);
  return result.text;
}
