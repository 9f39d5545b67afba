import { toOpenApi } from "./admin-openapi.ts";
import { type AdminRoute, answered } from "./admin-route.ts";
import type { AdminTarget } from "./admin-target.ts";
import { clockRoutes } from "./clock-routes.ts";
import { faultRoutes } from "./fault-routes.ts";
import { requestRoutes } from "./request-routes.ts";
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
  ...requestRoutes,
  watching,
  settled,
  ...clockRoutes,
  openApi,
];
