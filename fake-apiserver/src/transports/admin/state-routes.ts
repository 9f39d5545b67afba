import type { Manifests } from "../../manifests.ts";
import { AdminError, type AdminRoute, answered, done } from "./admin-route.ts";
import type { AdminTarget } from "./admin-target.ts";
import { BodyReader } from "./read-body.ts";

type Route = AdminRoute<AdminTarget>;

const objectsBody = {
  oneOf: [{ type: "object" }, { type: "array", items: { type: "object" } }],
};

const reset: Route = {
  method: "POST",
  path: "/reset",
  about: "a fresh cluster; watchCache false: storage itself answers lists and watches",
  body: { type: "object", properties: { watchCache: { type: "boolean" } } },
  run: async (target, { body }) => {
    const watchCache = new BodyReader("reset", body, ["watchCache"]).boolean("watchCache");
    await target.host.reset(watchCache === undefined ? {} : { watchCache });
    target.gates.clear();
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
  about:
    "the apiserver restarts: its watches end and connections close (not where other clusters share the port), watch caches begin anew, storage stays",
  run: ({ host, dropConnections }, { body }) => {
    new BodyReader("restart", body, []);
    host.cluster.apiserver.restart();
    dropConnections();
    return done;
  },
};

const apply: Route = {
  method: "POST",
  path: "/apply",
  about: "creates objects, or replaces those that exist; JSON or YAML, one object or a list",
  body: objectsBody,
  run: ({ host }, { body }) => answered({ applied: host.cluster.apply(manifestsOf(body)).length }),
};

const seed: Route = {
  method: "PUT",
  path: "/seed",
  about: "a fresh cluster that holds these objects",
  body: objectsBody,
  run: async ({ host, gates }, { body }) => {
    const manifests = manifestsOf(body);
    await host.reset();
    gates.clear();
    return answered({ applied: host.cluster.apply(manifests).length });
  },
};

function manifestsOf(body: unknown): Manifests {
  if (typeof body === "object" && body !== null) return body as Manifests;
  throw new AdminError(400, "an object or a list of objects is wanted");
}

const takeSnapshot: Route = {
  method: "POST",
  path: "/snapshots",
  about: "keeps the present state under a name",
  body: { type: "object", properties: { id: { type: "string" } } },
  run: ({ host, snapshots, snapshotNames }, { body }) => {
    const given = new BodyReader("a snapshot", body, ["id"]).text("id");
    const id = given ?? snapshotNames.next(snapshots);
    snapshots.set(id, host.cluster.snapshot());
    return answered({ id, resourceVersion: host.cluster.resourceVersion }, 201);
  },
};

const restore: Route = {
  method: "POST",
  path: "/snapshots/{id}/restore",
  about: "back to a kept state, as from a backup: watches end, revisions may go back",
  run: ({ host, snapshots }, { parameters: { id = "" } }) => {
    const snapshot = snapshots.get(id);
    if (snapshot === undefined) {
      throw new AdminError(
        404,
        `there is no snapshot named ${JSON.stringify(id)}; POST /snapshots makes one`,
      );
    }
    host.cluster.restore(snapshot);
    return answered({ id, resourceVersion: host.cluster.resourceVersion });
  },
};

const forgetSnapshot: Route = {
  method: "DELETE",
  path: "/snapshots/{id}",
  about: "forgets a kept state",
  run: ({ snapshots }, { parameters: { id = "" } }) => {
    snapshots.delete(id);
    return done;
  },
};

const listClusters: Route = {
  method: "GET",
  path: "/clusters",
  about: "the other clusters behind this port",
  run: (target) => answered({ clusters: siblingsOf(target).list() }),
};

const createCluster: Route = {
  method: "POST",
  path: "/clusters",
  about: "one more cluster behind this port, with a kubeconfig of its own",
  body: { type: "object", properties: { id: { type: "string" } } },
  run: (target, { body }) => {
    const id = new BodyReader("a cluster", body, ["id"]).text("id");
    return answered(siblingsOf(target).create(id), 201);
  },
};

const removeCluster: Route = {
  method: "DELETE",
  path: "/clusters/{id}",
  about: "closes one of the other clusters",
  run: async (target, { parameters: { id = "" } }) => {
    if (await siblingsOf(target).remove(id)) return done;
    throw new AdminError(404, `there is no cluster named ${JSON.stringify(id)}`);
  },
};

function siblingsOf({ siblings }: AdminTarget): NonNullable<AdminTarget["siblings"]> {
  if (siblings !== undefined) return siblings;
  throw new AdminError(
    409,
    "this server serves one cluster; the program that made it can make more",
  );
}

/** The calls about what a cluster holds. */
export const stateRoutes: readonly Route[] = [
  reset,
  compact,
  restart,
  apply,
  seed,
  takeSnapshot,
  restore,
  forgetSnapshot,
  listClusters,
  createCluster,
  removeCluster,
];
