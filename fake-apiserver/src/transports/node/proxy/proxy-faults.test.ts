import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { constants, createGunzip, createGzip } from "node:zlib";
import { expect, test } from "vitest";
import type { Fault } from "../../../faults/fault.ts";
import { toKubeconfig } from "../kubeconfig.ts";
import type { ProxyServer } from "./proxy-server.ts";
import { ask, askJson, open, type Proxied, proxied, proxyBefore } from "./testing/proxied.ts";

const json = { "content-type": "application/json" };
const configMaps = "/api/v1/namespaces/default/configmaps";

function create({ cluster }: Proxied, ...names: readonly string[]): void {
  for (const name of names) {
    cluster.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "default" },
    });
  }
}

interface Frame {
  readonly type: string;
  readonly object: { readonly metadata?: { readonly name?: string }; readonly code?: number };
}

/** What a watch has told so far, and whether it has ended; each event by type and name. */
interface Heard {
  readonly events: string[];
  how: "open" | "ended" | "broken";
}

function hear(answer: NodeJS.ReadableStream): Heard {
  const heard: Heard = { events: [], how: "open" };
  let text = "";
  answer.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) heard.events.push(told(line));
  });
  answer.on("end", () => (heard.how = "ended"));
  answer.on("error", () => (heard.how = "broken"));
  return heard;
}

function told(line: string): string {
  try {
    const { type, object } = JSON.parse(line) as Frame;
    return `${type} ${object.metadata?.name ?? object.code ?? ""}`;
  } catch {
    return "no JSON";
  }
}

async function watching(all: Proxied, fault: Fault): Promise<Heard> {
  all.proxy.faults.add(fault);
  return hear(await open(all.proxy, { path: `${configMaps}?watch=1` }));
}

test.each<[string, Fault, Heard]>([
  [
    "is closed after so many events",
    { do: { close: "clean", afterEvents: 2 } },
    { events: ["ADDED a", "ADDED b"], how: "ended" },
  ],
  ["breaks", { do: { reset: "stream", afterEvents: 1 } }, { events: ["ADDED a"], how: "broken" }],
  [
    "expires within a success",
    { do: { expire: "event410", afterEvents: 1 } },
    { events: ["ADDED a", "ERROR 410"], how: "ended" },
  ],
  [
    "loses an event",
    { on: { event: { key: "default/b" } }, do: { dropEvent: true }, unsound: true },
    { events: ["ADDED a", "ADDED c"], how: "open" },
  ],
  [
    "says an event twice",
    { on: { event: { key: "default/b" } }, do: { duplicateEvent: true }, unsound: true },
    { events: ["ADDED a", "ADDED b", "ADDED b", "ADDED c"], how: "open" },
  ],
  [
    "exchanges two events",
    { on: { event: { key: "default/a" } }, do: { reorderEvents: true }, unsound: true },
    { events: ["ADDED b", "ADDED a", "ADDED c"], how: "open" },
  ],
  [
    "says what no server says",
    { on: { event: { key: "default/b" } }, do: { malformEvent: "unknown-type" }, unsound: true },
    { events: ["ADDED a", "SURPRISE b", "ADDED c"], how: "open" },
  ],
  [
    "leaves a name out",
    { on: { event: { key: "default/b" } }, do: { malformEvent: "nameless" }, unsound: true },
    { events: ["ADDED a", "ADDED ", "ADDED c"], how: "open" },
  ],
  [
    "falls silent",
    { do: { stall: true, afterEvents: 2 } },
    { events: ["ADDED a", "ADDED b"], how: "open" },
  ],
])("a watch through the proxy %s", async (_how, fault, expected) => {
  await using all = await proxied();
  const heard = await watching(all, fault);

  create(all, "a", "b", "c");

  await expect.poll(() => heard).toEqual(expected);
  expect(all.proxy.faults.list()).toMatchObject([{ hits: 1 }]);
});

