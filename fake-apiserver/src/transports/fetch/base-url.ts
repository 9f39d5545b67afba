/** The part of the web at which a cluster is reached: an origin, a path, or both. */
export interface BaseUrl {
  /** Absent: whatever origin the page has. */
  readonly origin: string | undefined;
  /** Without a slash at the end; empty for the root. */
  readonly path: string;
}

/**
 * Reads `https://api.example`, `https://example.com/k8s` or `/k8s`.
 *
 * @throws TypeError when the text is neither a URL nor a path that begins with a slash.
 */
export function parseBaseUrl(text: string): BaseUrl {
  if (text.startsWith("/")) return { origin: undefined, path: text.replace(/(?<!\/)\/+$/, "") };
  if (!URL.canParse(text)) {
    throw new TypeError(
      `baseUrl must be a URL such as "https://api.example/k8s" or a path such as "/k8s", got ${JSON.stringify(text)}`,
    );
  }
  const { origin, pathname } = new URL(text);
  return { origin, path: pathname.replace(/(?<!\/)\/+$/, "") };
}

/** Whether a request to `url` is for the cluster at `base`. */
export function isUnder(url: URL, base: BaseUrl, pageOrigin: string | undefined): boolean {
  const origin = base.origin ?? pageOrigin;
  if (origin !== undefined && url.origin !== origin) return false;
  return base.path === "" || url.pathname === base.path || url.pathname.startsWith(`${base.path}/`);
}
