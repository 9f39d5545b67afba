/** Names a kind of objects as paths do. The core group is the empty text. */
export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  /** Plural, lower case: `deployments`. */
  readonly resource: string;
}

/** A resource with all that is needed to speak about it. */
export interface ApiResource extends GroupVersionResource {
  readonly kind: string;
  readonly isNamespaced: boolean;
}

/** Which object or collection a path leads to. */
export interface ResourcePathOptions {
  /** Absent or empty: all namespaces, or a cluster-scoped resource. */
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** `v1` or `apps/v1`: what stands in an object's `apiVersion`. */
export function apiVersionOf(resource: Pick<GroupVersionResource, "group" | "version">): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}

/** Takes an `apiVersion` apart. */
export function parseApiVersion(apiVersion: string): {
  readonly group: string;
  readonly version: string;
} {
  const slash = apiVersion.indexOf("/");
  if (slash < 0) return { group: "", version: apiVersion };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `nodes`, `deployments.apps`: how traces, errors and people name a resource. */
export function resourceNameOf(resource: Pick<GroupVersionResource, "group" | "resource">): string {
  return resource.group === "" ? resource.resource : `${resource.resource}.${resource.group}`;
}

/** `/api/v1` or `/apis/apps/v1`. */
export function groupVersionPath(
  resource: Pick<GroupVersionResource, "group" | "version">,
): string {
  return resource.group === ""
    ? `/api/${resource.version}`
    : `/apis/${resource.group}/${resource.version}`;
}

/**
 * Refuses a namespace, name or subresource that no path can carry as one segment: addresses are normalized on their way, so that
 * `..` as a pod's name would be the namespace around it, also in a delete.
 *
 * @throws RangeError
 * @see client-go rest/request.go IsValidPathSegmentName
 */
export function checkPathSegment(what: string, text: string): void {
  if (text !== "." && text !== ".." && !/[/%]/.test(text)) return;
  throw new RangeError(
    `${JSON.stringify(text)} is no ${what}: it may be neither "." nor "..", nor contain "/" or "%"`,
  );
}

/** The path of a collection or, with a name, of an object; percent-encoded. */
export function resourcePath(
  resource: GroupVersionResource,
  { namespace = "", name, subresource }: ResourcePathOptions = {},
): string {
  const segments = [groupVersionPath(resource)];
  if (namespace !== "") segments.push("namespaces", encodeURIComponent(namespace));
  segments.push(resource.resource);
  if (name !== undefined) segments.push(encodeURIComponent(name));
  if (subresource !== undefined) segments.push(subresource);
  return segments.join("/");
}
