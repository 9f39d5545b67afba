import { printJson } from "@informerlab/core";
import type { AdmissionView } from "../admission/admission-view.ts";
import type { ServiceAccountTokens } from "../authentication/service-account-tokens.ts";
import { apiServices } from "../kinds/built-in/api-service-objects.ts";
import type { ResourceLookup } from "../kinds/registry.ts";
import { type NegotiationTarget, negotiate, notAcceptable } from "../request/answer/negotiate.ts";
import { methodNotAllowed, noResource } from "../request/answer/status-errors.ts";
import { protobufForm, protobufMediaType } from "../request/answer/wire-form.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";
import type { ServerSettings } from "../request/server-settings.ts";
import {
  aggregatedDiscovery,
  aggregatedMediaType,
  wantsAggregated,
} from "./aggregated-discovery.ts";
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from "./api-groups.ts";
import { digestOf, etagOf } from "./digest.ts";
import { groupsShown, type ShownGroups } from "./groups-shown.ts";
import type { DescriptionSource } from "./openapi-descriptions.ts";
import { openApiProtobuf } from "./openapi-protobuf.ts";
import { openApiV2 } from "./openapi-v2.ts";
import { OpenApiV3 } from "./openapi-v3.ts";
import { rootPaths } from "./root-paths.ts";
import { serveContent } from "./serve-content.ts";
import { serverVersion } from "./version.ts";

/** A request for something about the server itself. */
export interface DiscoveryRequest {
  readonly request: ApiRequest;
  readonly query: ReadonlyMap<string, string>;
  /** Decoded parts of the path, without the leading slash. */
  readonly segments: readonly string[];
}

/**
 * Answers what clients ask before they ask for objects: groups, versions and resources, their schemas, the server's
 * version. Undefined for any other path.
 *
 * @throws StatusError 404, 405, 406
 */
export function serveDiscovery(
  server: {
    readonly registry: ResourceLookup;
    readonly settings?: Pick<ServerSettings, "gitVersion">;
    readonly view?: Pick<AdmissionView, "list">;
    readonly serviceAccountTokens?: Pick<ServiceAccountTokens, "issuer" | "signingKey">;
  },
  asked: DiscoveryRequest,
  descriptions?: DescriptionSource,
): ApiResponse | undefined {
  const segments = asked.segments.at(-1) === "" ? asked.segments.slice(0, -1) : asked.segments;
  const [first, ...rest] = segments;
  const { registry: lookup, serviceAccountTokens: tokens } = server;
  const shown = () => groupsShown(lookup, server.view?.list(apiServices, undefined) ?? []);
  switch (first) {
    case undefined:
    case "index.html":
      return rest.length === 0 ? indented(rootPaths(shown().groups)) : undefined;
    case "api":
    case "apis":
      return serveGroups({ lookup, shown: shown() }, asked, segments);
    case "version":
      return rest.length === 0 ? serveVersion(asked, server.settings?.gitVersion) : undefined;
    case ".well-known":
      return rest.join("/") === "openid-configuration" && tokens !== undefined
        ? document(asked, openIdConfiguration(tokens, asked.request), "application/json")
        : undefined;
    case "openid":
      return rest.join("/") === "v1/jwks" && tokens !== undefined
        ? document(asked, { keys: tokens.signingKey().publicKeys }, "application/jwk-set+json")
        : undefined;
    case "openapi":
      return serveOpenApi({ lookup, descriptions }, asked, rest);
    default:
      return undefined;
  }
}

/** Where the keys of service account tokens are. */
function openIdConfiguration(
  tokens: Pick<ServiceAccountTokens, "issuer" | "signingKey">,
  { headers }: ApiRequest,
): object {
  const algorithms = tokens.signingKey().publicKeys.map(({ alg }) => alg);
  return {
    issuer: tokens.issuer,
    jwks_uri: `https://${headers["host"] ?? "kubernetes.default.svc"}/openid/v1/jwks`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [...new Set(algorithms)],
  };
}

/** A document that is served in its one media type. */
function document(asked: DiscoveryRequest, value: object, mediaType: string): ApiResponse {
  requireGet(asked);
  const wanted = (asked.request.headers["accept"] ?? "*/*")
    .split(",")
    .map((one) => one.split(";")[0]?.trim());
  const fits = wanted.some((one) => [mediaType, "*/*", "application/*"].includes(one ?? ""));
  if (!fits) throw notAcceptable([mediaType]);
  return {
    status: 200,
    headers: { "cache-control": "public, max-age=3600", "content-type": mediaType },
    body: { kind: "text", text: printJson(value) },
  };
}

/** What is served, and what discovery shows. */
interface Groups {
  readonly lookup: ResourceLookup;
  readonly shown: ShownGroups;
}

