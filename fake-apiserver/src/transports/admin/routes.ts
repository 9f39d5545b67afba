import type { Cancel, KubernetesObject } from "@informerlab/core";
import { traceFileHeader } from "@informerlab/core/trace";
import type { ClusterHost } from "../cluster-host.ts";
import { parseDurationMs } from "../duration.ts";
import { toOpenApi } from "./admin-openapi.ts";
import { type AdminCall, AdminError, type AdminRoute, answered, done } from "./admin-route.ts";
import { type ClockTarget, clockRoutes } from "./clock-routes.ts";
import { createEventStream } from "./event-stream.ts";
import { faultBody, toFault } from "./fault-body.ts";
import type { JournalEntry } from "./journal.ts";
import { BodyReader } from "./read-body.ts";

/** What calls of the admin API act on. */
export interface AdminTarget extends ClockTarget {
  readonly host: ClusterHost;
  /** Closes connections, as a restarting server does; the one that asks for it gets its answer first. */
  readonly dropConnections: () => void;
}

type Route = AdminRoute<AdminTarget>;

const waitParameter = {
  name: "wait",
  about: "how long to wait for it: 5s, 500ms; not at all when absent",
};

const overview: Route = {
  method: "GET",
  path: "/",
  about: "what this server is and how it stands",
  run: ({ host }) => {
    const { apiserver } = host.cluster;
    return answered({
      name: "fake-apiserver",
      resourceVersion: host.cluster.resourceVersion,
      now: new Date(apiserver.environment.clock.now()).toISOString(),
      openWatches: [...apiserver.hub.watchers()].length,
      requestsInFlight: host.journal.inFlight,
      faults: host.cluster.faults.list().length,
    });
  },
};

const reset: Route = {
  method: "POST",
  path: "/reset",
  about: "a fresh cluster; watchCache false: storage itself answers lists and watches",
  body: { type: "object", properties: { watchCache: { type: "boolean" } } },
  run: ({ host }, { body }) => {
    const watchCache = new BodyReader("reset", body, ["watchCache"]).boolean("watchCache");
    host.reset(watchCache === undefined ? {} : { watchCache });
    return done;
  },
};

const compact: Route = {
  method: "POST",
  path: "/compact",
  about:
    "revision: storage forgets what is older; announce: the apiserver learns of that compaction; neither: both, up to now",
  body: {
    type: "object",
    properties: { revision: { type: "string" }, announce: { type: "string" } },
  },
  run: ({ host }, { body }) => {
    const reader = new BodyReader("compact", body, ["revision", "announce"]);
    const [revision, announce] = [reader.revision("revision"), reader.revision("announce")];
    const { apiserver } = host.cluster;
    const newest = apiserver.storage.revision;
    for (const asked of [revision, announce]) {
      if (asked === undefined || asked <= newest) continue;
      throw new AdminError(400, `cannot compact at ${asked}: the newest revision is ${newest}`);
    }
    if (revision === undefined && announce === undefined) apiserver.compact();
    if (revision !== undefined) apiserver.compactStorage(revision);
    if (announce !== undefined) apiserver.announceCompaction(announce);
    return done;
  },
};

const restart: Route = {
  method: "POST",
  path: "/restart",
  about: "the apiserver restarts: connections close, watch caches begin anew, storage stays",
  run: ({ host, dropConnections }) => {
    host.cluster.apiserver.restart();
    dropConnections();
    return done;
  },
};

const apply: Route = {
  method: "POST",
  path: "/apply",
  about: "creates objects, or replaces those that exist; JSON or YAML, one object or a list",
  body: { oneOf: [{ type: "object" }, { type: "array", items: { type: "object" } }] },
  run: ({ host }, { body }) => answered({ applied: applyObjects(host, body).length }),
};

const seed: Route = {
  method: "PUT",
  path: "/seed",
  about: "a fresh cluster that holds these objects",
  body: { oneOf: [{ type: "object" }, { type: "array", items: { type: "object" } }] },
  run: ({ host }, { body }) => {
    host.reset();
    return answered({ applied: applyObjects(host, body).length });
  },
};

function applyObjects(host: ClusterHost, body: unknown): readonly KubernetesObject[] {
  const given = Array.isArray(body) ? (body as unknown[]) : [body];
  const objects = given.flatMap((value) => {
    if (typeof value !== "object" || value === null) {
      throw new AdminError(400, "apply takes an object or a list of objects");
    }
    const { items, kind } = value as { readonly items?: unknown; readonly kind?: unknown };
    return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items)
      ? (items as KubernetesObject[])
      : [value as KubernetesObject];
  });
  return objects.map((object) => host.put(object));
}

