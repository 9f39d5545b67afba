import { encodedAtOnce, protobufMediaType } from "../../request/answer/wire-form.ts";
import type {
  ApiRequest,
  ApiResponse,
  Encoding,
  ResponseBody,
} from "../../request/read/api-request.ts";
import { encodeLongList, type ListStyle } from "./encode-long-list.ts";
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
  if (body.kind === "long-list") return encodedAtOnce(encodingOf(request, response, body));
  if (body.kind !== "json") return "";
  const { isIndented } = body;
  const fixed = isIndented === undefined ? undefined : isIndented ? "indented" : "compact";
  const style = fixed ?? styleOf(request, response);
  if (style === "yaml") return toYamlText(body.value);
  // The real server ends compact answers with a line feed and indented ones without.
  if (style === "indented") return toJsonText(body.value, { isPretty: true });
  return body.encode?.() ?? `${toJsonText(body.value)}\n`;
}

/** How the bytes of a long list are made, in steps. */
export function encodingOf(
  request: EncodingRequest,
  response: ApiResponse,
  { list, encode }: ResponseBody & { readonly kind: "long-list" },
): Encoding {
  const isProtobuf = headerOf(response, "content-type").startsWith(protobufMediaType);
  const style = isProtobuf ? "compact" : styleOf(request, response);
  return style === "compact" && encode !== undefined ? encode() : encodeLongList(list, style);
}

function styleOf(request: EncodingRequest, response: ApiResponse): ListStyle {
  if (headerOf(response, "content-type").startsWith("application/yaml")) return "yaml";
  return wantsIndentation(request) ? "indented" : "compact";
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