function serveGroups(
  groups: Groups,
  asked: DiscoveryRequest,
  [root, ...rest]: readonly string[],
): ApiResponse | undefined {
  if (rest.length === 0) return serveRoot(groups, asked, root === "api" ? "/api" : "/apis");
  const [group = "", version, ...more] = root === "api" ? ["", ...rest] : rest;
  const served = groups.shown.groups.find((candidate) => candidate.group === group);
  if (served === undefined || more.length > 0) return undefined;
  if (version === undefined) return negotiated(asked, apiGroup(served), { isLoose: true });
  const servedVersion = served.versions.find((candidate) => candidate.version === version);
  if (servedVersion?.isElsewhere === true) return undefined;
  if (servedVersion !== undefined) return plain(asked, apiResourceList(group, servedVersion));
  // Below a group of its own the server speaks of resources, elsewhere of pages.
  if (groups.lookup.isBuiltInGroup(group)) throw noResource();
  return undefined;
}

/** Clients that understand aggregated discovery get all groups and resources in one answer. */
function serveRoot(groups: Groups, asked: DiscoveryRequest, root: "/api" | "/apis"): ApiResponse {
  if (wantsAggregated(asked.request.headers["accept"])) {
    requireGet(asked);
    return cached(asked, aggregated(groups, root), {
      "cache-control": "public",
      "content-type": aggregatedMediaType,
      vary: "Accept",
    });
  }
  if (root === "/apis")
    return negotiated(asked, apiGroupList(groups.shown.byApiService), { isLoose: true });
  const address = asked.request.headers["host"] ?? "127.0.0.1:6443";
  return plain(asked, apiVersions(groups.lookup, address));
}

interface Tagged {
  readonly document: object;
  readonly etag: string;
}

interface TaggedBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** Documents of one state of a registry. */
interface Documents {
  readonly generation: number;
  readonly tagged: Map<string, Tagged>;
  openApiProtobuf?: TaggedBytes;
}

const documents = new WeakMap<ResourceLookup, Documents>();
const openApis = new WeakMap<ResourceLookup, OpenApiV3>();

function documentsOf(lookup: ResourceLookup): Documents {
  let known = documents.get(lookup);
  if (known === undefined || known.generation !== lookup.generation) {
    known = { generation: lookup.generation, tagged: new Map() };
    documents.set(lookup, known);
  }
  return known;
}

function remembered(lookup: ResourceLookup, key: string, make: () => object): Tagged {
  const known = documentsOf(lookup);
  let tagged = known.tagged.get(key);
  if (tagged === undefined) {
    const document = make();
    tagged = { document, etag: etagOf(document) };
    known.tagged.set(key, tagged);
  }
  return tagged;
}

/** Of what is served alone the document is kept. */
function aggregated({ lookup, shown }: Groups, root: "/api" | "/apis"): Tagged {
  const make = () => aggregatedDiscovery(shown.groups, root);
  if (shown.isOwn) return remembered(lookup, root, make);
  const document = make();
  return { document, etag: etagOf(document) };
}

function serveVersion(
  asked: DiscoveryRequest,
  gitVersion: string = serverVersion.gitVersion,
): ApiResponse {
  requireGet(asked);
  const accept = asked.request.headers["accept"] ?? "";
  const types = accept.split(",").map((clause) => clause.split(";")[0]?.trim() ?? "");
  const isJson =
    accept.trim() === "" || types.some((type) => type === "*/*" || type === "application/json");
  if (!isJson) throw notAcceptable(["application/json"]);
  return indented({ ...serverVersion, gitVersion });
}

const openApiV2Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/** What OpenAPI documents are made of. */
interface OpenApiSource {
  readonly lookup: ResourceLookup;
  readonly descriptions: DescriptionSource | undefined;
}

function serveOpenApi(
  source: OpenApiSource,
  asked: DiscoveryRequest,
  [version, ...path]: readonly string[],
): ApiResponse | undefined {
  const isFolder = asked.request.path.endsWith("/");
  // Whatever the method.
  if (version === "v2" && path.length === 0)
    return isFolder ? undefined : serveOpenApiV2(source, asked);
  if (version !== "v3") return undefined;
  const { lookup, descriptions } = source;
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
    return serveContent(JSON.stringify(openApi.index()), headers, asked.request.headers);
  }
  return serveOpenApiDocument(openApi, asked, path.join("/"));
}

