import type { ApiRequest } from "../../request/read/api-request.ts";
import type { RequestHandler } from "../request-handler.ts";

/**
 * The same server with watches that end after at most `secondsMax`. A service worker hides from us that a page has
 * cancelled a watch; a short life bounds what such a watch costs. Clients open the next one where it ended.
 */
export function withShortWatches(server: RequestHandler, secondsMax: number): RequestHandler {
  return {
    handle: (request, respond) => server.handle(shortened(request, secondsMax), respond),
  };
}

function shortened(request: ApiRequest, secondsMax: number): ApiRequest {
  const first = (name: string): string | undefined =>
    request.query.find(([other]) => other === name)?.[1];
  const watch = first("watch");
  if (watch === undefined || watch === "0" || watch === "false") return request;
  const asked = Number(first("timeoutSeconds") ?? secondsMax);
  if (asked !== 0 && !(asked > secondsMax) && first("timeoutSeconds") !== undefined) return request;
  const others = request.query.filter(([name]) => name !== "timeoutSeconds");
  return { ...request, query: [...others, ["timeoutSeconds", String(secondsMax)]] };
}
