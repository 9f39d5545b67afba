import { type Clock, printJson } from "@informerlab/core";
import type { AdmissionView } from "../admission/admission-view.ts";
import type { ServiceAccountTokens } from "../authentication/service-account-tokens.ts";
import { apiServices } from "../kinds/built-in/api-service-objects.ts";
import type { ResourceLookup } from "../kinds/registry.ts";
import { isRouted } from "../request/answer/accept.ts";
import { type NegotiationTarget, negotiate, notAcceptable } from "../request/answer/negotiate.ts";
import { protobufForm } from "../request/answer/protobuf-form.ts";
import { methodNotAllowed, noResource } from "../request/answer/status-errors.ts";
import { type MediaType, protobufMediaType } from "../request/answer/wire-form.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";
import type { ServerSettings } from "../request/server-settings.ts";
import {
  aggregatedContentType,
  aggregatedDiscovery,
  aggregatedFormOf,
} from "./aggregated-discovery.ts";
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from "./api-groups.ts";
import { etagOf } from "./digest.ts";
import type { DiscoveryRequest } from "./discovery-request.ts";
import { groupsShown, type ShownGroups } from "./groups-shown.ts";
import type { DescriptionSource } from "./openapi/descriptions.ts";
import { serveOpenApi } from "./openapi/serve-openapi.ts";
import { remembered, type Tagged } from "./openapi/tagged-documents.ts";
import { rootPaths } from "./root-paths.ts";
import { serverVersion } from "./version.ts";

/**
 * Answers what clients ask before they ask for objects: groups, versions and resources, their schemas, the server's
 * version. Undefined for any other path.
 *
 * @throws StatusError 404, 405, 406
 */
export function serveDiscovery(
  server: {
    readonly registry: ResourceLookup;
    readonly settings?: VersionSettings;
    readonly environment?: { readonly clock: Pick<Clock, "now"> };
    readonly view?: Pick<AdmissionView, "list">;
    readonly serviceAccountTokens?: Pick<ServiceAccountTokens, "issuer" | "signingKey" | "jwksUri">;
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
      return rest.length === 0 ? serveVersion(asked, server.settings) : undefined;
    case ".well-known":
      if (tokens === undefined || !isRoute(rest, "openid-configuration")) return undefined;
      return document(asked, openIdConfiguration(tokens, asked.request), "application/json");
    case "openid":
      if (tokens === undefined || !isRoute(rest, "v1/jwks")) return undefined;
      return document(asked, { keys: tokens.signingKey().publicKeys }, "application/jwk-set+json");
    case "openapi":
      return serveOpenApi(
        { lookup, descriptions, now: server.environment?.clock.now() },
        asked,
        rest,
      );
    default:
      return undefined;
  }
}

/** What is below a route is nowhere. @throws StatusError 404 */
function isRoute(path: readonly string[], route: string): boolean {
  const text = path.join("/");
  if (text.startsWith(`${route}/`)) throw noResource();
  return text === route;
}

/** Where the keys of service account tokens are. */
function openIdConfiguration(
  tokens: Pick<ServiceAccountTokens, "issuer" | "signingKey" | "jwksUri">,
  { headers }: ApiRequest,
): object {
  const algorithms = tokens.signingKey().publicKeys.map(({ alg }) => alg);
  return {
    issuer: tokens.issuer,
    jwks_uri:
      tokens.jwksUri ?? `https://${headers["host"] ?? "kubernetes.default.svc"}/openid/v1/jwks`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [...new Set(algorithms)],
  };
}

/** A document that is served in its one media type. */
function document(asked: DiscoveryRequest, value: object, mediaType: string): ApiResponse {
  requireGet(asked);
  requireRoute(asked, [mediaType]);
  return {
    status: 200,
    headers: { "cache-control": "public, max-age=3600", "content-type": mediaType },
    body: { kind: "text", text: printJson(value) },
  };
}

const aggregatorGroup = "apiregistration.k8s.io";

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
  if (version === undefined) {
    // Another handler answers of its own group, and where more slashes than one end the path.
    const isStrict = group === aggregatorGroup || asked.request.path.endsWith("//");
    return isStrict && groups.lookup.isBuiltInGroup(group)
      ? plain(asked, apiGroup(served))
      : negotiated(asked, apiGroup(served), { isLoose: true });
  }
  const servedVersion = served.versions.find((candidate) => candidate.version === version);
  if (servedVersion?.isElsewhere === true) return undefined;
  const isOwn = groups.lookup.isBuiltInGroup(group);
  if (servedVersion !== undefined) {
    const document = apiResourceList(group, servedVersion);
    // Of other groups one handler answers, whatever the method.
    return isOwn ? plain(asked, document) : negotiated(asked, document, { isLoose: true });
  }
  // Below a group of its own the server speaks of resources, elsewhere of pages.
  if (isOwn) throw noResource();
  return undefined;
}

/** Clients that understand aggregated discovery get all groups and resources in one answer. */
function serveRoot(groups: Groups, asked: DiscoveryRequest, root: "/api" | "/apis"): ApiResponse {
  const mediaType = aggregatedFormOf(asked.request.headers["accept"] ?? "");
  if (root === "/api") requireGet(asked);
  if (mediaType !== undefined) return serveAggregated(aggregated(groups, root), asked, mediaType);
  if (root === "/apis")
    return negotiated(asked, apiGroupList(groups.shown.byApiService), { isLoose: true });
  const address = asked.request.headers["host"] ?? "127.0.0.1:6443";
  return plain(asked, apiVersions(groups.lookup, address));
}

function serveAggregated(
  tagged: Tagged,
  asked: DiscoveryRequest,
  mediaType: MediaType,
): ApiResponse {
  const answer = cached(asked, tagged, {
    "cache-control": "public",
    "content-type": aggregatedContentType(mediaType),
    vary: "Accept",
  });
  return answer.status === 200 && mediaType === protobufMediaType
    ? { ...answer, body: { kind: "bytes", bytes: protobufForm.object(tagged.document) } }
    : answer;
}

/** Of what is served alone the document is kept. */
function aggregated({ lookup, shown }: Groups, root: "/api" | "/apis"): Tagged {
  const make = () => aggregatedDiscovery(shown.groups, root);
  if (shown.isOwn) return remembered(lookup, root, make);
  const document = make();
  return { document, etag: etagOf(document) };
}

type VersionSettings = Pick<ServerSettings, "gitVersion" | "minCompatibilityMinor">;

function serveVersion(asked: DiscoveryRequest, settings: VersionSettings = {}): ApiResponse {
  const {
    gitVersion = serverVersion.gitVersion,
    minCompatibilityMinor = serverVersion.minCompatibilityMinor,
  } = settings;
  requireGet(asked);
  requireRoute(asked, ["application/json"]);
  return indented({ ...serverVersion, minCompatibilityMinor, gitVersion });
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

/** @throws StatusError 406 */
function requireRoute({ request }: DiscoveryRequest, written: readonly string[]): void {
  const accept = request.headers["accept"] ?? "";
  if (accept !== "" && !isRouted(accept, written)) throw notAcceptable(written);
}

function requireGet({ request }: DiscoveryRequest): void {
  if (request.method !== "GET") throw methodNotAllowed();
}
