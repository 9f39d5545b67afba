import type { Servable } from "../request-handler.ts";
import { isUnder, parseBaseUrl } from "./base-url.ts";
import { createFetchHandler } from "./fetch-handler.ts";

/** Whatever has a `fetch`: `window`, `globalThis`, a worker. */
export interface FetchTarget {
  fetch: typeof fetch;
  readonly location?: { readonly href: string };
}

/** Settings of {@link patchFetch}. */
export interface PatchFetchOptions {
  /** Where the cluster is to be found: a URL such as `https://api.example`, or a path of the page such as `/k8s`. */
  readonly baseUrl: string;
}

/**
 * Lets `target.fetch` answer requests under `baseUrl` from the server in this process; all others go where they went
 * before. Watches stream and can be cancelled, which a service worker cannot do. Answers the function that undoes it.
 *
 * @throws TypeError when `baseUrl` is neither a URL nor a path.
 */
export function patchFetch(
  server: Servable,
  target: FetchTarget,
  { baseUrl }: PatchFetchOptions,
): () => void {
  const base = parseBaseUrl(baseUrl);
  const original = target.fetch;
  const handler = createFetchHandler(server, { basePath: base.path });
  const page = target.location?.href;
  const pageOrigin = page !== undefined && URL.canParse(page) ? new URL(page).origin : undefined;
  const patched: typeof fetch = (input, init) => {
    const text = input instanceof Request ? input.url : String(input);
    const url = new URL(text, page ?? "http://fake-apiserver");
    if (!isUnder(url, base, pageOrigin)) return original.call(target, input, init);
    return handler(input instanceof Request ? input : url, init);
  };
  target.fetch = patched;
  return () => {
    // Somebody else may have patched on top; theirs is not ours to remove.
    if (target.fetch === patched) target.fetch = original;
  };
}
