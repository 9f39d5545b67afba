import { traceFileHeader } from "@informerlab/core/trace";
import type { JournalEntry } from "../../journal/request-journal.ts";
import { toOpenApi } from "./admin-openapi.ts";
import { type AdminRoute, answered, done } from "./admin-route.ts";
import type { AdminTarget } from "./admin-target.ts";
import { clockRoutes } from "./clock-routes.ts";
import { createEventStream } from "./event-stream.ts";
import { faultRoutes } from "./fault-routes.ts";
import { stateRoutes } from "./state-routes.ts";
import { countOf, until, waitParameter } from "./until.ts";

type Route = AdminRoute<AdminTarget>;

const overview: Route = {
  method: "GET",
  path: "/",
  about: "what this server is and how it stands",
  run: ({ host }) => {
    const { apiserver, requests, faults, resourceVersion } = host.cluster;
    return answered({
      name: "fake-apiserver",
      resourceVersion,
      now: new Date(apiserver.environment.clock.now()).toISOString(),
      openWatches: [...apiserver.hub.watchers()].length,
      requestsInFlight: requests.inFlight,
      faults: faults.list().length,
    });
  },
};

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

const watching: Route = {
  method: "GET",
  path: "/watching",
  about: "how many watches are open",
  query: [
    { name: "resource", about: "only those of this resource: pods, deployments.apps" },
    { name: "count", about: "wait until so many are open; 1 when absent" },
    waitParameter,
  ],
  run: async ({ host }, call) => {
    const resource = call.query.get("resource");
    const open = (): number => [...host.cluster.apiserver.hub.watchers(resource)].length;
    const count = countOf(call, "count", 1);
    const isReached = await until(host, call, () => open() >= count);
    return answered({ open: open(), reached: isReached });
  },
};

const settled: Route = {
  method: "GET",
  path: "/settled",
  about: "whether no request is in flight",
  query: [waitParameter],
  run: async ({ host }, call) => {
    const isSettled = await until(host, call, () => host.cluster.requests.inFlight === 0);
    return answered({ settled: isSettled, resourceVersion: host.cluster.resourceVersion });
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

const openApi: Route = {
  method: "GET",
  path: "/openapi.json",
  about: "this API as an OpenAPI document",
  run: () => answered(toOpenApi(adminRoutes)),
};

/** Every call of the admin API. */
export const adminRoutes: readonly Route[] = [
  overview,
  ...stateRoutes,
  ...faultRoutes,
  requests,
  forgetRequests,
  watching,
  settled,
  ...clockRoutes,
  events,
  openApi,
];
