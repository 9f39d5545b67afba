import type { Fault, FaultMatch } from "../../faults/fault.ts";
import type { Gate } from "../../faults/gates.ts";
import { AdminError, type AdminRoute, answered, done } from "./admin-route.ts";
import type { FaultHost, FaultTarget } from "./admin-target.ts";
import { faultBody, toFault } from "./fault-body.ts";
import { BodyReader } from "./read-body.ts";
import { countOf, until, waitParameter } from "./until.ts";

type Route = AdminRoute<FaultTarget>;

const list: Route = {
  method: "GET",
  path: "/faults",
  about: "the faults in force, with how often they struck",
  run: ({ host }) => answered({ faults: host.cluster.faults.list() }),
};

const add: Route = {
  method: "POST",
  path: "/faults",
  about: "adds a fault",
  body: faultBody,
  run: ({ host }, { body }) => {
    const { id } = host.cluster.faults.add(toFault(body));
    return answered({ id }, 201);
  },
};

const plan: Route = {
  method: "PUT",
  path: "/faults",
  about: "replaces all faults",
  body: { type: "object", properties: { faults: { type: "array", items: faultBody } } },
  run: ({ host }, { body }) => {
    const handles = host.cluster.faults.plan(faultsOf(body));
    return answered({ ids: handles.map(({ id }) => id) });
  },
};

function faultsOf(body: unknown): readonly Fault[] {
  const members = (body as { readonly faults?: unknown } | undefined)?.faults;
  const given = Array.isArray(body) ? (body as unknown[]) : members;
  if (Array.isArray(given)) return (given as unknown[]).map(toFault);
  throw new AdminError(400, 'a list of faults is wanted, or an object with a list "faults"');
}

const clear: Route = {
  method: "DELETE",
  path: "/faults",
  about: "removes all faults",
  run: ({ host }) => {
    host.cluster.faults.clear();
    return done;
  },
};

const remove: Route = {
  method: "DELETE",
  path: "/faults/{id}",
  about: "removes one fault",
  run: ({ host }, { parameters: { id = "" } }) => {
    if (!host.cluster.faults.remove(id)) throw noFault(host, id);
    return done;
  },
};

const hits: Route = {
  method: "GET",
  path: "/faults/{id}/hits",
  about: "how often a fault struck",
  query: [{ name: "min", about: "wait until it struck at least so often" }, waitParameter],
  run: async ({ host }, call) => {
    const { id = "" } = call.parameters;
    const fault = () => host.cluster.faults.list().find((one) => one.id === id);
    if (fault() === undefined) throw noFault(host, id);
    const struck = (): number => fault()?.hits ?? 0;
    const min = countOf(call, "min", 0);
    await until(host, call, () => struck() >= min);
    return answered({ id, hits: struck() });
  },
};

function noFault(host: FaultHost, id: string): AdminError {
  const known = host.cluster.faults.list().map((fault) => fault.id);
  const there = known.length === 0 ? "there is none" : `there are ${known.join(", ")}`;
  return new AdminError(404, `there is no fault named ${JSON.stringify(id)}; ${there}`);
}

const addGate: Route = {
  method: "POST",
  path: "/gates",
  about: "holds matching requests until they are released",
  body: {
    type: "object",
    properties: {
      on: { type: "object", description: "which requests, as in a fault" },
      at: { enum: ["request", "response"], description: "before they are looked at, or answered" },
    },
  },
  run: ({ host, gates }, { body }) => {
    const at = new BodyReader("a gate", body, ["on", "at"]).text("at") ?? "request";
    if (at !== "request" && at !== "response") {
      throw new AdminError(400, `at must be "request" or "response", got ${JSON.stringify(at)}`);
    }
    const { on = {} } = (body ?? {}) as { readonly on?: FaultMatch };
    const id = `gate-${gates.size + 1}`;
    gates.set(id, host.cluster.gate(on, at));
    return answered({ id }, 201);
  },
};

const gate: Route = {
  method: "GET",
  path: "/gates/{id}",
  about: "how many requests a gate holds",
  query: [
    { name: "min", about: "wait until it holds at least so many; 1 when absent" },
    waitParameter,
  ],
  run: async ({ host, gates }, call) => {
    const { id = "" } = call.parameters;
    const found = gateOf(gates, id);
    const min = countOf(call, "min", 1);
    const isReached = await until(host, call, () => found.waiting >= min);
    return answered({ id, waiting: found.waiting, reached: isReached });
  },
};

const release: Route = {
  method: "POST",
  path: "/gates/{id}/release",
  about: "lets the requests that are held go on; others are held as before",
  run: ({ gates }, { parameters: { id = "" } }) => {
    const found = gateOf(gates, id);
    const released = found.waiting;
    found.release();
    return answered({ id, released });
  },
};

const openGate: Route = {
  method: "DELETE",
  path: "/gates/{id}",
  about: "lets all go on and takes the gate away",
  run: ({ gates }, { parameters: { id = "" } }) => {
    gateOf(gates, id).open();
    return done;
  },
};

function gateOf(gates: ReadonlyMap<string, Gate>, id: string): Gate {
  const found = gates.get(id);
  if (found !== undefined) return found;
  throw new AdminError(404, `there is no gate named ${JSON.stringify(id)}; POST /gates makes one`);
}

/** The calls by which things go wrong. */
export const faultRoutes: readonly Route[] = [
  list,
  add,
  plan,
  clear,
  remove,
  hits,
  addGate,
  gate,
  release,
  openGate,
];
