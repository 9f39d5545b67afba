/** A request as it is put on the wire. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Requests that build on each other, in a namespace of their own. */
export interface RequestGroup {
  readonly name: string;
  /** What the others need; compared as well. */
  readonly first?: readonly RawRequest[];
  readonly requests: readonly RawRequest[];
  /** A path that answers 404 until what came first has had its effect. */
  readonly awaited?: string;
  /** Watches last a second each: they are asked at the same time. */
  readonly atOnce?: boolean;
}

/** A content type, and a body that is text or becomes JSON. */
export function send(
  method: string,
  path: string,
  body: string | object,
  type = "application/json",
): RawRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method, path, headers: { "content-type": type }, body: text };
}

/** A read, with the headers named. */
export function get(path: string, headers: Readonly<Record<string, string>> = {}): RawRequest {
  return { method: "GET", path, headers };
}

/** A request without a body. */
export function bare(method: string, path: string): RawRequest {
  return { method, path };
}

/** Creates a namespace. */
export function namespace(name: string): RawRequest {
  return send("POST", "/api/v1/namespaces", { metadata: { name } });
}

/** A ConfigMap as the groups use it. */
export function configMap(name: string, metadata: object = {}): object {
  return { metadata: { name, ...metadata }, data: { a: "b" } };
}

/** So many ConfigMaps `c0` …, labelled `n` and `app`. */
export function configMaps(namespacePath: string, count: number): readonly RawRequest[] {
  return Array.from({ length: count }, (_, i) =>
    send(
      "POST",
      `${namespacePath}/configmaps`,
      configMap(`c${i}`, { labels: { n: String(i), app: "x" } }),
    ),
  );
}

/** The query with what a query must not hold escaped. */
export function withQuery(path: string, query: string): string {
  if (query === "") return path;
  const escaped = query.replaceAll(" ", "%20").replaceAll("\n", "%0A");
  return `${path}${path.includes("?") ? "&" : "?"}${escaped}`;
}

/** The media types of patches. */
export const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;