function serveOpenApiDocument(
  openApi: OpenApiV3,
  asked: DiscoveryRequest,
  path: string,
): ApiResponse {
  const found = openApi.document(path);
  if (found === undefined) {
    return {
      status: 404,
      headers: { "cache-control": "no-cache, private" },
      body: { kind: "empty" },
    };
  }
  const etag = `"${found.hash}"`;
  const hash = asked.query.get("hash");
  const headers = { "content-type": "application/json", etag, vary: "Accept" };
  if (!acceptsAnyOf(asked, openApiV3Types)) return notWritten;
  if (hash !== undefined && hash !== "" && hash !== found.hash) {
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
  return cached(
    asked,
    { document: found.document, etag },
    {
      ...headers,
      "cache-control":
        hash === undefined || hash === "" ? "no-cache, private" : "public, immutable",
    },
  );
}

function serveOpenApiV2(
  { lookup, descriptions }: OpenApiSource,
  asked: DiscoveryRequest,
): ApiResponse {
  const json = remembered(lookup, "/openapi/v2", () => openApiV2(lookup, descriptions?.()));
  const headers = { "cache-control": "no-cache, private", vary: "Accept-Encoding, Accept" };
  if (!acceptsAnyOf(asked, openApiV2Types)) return { ...notWritten, headers };
  if (!prefersProtobuf(asked.request.headers["accept"] ?? "")) {
    return cached(asked, json, { ...headers, "content-type": "application/json" });
  }
  const known = documentsOf(lookup);
  if (known.openApiProtobuf === undefined) {
    const bytes = openApiProtobuf(json.document);
    known.openApiProtobuf = { bytes, etag: `"${digestOf(bytes)}"` };
  }
  const { bytes, etag } = known.openApiProtobuf;
  if (asked.request.headers["if-none-match"] === etag) {
    return { status: 304, headers: { ...headers, etag }, body: { kind: "empty" } };
  }
  return {
    status: 200,
    headers: { ...headers, "content-type": openApiV2Protobuf, etag },
    body: { kind: "bytes", bytes },
  };
}

const openApiV2Types = [openApiV2Protobuf, openApiV2Protobuf.replace("v2.v1", "v2@v1")];
const openApiV3Types = openApiV2Types.map((type) => type.replace("spec.v2", "spec.v3"));

/** 406, without a word. */
const notWritten: ApiResponse = {
  status: 406,
  headers: { "cache-control": "no-cache, private", vary: "Accept" },
  body: { kind: "empty" },
};

function acceptsAnyOf({ request }: DiscoveryRequest, written: readonly string[]): boolean {
  const accept = request.headers["accept"] ?? "";
  const types = accept.split(",").map((clause) => clause.split(";")[0]?.trim() ?? "");
  return (
    accept.trim() === "" ||
    types.some((type) => /^(?:\*|application)\/(?:\*|json)$/.test(type) || written.includes(type))
  );
}

/** The first type that this server writes decides. The old name of the protobuf form holds an `@`. */
function prefersProtobuf(accept: string): boolean {
  const types = accept.split(",").map((clause) => clause.split(";")[0]?.trim() ?? "");
  const first = types.find(
    (type) => isOpenApiProtobuf(type) || /^(?:\*|application)\/(?:\*|json)$/.test(type),
  );
  return first !== undefined && isOpenApiProtobuf(first);
}

function isOpenApiProtobuf(type: string): boolean {
  return type.replace("@", ".") === openApiV2Protobuf;
}

function cached(
  asked: DiscoveryRequest,
  { document, etag }: Tagged,
  headers: Readonly<Record<string, string>>,
): ApiResponse {
  if (asked.request.headers["if-none-match"] === etag) {
    const { "content-type": _contentType, ...rest } = headers;
    return { status: 304, headers: { ...rest, etag }, body: { kind: "empty" } };
  }
  return { status: 200, headers: { ...headers, etag }, body: { kind: "json", value: document } };
}

function plain(asked: DiscoveryRequest, document: object): ApiResponse {
  requireGet(asked);
  return negotiated(asked, document, {});
}

/** The list of groups, and each group, are answered whatever the method. */
function negotiated(
  asked: DiscoveryRequest,
  document: object,
  target: NegotiationTarget,
): ApiResponse {
  const { mediaType } = negotiate(asked.request.headers["accept"], target);
  if (mediaType !== protobufMediaType) return json(document, mediaType);
  return {
    status: 200,
    headers: { "cache-control": "no-cache, private", "content-type": mediaType },
    body: { kind: "bytes", bytes: protobufForm.object(document) },
  };
}

function json(value: object, contentType: string): ApiResponse {
  return {
    status: 200,
    headers: { "cache-control": "no-cache, private", "content-type": contentType },
    body: { kind: "json", value },
  };
}

/** The few documents that are made to be read, whoever asks for them. */
function indented(value: object): ApiResponse {
  return {
    status: 200,
    headers: { "cache-control": "no-cache, private", "content-type": "application/json" },
    body: { kind: "text", text: printJson(value, { indent: 2 }) },
  };
}

function requireGet({ request }: DiscoveryRequest): void {
  if (request.method !== "GET") throw methodNotAllowed();
}
