import { toOpenApi } from "../../admin/admin-openapi.ts";
import { AdminError, type AdminRoute, answered } from "../../admin/admin-route.ts";
import type { FaultTarget } from "../../admin/admin-target.ts";
import { faultRoutes } from "../../admin/fault-routes.ts";
import { requestRoutes } from "../../admin/request-routes.ts";
import { adminRoutes } from "../../admin/routes.ts";
import { until, waitParameter } from "../../admin/until.ts";
import type { ProxyHost } from "./proxy-host.ts";

/** What calls of a proxy's admin API act on. */
export interface ProxyTarget extends FaultTarget {
  readonly host: ProxyHost;
  /** Address of the server behind. */
  readonly upstream: string;
  readonly isReadOnly: boolean;
  /** Closes the connections of all clients; the one that asks for it gets its answer first. */
  readonly dropConnections: () => void;
}

type Route = AdminRoute<ProxyTarget>;

const overview: Route = {
  method: "GET",
  path: "/",
  about: "what this proxy is and how it stands",
  run: ({ host, upstream, isReadOnly }) =>
    answered({
      name: "fake-apiserver proxy",
      upstream,
      readOnly: isReadOnly,
      now: new Date(host.environment.clock.now()).toISOString(),
      requestsInFlight: host.requests.inFlight,
      faults: host.faults.list().length,
    }),
};

const settled: Route = {
  method: "GET",
  path: "/settled",
  about: "whether no request is in flight",
  query: [waitParameter],
  run: async ({ host }, call) => {
    const isSettled = await until(host, call, () => host.requests.inFlight === 0);
    return answered({ settled: isSettled });
  },
};

const twins: Route = {
  method: "GET",
  path: "/twins",
  about:
    "what a correct informer in the place of each client would hold, and where the client does otherwise",
  run: ({ host }) => {
    if (host.twins !== undefined) return answered({ twins: host.twins.list() });
    throw new AdminError(409, "no client of this proxy has a twin; start it with --twins");
  },
};

const restart: Route = {
  method: "POST",
  path: "/restart",
  about: "closes the connections of all clients, as a server that restarts does",
  run: ({ dropConnections }) => {
    dropConnections();
    return answered({});
  },
};

const openApi: Route = {
  method: "GET",
  path: "/openapi.json",
  about: "this API as an OpenAPI document",
  run: () => answered(toOpenApi(own)),
};

const own: readonly Route[] = [
  overview,
  ...faultRoutes,
  ...requestRoutes,
  settled,
  twins,
  restart,
  openApi,
];

/** Calls of the fake that act on its storage or its time are known here, and refused by name. */
const refused: readonly Route[] = adminRoutes
  .filter(({ method, path }) => !own.some((one) => one.method === method && one.path === path))
  .map(({ method, path, about, query = [], body }) => ({
    method,
    path,
    about,
    query,
    ...(body === undefined ? {} : { body }),
    run: () => {
      throw new AdminError(
        409,
        `a proxy cannot do ${method} ${path} (${about}): the cluster behind it and its time are not the proxy's`,
      );
    },
  }));

/** Every call of a proxy's admin API. */
export const proxyRoutes: readonly Route[] = [...own, ...refused];
