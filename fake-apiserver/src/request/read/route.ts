import type { AdmissionView } from "../../admission/admission-view.ts";
import type { ResourceLookup } from "../../kinds/registry.ts";
import type { ResourceDefinition, ResourceVerb } from "../../kinds/resource-definition.ts";
import { isAnsweredElsewhere } from "../answered-elsewhere.ts";
import { parseBoolean } from "./list-options.ts";
import type { RequestVerb } from "./resource-request.ts";

/** What a path and a method say, before anybody has looked whether it exists: what authorization decides on. */
export interface RequestAttributes {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  /** The path goes on below the subresource. */
  readonly goesOn: boolean;
  /** Slashes follow each other in the path: only to custom resources that is one. */
  readonly hasGaps: boolean;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly verb: RequestVerb;
  /** Came by the old `/watch/` paths. */
  readonly isWatchPath: boolean;
}

/** Where a request goes. */
export type Route =
  | { readonly kind: "resource"; readonly attributes: RequestAttributes }
  /** Discovery, health and all other paths that are not below a group version. */
  | { readonly kind: "other"; readonly segments: readonly string[] };

/** The parts of a request that routing looks at. */
export interface RouteInput {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
}

/** Reads a path. Undefined for one that no server has: doubled slashes, broken escapes. */
export function parseRoute({ method, path, query }: RouteInput): Route | undefined {
  // An escaped slash parts what it stands in, as any other does.
  const decoded = decodedPath(path);
  if (decoded === undefined) return undefined;
  const names = withoutTail(decoded).split("/").slice(1);
  const hasGaps =
    decoded !== "/" && names.some((name, at) => name === "" && !isNoNamespace(names, at));
  const attributes = attributesOf(method, names, query);
  if (attributes !== undefined) return { kind: "resource", attributes: { ...attributes, hasGaps } };
  return hasGaps ? undefined : { kind: "other", segments: names };
}

/** The route, undefined where only a custom resource could be behind such slashes, and is not. */
export function withRightGaps(
  route: Route | undefined,
  registry: ResourceLookup,
): Route | undefined {
  if (route?.kind !== "resource" || !route.attributes.hasGaps) return route;
  const { group, version, resource } = route.attributes;
  return registry.lookup(group, version, resource)?.origin === "custom" ? route : undefined;
}

const endsAsOnePath = /^\/(?:apis?|version|openid\/v1\/jwks|\.well-known\/openid-configuration)\//;

