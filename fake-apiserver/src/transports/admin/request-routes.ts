import { traceFileHeader } from "@informerlab/core/trace";
import type { JournalEntry } from "../../journal/request-journal.ts";
import { type AdminRoute, answered, done } from "./admin-route.ts";
import type { FaultTarget } from "./admin-target.ts";
import { createEventStream } from "./event-stream.ts";

type Route = AdminRoute<FaultTarget>;

const requests: Route = {
  method: "GET",
  path: "/requests",
  about: "the requests that came, oldest first; at most the newest 10,000",
  query: [
    { name: "verb", about: "get, list, watch, create, update, patch, delete, deletecollection" },
    { name: "resource", about: "pods, deployments.apps" },
    { name: "client", about: "name or beginning of the user agent" },
    { name: "since", about: "only those after the request of this id" },
  ],
  run: ({ host }, { query }) =>
    answered({ requests: [...host.cluster.requests].filter((entry) => isWanted(entry, query)) }),
};

function isWanted(entry: JournalEntry, query: ReadonlyMap<string, string>): boolean {
  const [verb, resource, since] = [query.get("verb"), query.get("resource"), query.get("since")];
  return (
    (verb === undefined || entry.verb === verb) &&
    (resource === undefined || entry.resource === resource) &&
    entry.client.startsWith(query.get("client") ?? "") &&
    (since === undefined || Number(entry.id) > Number(since))
  );
}

const forgetRequests: Route = {
  method: "DELETE",
  path: "/requests",
  about: "forgets the requests that came so far",
  run: ({ host }) => {
    host.cluster.requests.clear();
    return done;
  },
};

const events: Route = {
  method: "GET",
  path: "/events",
  about: "the trace as it happens, as server-sent events: one line of a trace file each",
  run: ({ host }) => ({
    kind: "stream",
    stream: createEventStream(host.environment.trace, traceFileHeader()),
    contentType: "text/event-stream",
  }),
};

/** The calls about what clients did. */
export const requestRoutes: readonly Route[] = [requests, forgetRequests, events];
