import type { ResourceLookup } from "../../kinds/registry.ts";
import { parseAccept, takes } from "../../request/answer/accept.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";
import type { DiscoveryRequest } from "../discovery-request.ts";
import { httpTime } from "../http-time.ts";
import type { DescriptionSource } from "./descriptions.ts";
import { openApiProtobuf } from "./protobuf.ts";
import { openApiV2 } from "./v2.ts";
import { OpenApiV3 } from "./v3.ts";
import { answerWith } from "../serve-content.ts";
import { remembered, type Tagged } from "./tagged-documents.ts";

/** What OpenAPI documents are made of. */
interface OpenApiSource {
  readonly lookup: ResourceLookup;
  readonly descriptions: DescriptionSource | undefined;
  /** Milliseconds since the epoch; undefined where nothing tells the time. */
  readonly now?: number | undefined;
}

type Headers = ApiResponse["headers"];

const json = "application/json";
const protobufOf = (version: "v2" | "v3"): string =>
  `application/com.github.proto-openapi.spec.${version}.v1.0+protobuf`;
/** The old name of the protobuf form holds an `@`. */
const deprecated = (mediaType: string): string => mediaType.replace(".v1.0", "@v1.0");

const openApis = new WeakMap<ResourceLookup, OpenApiV3>();
const protobufs = new WeakMap<object, Uint8Array<ArrayBuffer>>();
/** When a document, or the bytes of one, was made. */
const madeAt = new WeakMap<object, number>();

function timeOf(made: object, now: number | undefined): number | undefined {
  if (now !== undefined && !madeAt.has(made)) madeAt.set(made, now);
  return madeAt.get(made);
}

/**
 * Answers below `/openapi`, whatever the method. Undefined for any other path.
 *
 * @see k8s.io/kube-openapi pkg/handler, pkg/handler3
 */
export function serveOpenApi(
  source: OpenApiSource,
  asked: DiscoveryRequest,
  [version, ...path]: readonly string[],
): ApiResponse | undefined {
  const isFolder = asked.request.path.endsWith("/");
  if (version === "v2" && path.length === 0)
    return isFolder ? undefined : serveVersion2(source, asked);
  if (version !== "v3") return undefined;
  const { lookup, descriptions, now } = source;
  let openApi = openApis.get(lookup);
  if (openApi === undefined) {
    openApi = new OpenApiV3(lookup, descriptions);
    openApis.set(lookup, openApi);
  }
  if (path.length === 0 && !isFolder) {
    const headers = {
      "cache-control": "no-cache, private",
      "content-type": "text/plain; charset=utf-8",
    };
    const text = JSON.stringify(openApi.index());
    // The list is made for each who asks.
    const content = { text: () => text, headers, modifiedAt: now };
    return answerWith(content, asked.request, { kind: "text", text });
  }
  return serveVersion3(openApi, asked, path.join("/"), now);
}

function serveVersion3(
  openApi: OpenApiV3,
  asked: DiscoveryRequest,
  path: string,
  now: number | undefined,
): ApiResponse {
  const found = openApi.document(path);
  if (found === undefined) {
    return {
      status: 404,
      headers: { "cache-control": "no-cache, private" },
      body: { kind: "empty" },
    };
  }
  const written = [json, protobufOf("v3"), deprecated(protobufOf("v3"))];
  if (chosen(asked, written) === undefined) return notWritten({ vary: "Accept" });
  const etag = `"${found.hash}"`;
  const headers = { "content-type": json, etag, vary: "Accept" };
  const hash = asked.query.get("hash") ?? "";
  if (hash !== "" && hash !== found.hash) {
    return {
      status: 301,
      headers: {
        ...headers,
        "cache-control": "no-cache, private",
        location: openApi.addressOf(path),
      },
      body: { kind: "empty" },
    };
  }
  return tagged(
    asked,
    { document: found.document, etag, modifiedAt: timeOf(found.document, now) },
    { ...headers, ...keptFor(hash, now) },
  );
}

/** Under the address that names its state a document is the same for ever: a year, to HTTP. */
function keptFor(hash: string, now: number | undefined): Headers {
  if (hash === "") return { "cache-control": "no-cache, private" };
  if (now === undefined) return { "cache-control": "public, immutable" };
  const expires = new Date(now);
  expires.setUTCFullYear(expires.getUTCFullYear() + 1);
  return {
    "cache-control": "public, immutable",
    expires: httpTime(expires.getTime()).replace("GMT", "UTC"),
  };
}

function serveVersion2(
  { lookup, descriptions, now }: OpenApiSource,
  asked: DiscoveryRequest,
): ApiResponse {
  const made = remembered(lookup, "/openapi/v2", () => openApiV2(lookup, descriptions?.()));
  const headers = { "cache-control": "no-cache, private", vary: ["Accept-Encoding", "Accept"] };
  const protobuf = protobufOf("v2");
  const mediaType = chosen(asked, [json, deprecated(protobuf), protobuf]);
  if (mediaType === undefined) return notWritten(headers);
  if (mediaType === json) {
    const content = { ...made, modifiedAt: timeOf(made.document, now) };
    return tagged(asked, content, { ...headers, "content-type": json });
  }
  let bytes = protobufs.get(made.document);
  if (bytes === undefined) {
    bytes = openApiProtobuf(made.document);
    protobufs.set(made.document, bytes);
  }
  // Parts are told of text.
  const { range: _range, ...others } = asked.request.headers;
  const answer = tagged(
    { ...asked, request: { ...asked.request, headers: others } },
    { ...made, modifiedAt: timeOf(bytes, now) },
    { ...headers, "content-type": protobuf },
  );
  return answer.status === 200 ? { ...answer, body: { kind: "bytes", bytes } } : answer;
}

/** The media type of the best clause that takes one. */
function chosen({ request }: DiscoveryRequest, written: readonly string[]): string | undefined {
  const accept = request.headers["accept"] ?? "";
  for (const clause of parseAccept(accept === "" ? "*/*" : accept)) {
    const mediaType = written.find((one) => takes(clause, one));
    if (mediaType !== undefined) return mediaType;
  }
  return undefined;
}

/** 406, without a word. */
function notWritten(headers: Headers): ApiResponse {
  return {
    status: 406,
    headers: { "cache-control": "no-cache, private", ...headers },
    body: { kind: "empty" },
  };
}

function tagged(
  { request }: DiscoveryRequest,
  { document, etag, modifiedAt }: Tagged & { readonly modifiedAt: number | undefined },
  headers: Headers,
): ApiResponse {
  const content = { text: () => JSON.stringify(document), headers, etag, modifiedAt };
  return answerWith(content, request, { kind: "json", value: document, isIndented: false });
}
