import { type HttpHandler, HttpResponse, http } from "msw";
import type { Faults } from "../../faults/faults.ts";
import type { TransportLimits } from "../../faults/transport-limits.ts";
import { parseBaseUrl } from "../fetch/base-url.ts";
import { createFetchHandler } from "../fetch/fetch-handler.ts";
import { handlerOf, type Servable } from "../request-handler.ts";
import { withShortWatches } from "./short-watches.ts";

/** Settings of {@link mswHandlers}. */
export interface MswHandlersOptions {
  /** Where the cluster is to be found: a URL such as `https://api.example`, or a path of the page such as `/k8s`. */
  readonly baseUrl: string;
  /** Seconds after which a watch ends at the latest. @defaultValue 30 */
  readonly watchSecondsMax?: number;
}

const mswLimits: TransportLimits = { name: "msw", cannot: ["reset"] };

/** What msw serves: a cluster, or any handler of requests. */
export type MswServable =
  | Servable
  | (Servable & { readonly faults: Pick<Faults, "registerTransport"> });

/**
 * A whole server as handlers for Mock Service Worker. Put them last, so that handlers of a single test or story come
 * first.
 *
 * Faults that msw cannot show (a stream that breaks: its reader would see an orderly end) are refused from now on.
 *
 * @throws TypeError when `baseUrl` is neither a URL nor a path.
 * @throws FaultError when a fault that msw cannot show is in force already.
 */
export function mswHandlers(
  server: MswServable,
  { baseUrl, watchSecondsMax = 30 }: MswHandlersOptions,
): HttpHandler[] {
  const { origin, path } = parseBaseUrl(baseUrl);
  if ("faults" in server) server.faults.registerTransport(mswLimits);
  const handler = createFetchHandler(withShortWatches(handlerOf(server), watchSecondsMax), {
    basePath: path,
    client: "msw",
    // In Node msw sends no headers before the first chunk, and a quiet watch has none.
    beginsWatchesAtOnce: true,
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
