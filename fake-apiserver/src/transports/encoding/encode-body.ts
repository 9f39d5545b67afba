import type { ApiRequest, ApiResponse } from "../../request/api-request.ts";
import { encodedAtOnce, protobufMediaType } from "../../request/wire-form.ts";
import { toJsonText } from "./json-text.ts";
import { toYamlText } from "./yaml-text.ts";

/** What decides how an answer is written. */
export type EncodingRequest = Pick<ApiRequest, "query" | "headers">;

/** User agents of people: they get indented JSON. */
const readableFor = /^(?:curl|Wget|Mozilla\/5\.0)/;
const prettyParameter = /;\s*pretty=(?:1|t|true)\b/i;

/** The text, or bytes, of an answer that is neither a watch nor a reset. */
export function encodeBody(
  request: EncodingRequest,
  response: ApiResponse,
): string | Uint8Array<ArrayBuffer> {
  const { body } = response;
  if (body.kind === "text") return body.text;
  if (body.kind === "bytes") return body.bytes;
  if (body.kind === "pieces") {
    return isCompact(request, response) ? encodedAtOnce(body.encode()) : textOf(response, body);
  }
  if (body.kind !== "json") return "";
  if (body.isIndented === true || !isCompact(request, response)) return textOf(response, body);
  return body.encode?.() ?? `${toJsonText(body.value)}\n`;
}

/** Whether a list can go out as it is encoded: neither as YAML nor for people. */
export function isCompact(request: EncodingRequest, response: ApiResponse): boolean {
  const contentType = headerOf(response, "content-type");
  if (contentType.startsWith(protobufMediaType)) return true;
  return !contentType.startsWith("application/yaml") && !wantsIndentation(request);
}

/** YAML, or indented JSON: which the real server ends without the line feed that compact answers have. */
function textOf(response: ApiResponse, { value }: { readonly value: unknown }): string {
  return headerOf(response, "content-type").startsWith("application/yaml")
    ? toYamlText(value)
    : toJsonText(value, { isPretty: true });
}

/** The first value of a header of an answer, or empty. */
export function headerOf(response: Pick<ApiResponse, "headers">, name: string): string {
  const value = response.headers[name];
  return typeof value === "string" ? value : (value?.[0] ?? "");
}

function wantsIndentation({ query, headers }: EncodingRequest): boolean {
  const asked = query.find(([name]) => name === "pretty")?.[1] ?? "";
  if (asked !== "") return ["1", "t", "T", "true", "TRUE", "True"].includes(asked);
  return (
    readableFor.test(headers["user-agent"] ?? "") || prettyParameter.test(headers["accept"] ?? "")
  );
}