const listFaults: Route = {
  method: "GET",
  path: "/faults",
  about: "the faults in force, with how often they struck",
  run: ({ host }) => answered({ faults: host.cluster.faults.list() }),
};

const addFault: Route = {
  method: "POST",
  path: "/faults",
  about: "adds a fault",
  body: faultBody,
  run: ({ host }, { body }) => {
    const { id } = host.cluster.faults.add(toFault(body));
    return answered({ id }, 201);
  },
};

const planFaults: Route = {
  method: "PUT",
  path: "/faults",
  about: "replaces all faults",
  body: { type: "object", properties: { faults: { type: "array", items: faultBody } } },
  run: ({ host }, { body }) => {
    const faults = Array.isArray(body) ? (body as unknown[]) : memberList(body, "faults");
    const handles = host.cluster.faults.plan(faults.map(toFault));
    return answered({ ids: handles.map(({ id }) => id) });
  },
};

const clearFaults: Route = {
  method: "DELETE",
  path: "/faults",
  about: "removes all faults",
  run: ({ host }) => {
    host.cluster.faults.clear();
    return done;
  },
};

const removeFault: Route = {
  method: "DELETE",
  path: "/faults/{id}",
  about: "removes one fault",
  run: ({ host }, { parameters }) => {
    const { id = "" } = parameters;
    if (!host.cluster.faults.remove(id)) throw noFault(host, id);
    return done;
  },
};

const faultHits: Route = {
  method: "GET",
  path: "/faults/{id}/hits",
  about: "how often a fault struck",
  query: [{ name: "min", about: "wait until it struck at least so often" }, waitParameter],
  run: async ({ host }, call) => {
    const { id = "" } = call.parameters;
    const fault = () => host.cluster.faults.list().find((one) => one.id === id);
    if (fault() === undefined) throw noFault(host, id);
    const hits = (): number => fault()?.hits ?? 0;
    await until(host, call, () => hits() >= countOf(call, "min", 0));
    return answered({ id, hits: hits() });
  },
};

function noFault(host: ClusterHost, id: string): AdminError {
  const known = host.cluster.faults.list().map((fault) => fault.id);
  const there = known.length === 0 ? "there is none" : `there are ${known.join(", ")}`;
  return new AdminError(404, `there is no fault named ${JSON.stringify(id)}; ${there}`);
}

function memberList(body: unknown, name: string): readonly unknown[] {
  const value = (body as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (Array.isArray(value)) return value;
  throw new AdminError(400, `a list is wanted, or an object with a list ${JSON.stringify(name)}`);
}

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
  run: ({ host }, { query }) => {
    const found = host.journal.entries().filter((entry) => isWanted(entry, query));
    return answered({ requests: found });
  },
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
    host.journal.clear();
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
    const isReached = await until(host, call, () => open() >= countOf(call, "count", 1));
    return answered({ open: open(), reached: isReached });
  },
};

const settled: Route = {
  method: "GET",
  path: "/settled",
  about: "whether no request is in flight",
  query: [waitParameter],
  run: async ({ host }, call) => {
    const isSettled = await until(host, call, () => host.journal.inFlight === 0);
    return answered({ settled: isSettled, resourceVersion: host.cluster.resourceVersion });
  },
};

const events: Route = {
  method: "GET",
  path: "/events",
  about: "the trace as it happens, as server-sent events: one line of a trace file each",
  run: ({ host }) => ({
    kind: "stream",
    stream: createEventStream(host.trace, traceFileHeader()),
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
  reset,
  compact,
  restart,
  apply,
  seed,
  listFaults,
  addFault,
  planFaults,
  clearFaults,
  removeFault,
  faultHits,
  requests,
  forgetRequests,
  watching,
  settled,
  ...clockRoutes,
  events,
  openApi,
];

function countOf({ query }: AdminCall, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === undefined) return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AdminError(400, `${name} must be a whole number, got ${JSON.stringify(text)}`);
}

/** Waits as long as the call wants until the condition holds; answers whether it does. */
function until(
  host: ClusterHost,
  { query, signal }: AdminCall,
  isReached: () => boolean,
): Promise<boolean> {
  const wait = query.get("wait");
  const waitMs = wait === undefined ? 0 : parseDurationMs(wait);
  if (isReached() || waitMs === 0) return Promise.resolve(isReached());
  return new Promise((resolve) => {
    const cancels: Cancel[] = [];
    const end = (): void => {
      for (const cancel of cancels.splice(0)) cancel();
      resolve(isReached());
    };
    const look = (): void => {
      if (isReached()) end();
    };
    cancels.push(host.journal.onChange(look), host.onReset(look), host.after(waitMs, end));
    signal.addEventListener("abort", end, { once: true });
  });
}
