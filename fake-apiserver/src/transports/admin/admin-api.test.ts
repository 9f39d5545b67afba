import { Simulation } from "@informerlab/core/simulation";
import { readTraceFile } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { ClusterHost } from "../cluster-host.ts";
import { ControlledClock } from "../controlled-clock.ts";
import { createFetchHandler } from "../fetch/fetch-handler.ts";
import { createAdminHandler } from "./admin-handler.ts";
import type { AdminTarget } from "./admin-target.ts";
import { DrawnNames } from "./drawn-names.ts";
import { adminRoutes } from "./routes.ts";

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

function lab() {
  const environment = new Simulation();
  const clock = new ControlledClock(environment);
  const host = new ClusterHost({
    environment,
    create: ({ watchCache }) =>
      createCluster({
        environment,
        ...(watchCache === undefined ? {} : { hasWatchCache: watchCache }),
      }),
  });
  const dropped: string[] = [];
  const admin = createFetchHandler(
    createAdminHandler<AdminTarget>({
      routes: adminRoutes,
      target: {
        host,
        clock,
        dropConnections: () => dropped.push("all"),
        gates: new Map(),
        snapshots: new Map(),
        snapshotNames: new DrawnNames("snapshot"),
        siblings: undefined,
      },
      authorize: ({ headers }) => headers["authorization"] === "Bearer oracle",
    }),
  );
  const api = createFetchHandler(host);
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await admin(`/_fake/v1${path}`, {
      method,
      headers: { authorization: "Bearer oracle" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { environment, host, admin, api, send, dropped };
}

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("nobody but a master gets in", async () => {
  const { admin } = lab();

  expect((await admin("/_fake/v1/")).status).toBe(401);
});

test("apply creates and replaces, reset begins anew", async () => {
  const { send, host } = lab();

  const applied = await send("POST", "/apply", [node("a"), node("b")]);
  await send("POST", "/apply", { ...node("a"), metadata: { name: "a", labels: { x: "y" } } });
  const labels = host.cluster.get("nodes", "a")?.metadata?.labels;
  await send("POST", "/reset", {});

  expect([applied, labels]).toEqual([{ status: 200, body: { applied: 2 } }, { x: "y" }]);
  expect(host.cluster.get("nodes", "a")).toBeUndefined();
});

test("seed is a fresh cluster that holds the given objects", async () => {
  const { send, host } = lab();
  await send("POST", "/apply", node("old"));

  await send("PUT", "/seed", { kind: "NodeList", apiVersion: "v1", items: [node("new")] });

  expect([host.cluster.get("nodes", "old"), host.cluster.get("nodes", "new")?.kind]).toEqual([
    undefined,
    "Node",
  ]);
});

test("compact forgets, and refuses what has not been yet", async () => {
  const { send, host } = lab();
  await send("POST", "/apply", node("a"));
  const revision = host.cluster.resourceVersion;

  const done = await send("POST", "/compact", { revision });
  const future = await send("POST", "/compact", { revision: "999999" });
  const wrong = await send("POST", "/compact", { revison: "1" });

  expect(done.status).toBe(200);
  expect(future).toMatchObject({
    status: 400,
    body: { message: expect.stringMatching(/^cannot compact at 999999/) },
  });
  expect(wrong).toMatchObject({
    status: 400,
    body: { message: 'compact knows no "revison"; it takes revision, announce' },
  });
});

test("restart drops connections and keeps what is stored", async () => {
  const { send, host, dropped } = lab();
  await send("POST", "/apply", node("a"));

  await send("POST", "/restart", {});

  expect([dropped, host.cluster.get("nodes", "a")?.kind]).toEqual([["all"], "Node"]);
});

test("faults are added, strike, are waited for and removed", async () => {
  const { send, api } = lab();

  const added = await send("POST", "/faults", {
    id: "once",
    on: { verb: "list" },
    do: { status: 503 },
  });
  const waiting = send("GET", "/faults/once/hits?min=1&wait=5s");
  const struck = await api("/api/v1/nodes");
  const hits = await waiting;
  const removed = await send("DELETE", "/faults/once");
  const missing = await send("DELETE", "/faults/once");

  expect([added.status, struck.status, hits.body["hits"], removed.status]).toEqual([
    201, 503, 1, 200,
  ]);
  expect(missing).toMatchObject({
    status: 404,
    body: { message: 'there is no fault named "once"; there is none' },
  });
});

test.each([
  [{ do: { explode: true } }, /a fault does exactly one thing/],
  [{ on: { verb: "list" } }, /a fault needs "do"/],
  [{ do: { status: 500 }, lfe: {} }, /a fault knows no "lfe"; it takes id, on, life, do, unsound/],
  [{ do: { dropEvent: true } }, /say unsound: true/],
])("%j is no fault, and the answer says why", async (fault, message) => {
  expect(await lab().send("POST", "/faults", fault)).toMatchObject({
    status: 400,
    body: { message: expect.stringMatching(message) },
  });
});

test("the journal tells of requests, by verb and client", async () => {
  const { send, api } = lab();
  await api("/api/v1/nodes", { headers: { "user-agent": "first/1" } });
  await api("/api/v1/nodes/none", { headers: { "user-agent": "second/1" } });

  const { body } = await send("GET", "/requests?client=second");

  expect(body["requests"]).toMatchObject([
    { verb: "get", resource: "nodes", name: "none", client: "second/1", code: 404 },
  ]);
});

test("watching waits for a watch to open; settled for answers", async () => {
  const { send, api, environment } = lab();

  const waiting = send("GET", "/watching?resource=nodes&count=1&wait=5s");
  await api("/api/v1/nodes?watch=1");
  await environment.advanceByAsync(0);

  expect((await waiting).body).toEqual({ open: 1, reached: true });
  expect((await send("GET", "/settled?wait=1s")).body).toMatchObject({ settled: true });
});

test("time is read, moved and paused", async () => {
  const { send, environment } = lab();
  const before = (await send("GET", "/clock")).body["now"];

  await send("POST", "/clock/pause");
  const advanced = send("POST", "/clock/advance?by=65m");
  await environment.advanceByAsync(0);

  expect(before).toBe("2026-01-01T00:00:00.000Z");
  expect((await advanced).body).toMatchObject({ now: "2026-01-01T01:05:00.000Z", speed: 0 });
  expect(await send("POST", "/clock/advance?by=soon")).toMatchObject({
    status: 400,
    body: { message: expect.stringMatching(/is no duration/) },
  });
});

test("the trace is streamed as it happens, in the lines of a trace file", async () => {
  const { admin, send } = lab();
  const response = await admin("/_fake/v1/events", { headers: { authorization: "Bearer oracle" } });
  const reader = response.body!.getReader();
  await send("POST", "/apply", node("a"));

  let text = "";
  while (!text.includes("server.committed")) {
    text += new TextDecoder().decode((await reader.read()).value);
  }
  await reader.cancel();

  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const file = text.replaceAll("data: ", "").replaceAll("\n\n", "\n");
  expect(readTraceFile(file).records.at(-1)?.fact.kind).toBe("server.committed");
});

test("every call is in the OpenAPI document, and an unknown one is answered with its place", async () => {
  const { send } = lab();

  const { body } = await send("GET", "/openapi.json");
  const unknown = await send("POST", "/resett");
  const method = await send("GET", "/reset");

  expect(Object.keys(body["paths"] as object)).toContain("/_fake/v1/faults/{id}/hits");
  expect(unknown).toMatchObject({
    status: 404,
    body: { message: expect.stringMatching(/openapi\.json lists all calls/) },
  });
  expect(method).toMatchObject({
    status: 405,
    body: { message: expect.stringMatching(/takes POST, not GET/) },
  });
});

test("a gate holds requests until they are released", async () => {
  const { send, api } = lab();
  const { body: added } = await send("POST", "/gates", { on: { verb: "list", resource: "nodes" } });
  const listing = api("/api/v1/nodes");

  const held = await send("GET", `/gates/${added["id"]}?wait=5s`);
  const released = await send("POST", `/gates/${added["id"]}/release`);

  expect([held.body, released.body]).toMatchObject([
    { waiting: 1, reached: true },
    { released: 1 },
  ]);
  expect((await listing).status).toBe(200);
});

test("a snapshot brings back what was", async () => {
  const { send, host } = lab();
  await send("POST", "/apply", node("kept"));
  await send("POST", "/snapshots", { id: "before" });
  await send("POST", "/apply", node("new"));

  await send("POST", "/snapshots/before/restore");
  const missing = await send("POST", "/snapshots/never/restore");

  expect(host.cluster.list("nodes").map(({ metadata }) => metadata?.name)).toEqual(["kept"]);
  expect(missing.status).toBe(404);
});

test("a snapshot without a name never takes the place of another", async () => {
  const { send } = lab();
  const take = async (): Promise<unknown> => (await send("POST", "/snapshots")).body["id"];
  const taken = [await take(), await take()];

  await send("DELETE", `/snapshots/${taken[0]}`);

  expect([...taken, await take()]).toEqual(["snapshot-1", "snapshot-2", "snapshot-3"]);
});

test("a seeded cluster has no gates of the one before", async () => {
  const { send } = lab();
  const { body } = await send("POST", "/gates", { on: { verb: "list" } });

  await send("PUT", "/seed", [node("a")]);

  expect((await send("GET", `/gates/${body["id"]}`)).status).toBe(404);
});
