import { type HttpHandler, HttpResponse, http } from "msw";
import { parseBaseUrl } from "../fetch/base-url.ts";
import { createFetchHandler } from "../fetch/fetch-handler.ts";
import type { RequestHandler } from "../request-handler.ts";
import { withShortWatches } from "./short-watches.ts";

/** Settings of {@link mswHandlers}. */
export interface MswHandlersOptions {
  /** Where the cluster is to be found: a URL such as `https://api.example`, or a path of the page such as `/k8s`. */
  readonly baseUrl: string;
  /** Seconds after which a watch ends at the latest. @defaultValue 30 */
  readonly watchSecondsMax?: number;
}

/**
 * A whole server as handlers for Mock Service Worker. Put them last, so that handlers of a single test or story come
 * first.
 *
 * @throws TypeError when `baseUrl` is neither a URL nor a path.
 */
export function mswHandlers(
  server: RequestHandler,
  { baseUrl, watchSecondsMax = 30 }: MswHandlersOptions,
): HttpHandler[] {
  const { origin, path } = parseBaseUrl(baseUrl);
  const handler = createFetchHandler(withShortWatches(server, watchSecondsMax), {
    basePath: path,
    client: "msw",
  });
  const resolve = async ({ request }: { readonly request: Request }): Promise<Response> => {
    try {
      return await handler(request);
    } catch (error) {
      if (request.signal.aborted) throw error;
      // A broken connection, as msw says it.
      return HttpResponse.error();
    }
  };
  return [http.all(`${origin ?? "*"}${path}/*`, resolve)];
}