/** A server whose watch is gzipped, as what stands between may make it. */
async function gzippedWatch(): Promise<{
  readonly server: Server;
  readonly told: (name: string) => void;
  readonly proxy: ProxyServer;
}> {
  const flush = constants.Z_SYNC_FLUSH;
  const stream = createGzip({ flush });
  const server = createServer((_request, response) => {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    response.writeHead(200, headers).flushHeaders();
    stream.pipe(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const nobody = { name: "nobody", token: "none" };
  const kubeconfig = toKubeconfig({ server: `http://127.0.0.1:${port}`, users: [nobody] });
  const told = (name: string): void => {
    const metadata = { name, namespace: "default", resourceVersion: "7" };
    stream.write(`${JSON.stringify({ type: "ADDED", object: { kind: "ConfigMap", metadata } })}\n`);
  };
  return { server, told, proxy: await proxyBefore(kubeconfig) };
}

test("a gzipped watch suffers faults event by event, and stays gzip", async () => {
  const { server, told, proxy } = await gzippedWatch();
  proxy.faults.add({ on: { verb: "watch" }, do: { expire: "event410", afterEvents: 2 } });
  proxy.faults.add({
    on: { verb: "watch" },
    life: { nth: 1 },
    do: { dropEvent: true },
    unsound: true,
  });
  const answer = await open(proxy, { path: `${configMaps}?watch=1` });
  expect(answer.headers["content-encoding"]).toBe("gzip");
  const heard = hear(answer.pipe(createGunzip()));

  for (const name of ["a", "b", "c", "d"]) told(name);

  await expect.poll(() => heard.how).toBe("ended");
  expect(heard.events).toEqual(["ADDED b", "ADDED c", "ERROR 410"]);
  await proxy.close();
  server.close();
});

test("a gzipped watch that is open already can be struck", async () => {
  const { server, told, proxy } = await gzippedWatch();
  const heard = hear((await open(proxy, { path: `${configMaps}?watch=1` })).pipe(createGunzip()));
  told("a");
  await expect.poll(() => heard.events).toEqual(["ADDED a"]);

  proxy.faults.strike({ verb: "watch" }, { expire: "event410" });

  await expect.poll(() => heard.how).toBe("ended");
  expect(heard.events).toEqual(["ADDED a", "ERROR 410"]);
  await proxy.close();
  server.close();
});

test("a watch that is open already can be struck", async () => {
  await using all = await proxied();
  const heard = hear(await open(all.proxy, { path: `${configMaps}?watch=1` }));
  create(all, "a");
  await expect.poll(() => heard.events).toEqual(["ADDED a"]);

  all.proxy.faults.strike({ verb: "watch" }, { close: "clean" });

  await expect.poll(() => heard.how).toBe("ended");
});

test("a write whose answer is lost has been done", async () => {
  await using all = await proxied();
  all.proxy.faults.add({ on: { verb: "create" }, do: { loseResponse: true } });
  const body = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}';

  await expect(
    ask(all.proxy, { method: "POST", path: configMaps, headers: json, body }),
  ).rejects.toThrow(/hang up|reset/i);

  expect(
    all.cluster.list("configmaps", { namespace: "default" }).map(({ metadata }) => metadata?.name),
  ).toContain("a");
});

test("a refused request never reaches the cluster", async () => {
  await using all = await proxied();
  all.proxy.faults.add({
    on: { verb: "list", resource: "configmaps" },
    do: { status: 429, retryAfterSeconds: 3 },
    life: { times: 1 },
  });

  const refused = await ask(all.proxy, { path: configMaps });

  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "3"]);
  expect(all.cluster.requests.count("list configmaps")).toBe(0);
  expect((await ask(all.proxy, { path: configMaps })).status).toBe(200);
  expect(all.proxy.requests.of("list configmaps")).toMatchObject([
    { code: 429, faults: ["fault-1"] },
    { code: 200, faults: [] },
  ]);
});

test("a gate holds a request until it is released", async () => {
  await using all = await proxied();
  const gate = all.proxy.gate({ verb: "list" }, "request");
  const answer = ask(all.proxy, { path: configMaps });
  await gate.arrived();
  create(all, "later");

  gate.release();

  expect((await answer).body.toString()).toContain('"name":"later"');
});

test.each<[Fault, RegExp]>([
  [{ do: { compact: { keep: 1 } } }, /the proxy transport cannot express compact/],
  [{ do: { stale: { byRevisions: 1 } } }, /the proxy transport cannot express stale/],
  [
    { do: { status: 500 }, life: { after: { resourceVersion: "9" } } },
    /the proxy transport cannot tell when life.after.resourceVersion has come/,
  ],
  [
    { on: { resource: "deployments" }, do: { status: 500 } },
    /"deployments" is no resource of the core group.*say it in full, such as "deployments.apps"/,
  ],
])("what a proxy cannot do is refused by name: %j", async (fault, message) => {
  await using all = await proxied();

  expect(() => all.proxy.faults.add(fault)).toThrow(message);
});

test("the admin API is the fake's, but for what belongs to the cluster", async () => {
  await using all = await proxied();
  const admin = "/_fake/v1";
  const add = await ask(all.proxy, {
    method: "POST",
    path: `${admin}/faults`,
    headers: json,
    body: '{"on":{"resource":"configmaps"},"do":{"status":503}}',
  });
  const list = await ask(all.proxy, { path: configMaps });
  const hits = await askJson(all.proxy, { path: `${admin}/faults/fault-1/hits` });
  const reset = await askJson<{ code: number; message: string }>(all.proxy, {
    method: "POST",
    path: `${admin}/reset`,
  });

  expect([add.status, list.status]).toEqual([201, 503]);
  expect(hits).toEqual({ id: "fault-1", hits: 1 });
  expect(reset.code).toBe(409);
  expect(reset.message).toMatch(/^a proxy cannot do POST \/reset/);
  expect(
    (await ask(all.proxy, { path: admin, headers: { authorization: "Bearer no" } })).status,
  ).toBe(401);
});