/** Below groups and routes, however many slashes may end a path; elsewhere one, as after `/apis`. */
function withoutTail(path: string): string {
  if (/^\/apis\/\/+$/.test(path)) return path;
  if (!endsAsOnePath.test(path))
    return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  let end = path.length;
  while (path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
}

/** `namespaces//pods`: whoever puts no name there means none. */
function isNoNamespace(names: readonly string[], at: number): boolean {
  return names[at - 1] === "namespaces" && at <= 5 && at < names.length - 1;
}

/** Undefined where escapes are broken. */
export function decodedPath(path: string): string | undefined {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function attributesOf(
  method: string,
  segments: readonly string[],
  query: ReadonlyMap<string, string>,
): Omit<RequestAttributes, "hasGaps"> | undefined {
  const [root, ...below] = segments;
  let group = "";
  if (root === "apis") group = below.shift() ?? "";
  else if (root !== "api") return undefined;
  const version = below.shift();
  const isWatchPath = below[0] === "watch" && below.length > 1;
  if (isWatchPath) below.shift();
  if (version === undefined || below.length === 0) return undefined;
  let namespace: string | undefined;
  // `namespaces/x/status` is about the namespace itself, `namespaces/x/pods` about what is in it.
  const [first, owner, inside] = below;
  if (
    first === "namespaces" &&
    owner !== undefined &&
    inside !== undefined &&
    !namespaceParts.has(inside)
  ) {
    namespace = owner;
    below.splice(0, 2);
  }
  const [resource = "", name, ...parts] = below;
  const [subresource = "", ...rest] = parts;
  return {
    group,
    version,
    resource,
    subresource,
    goesOn: rest.length > 0,
    namespace,
    name,
    verb: verbOf(method, name, isWatchPath, query),
    isWatchPath,
  };
}

/** What requests that match nothing wanted to do. */
export const verbsOfMethods: Readonly<Record<string, RequestVerb>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

const namespaceParts: ReadonlySet<string> = new Set(["status", "finalize"]);

function verbOf(
  method: string,
  name: string | undefined,
  isWatchPath: boolean,
  query: ReadonlyMap<string, string>,
): RequestVerb {
  // Whatever the method.
  if (isWatchPath) return "watch";
  switch (method) {
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      if (name !== undefined) return "get";
      return parseBoolean(query.get("watch")) ? "watch" : "list";
  }
}

const longRunningParts: ReadonlySet<string> = new Set([
  "attach",
  "exec",
  "log",
  "portforward",
  "proxy",
]);

/** Whether a request may take as long as it likes: watches, and what streams from a node. */
export function isLongRunning({ verb, subresource }: RequestAttributes): boolean {
  return verb === "watch" || longRunningParts.has(subresource);
}

const passingParts: ReadonlySet<string> = new Set(["attach", "exec", "portforward", "proxy"]);

/** Whether somebody behind the server answers, in whatever form; `proxy` takes any method, too. */
export function passesOn(subresource: string): boolean {
  return passingParts.has(subresource);
}

/** What a route leads to. */
export type Destination =
  | { readonly kind: "found"; readonly definition: ResourceDefinition }
  /** 404 as plain text. */
  | { readonly kind: "no-page" }
  /** 404 as a Status. */
  | { readonly kind: "no-resource" }
  /** 404 as a Status that names the object. */
  | { readonly kind: "no-object"; readonly definition: ResourceDefinition }
  | { readonly kind: "no-method" }
  /** 400: what is to be written has no name. */
  | { readonly kind: "no-name"; readonly definition: ResourceDefinition }
  /** 405 as custom resources say it, with the verb; it is empty for a method that is none. */
  | {
      readonly kind: "no-verb";
      readonly definition: ResourceDefinition;
      readonly verb: RequestVerb | "";
    };

const methods: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

const proxyMethods: ReadonlySet<string> = new Set(["HEAD", "OPTIONS"]);

/** Whether a method is a verb of resources, as authorization sees it. */
export function hasVerb(method: string): boolean {
  return methods.has(method) || method === "HEAD";
}

/** Finds the kind behind the attributes, and whether the path and the method fit it. */
export function findDestination(
  view: Pick<AdmissionView, "registry" | "get">,
  attributes: RequestAttributes,
  method: string,
): Destination {
  const { group, version, resource, subresource, namespace, name } = attributes;
  const { registry } = view;
  const isBuiltIn = registry.isBuiltInGroup(group);
  const missing = { kind: isBuiltIn ? "no-resource" : "no-page" } as const;
  const definition = registry.lookup(group, version, resource);
  // The server's own versions are always its own.
  if ((!isBuiltIn || definition === undefined) && isAnsweredElsewhere(view, group, version))
    return { kind: "no-page" };
  if (definition === undefined) return missing;
  if (!definition.namespaced && namespace !== undefined) return missing;
  if (definition.namespaced && isUnplaced(definition, namespace) && name !== undefined)
    return missing;
  if (isNowhere(definition, attributes)) return missing;
  if (subresource !== "" && !isPartOf(definition, attributes)) {
    return definition.origin === "custom" ? { kind: "no-object", definition } : missing;
  }
  if (definition.origin === "custom") return customDestination(definition, attributes, method);
  if (isUnwatchedList(definition, attributes))
    return { kind: "no-verb", definition, verb: "watch" };
  return isMethodOf(attributes, method) && isTaken(definition, attributes)
    ? { kind: "found", definition }
    : { kind: "no-method" };
}

/**
 * Reviews and bindings are answered: none has a name by which it could be found, nor is there a list over all namespaces.
 * And what cannot be watched has no path of watches.
 */
function isNowhere(
  { verbs, namespaced }: ResourceDefinition,
  { namespace, name, isWatchPath }: RequestAttributes,
): boolean {
  if (isWatchPath && !verbs.includes("watch")) return true;
  const isAnswer = verbs.join() === "create";
  return isAnswer && (name !== undefined || (namespaced && namespace === undefined));
}

/** To custom resources a namespace without a name is none. */
function isUnplaced({ origin }: ResourceDefinition, namespace: string | undefined): boolean {
  return namespace === undefined || (origin === "custom" && namespace === "");
}

/** Custom resources never look further; of the others `proxy` alone has somebody else's paths below it. */
function isPartOf(
  { subresources, origin }: ResourceDefinition,
  { subresource, goesOn }: RequestAttributes,
): boolean {
  return (
    subresources.has(subresource) && (!goesOn || subresource === "proxy" || origin === "custom")
  );
}

function isMethodOf({ isWatchPath, subresource }: RequestAttributes, method: string): boolean {
  if (isWatchPath) return method === "GET";
  return methods.has(method) || (subresource === "proxy" && proxyMethods.has(method));
}

/**
 * Custom resources have one handler for all paths, which looks at the verb alone.
 *
 * @see apiextensions-apiserver pkg/apiserver/customresource_handler.go ServeHTTP, serveResource
 */
function customDestination(
  definition: ResourceDefinition,
  attributes: RequestAttributes,
  method: string,
): Destination {
  const { verb, subresource, namespace, name } = attributes;
  if (!hasVerb(method)) return { kind: "no-verb", definition, verb: "" };
  const isCollectionWrite = verb === "create" || verb === "deletecollection";
  if (definition.namespaced && isUnplaced(definition, namespace) && isCollectionWrite)
    return { kind: "no-page" };
  const verbs =
    subresource === "" ? definition.verbs : definition.subresources.get(subresource)?.verbs;
  if (!(verbs ?? []).includes(verb)) return { kind: "no-verb", definition, verb };
  // Of a patch the media type is looked at first.
  const isUnnamed = name === undefined && verb === "update";
  return isUnnamed ? { kind: "no-name", definition } : { kind: "found", definition };
}

/** The handler of lists finds out that there is nothing to watch. */
function isUnwatchedList(
  { verbs }: ResourceDefinition,
  { verb, isWatchPath, subresource }: RequestAttributes,
): boolean {
  if (verb !== "watch" || isWatchPath || subresource !== "") return false;
  return verbs.includes("list") && !verbs.includes("watch");
}

/** Whether the path, as it is, takes the verb. */
function isTaken(
  definition: ResourceDefinition,
  { verb, subresource, namespace, name }: RequestAttributes,
): boolean {
  const verbs: readonly ResourceVerb[] =
    subresource === "" ? definition.verbs : (definition.subresources.get(subresource)?.verbs ?? []);
  if (!verbs.includes(verb)) return false;
  const isCollectionWrite = verb === "create" || verb === "deletecollection";
  if (definition.namespaced && namespace === undefined && isCollectionWrite) return false;
  if (name === undefined) return verb !== "update" && verb !== "patch";
  return subresource !== "" || verb !== "create";
}
