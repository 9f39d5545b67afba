import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createSystemEnvironment } from "@informerlab/core/system";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { toKubeconfig } from "../kubeconfig.ts";
import { ask, askJson, open, proxied, proxyBefore, type RawRequest } from "./testing/proxied.ts";

const json = { "content-type": "application/json" };
const table = "application/json;as=Table;g=meta.k8s.io;v=v1";
const protobuf = "application/vnd.kubernetes.protobuf";
const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

const nobody = { name: "nobody", token: "none" };

/** What changes from one answer to the next, whoever asks. */
const changing = ["date", "audit-id", "connection", "keep-alive"];

const requests: readonly RawRequest[] = [
  { path: "/api/v1/configmaps" },
  { path: "/api/v1/configmaps?limit=1" },
  { path: "/api/v1/configmaps", headers: { accept: protobuf } },
  { path: "/api/v1/configmaps", headers: { accept: "application/yaml" } },
  { path: "/api/v1/namespaces/default/configmaps/big", headers: { accept: table } },
  { path: "/api/v1/configmaps", headers: { "accept-encoding": "gzip" } },
  { path: "/api/v1/namespaces/default/configmaps/big" },
  { path: "/api/v1/namespaces/default/configmaps/big", method: "HEAD" },
  { path: "/api/v1/namespaces/default/configmaps/missing" },
  { path: "/api/v1/configmaps?watch=1&timeoutSeconds=1&resourceVersion=999999999" },
  { path: "/apis", headers: { accept: aggregated } },
  { path: "/openapi/v2", headers: { "accept-encoding": "gzip" } },
  { path: "/nowhere" },
  { path: "/readyz?verbose" },
  {
    method: "POST",
    path: "/api/v1/namespaces/default/configmaps?dryRun=All",
    headers: json,
    body: '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"Wrong"}}',
  },
  {
    method: "PATCH",
    path: "/api/v1/namespaces/default/configmaps/big?fieldManager=t",
    headers: { "content-type": "application/json-patch+json" },
    body: '[{"op":"test","path":"/data/text","value":"short"}]',
  },
  { method: "DELETE", path: "/api/v1/namespaces/default/configmaps/missing", body: "{}" },
];

test.each(requests)(
  "what a proxy passes back is what the server says, to the byte: %j",
  async (request) => {
    await using all = await proxied();
    all.cluster.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      // So old that its age in a table is the same a second later.
      metadata: {
        name: "big",
        namespace: "default",
        creationTimestamp: "2020-01-01T00:00:00Z",
      },
      data: { text: "long ".repeat(60_000) },
    });

    const [direct, through] = [await ask(all.server, request), await ask(all.proxy, request)];

    expect(through.status).toBe(direct.status);
    expect(through.body.equals(direct.body)).toBe(true);
    expect(without(through.headers)).toEqual(without(direct.headers));
  },
);

function without(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !changing.includes(name)));
}

test.each(["application/json", protobuf])(
  "a watch in %s arrives event by event",
  async (accept) => {
    await using all = await proxied();
    const [direct, through] = await Promise.all(
      [all.server, all.proxy].map((server) =>
        open(server, { path: "/api/v1/configmaps?watch=1", headers: { accept } }),
      ),
    );
    const pieces = [direct, through].map((answer) => collect(answer as IncomingMessage));
    all.cluster.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", namespace: "default" },
    });

    await expect.poll(() => pieces[1]?.().length ?? 0).toBeGreaterThan(0);
    await expect.poll(() => pieces[0]?.().equals(pieces[1]?.() ?? Buffer.of())).toBe(true);
    await expect
      .poll(() => all.proxy.requests.of("watch configmaps"))
      .toMatchObject([{ code: 200 }]);
    through?.destroy();
    // The server behind hears that its client has gone.
    await expect.poll(() => [...all.cluster.apiserver.hub.watchers("configmaps")].length).toBe(1);
    direct?.destroy();
  },
);

function collect(answer: IncomingMessage): () => Buffer {
  const pieces: Buffer[] = [];
  answer.on("data", (piece: Buffer) => pieces.push(piece));
  answer.on("error", () => {});
  return () => Buffer.concat(pieces);
}

test("a client that does not read holds up the server, not the proxy's memory", async () => {
  const piece = Buffer.alloc(64 * 1024, "x");
  const total = 1024;
  const state = { written: 0 };
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const write = (): void => {
      while (state.written < total) {
        state.written += 1;
        if (response.write(piece)) continue;
        response.once("drain", write);
        return;
      }
      response.end();
    };
    write();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const proxy = await proxyBefore(
    toKubeconfig({ server: `http://127.0.0.1:${port}`, users: [nobody] }),
  );
  const answer = await open(proxy, { path: "/api/v1/pods" });

  // What fits in the buffers of three connections is a small part of the 64 MiB.
  await expect
    .poll(async () => {
      const before = state.written;
      await new Promise((resolve) => setImmediate(resolve));
      return state.written === before && before > 0;
    })
    .toBe(true);
  expect(state.written).toBeLessThan(total / 2);
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) length += chunk.length;
  expect(length).toBe(total * piece.length);

  await proxy.close();
  server.close();
});

test("an upgraded connection carries bytes both ways, and ends on both sides", async () => {
  const server = createServer();
  const echoes = new WebSocketServer({ server, handleProtocols: () => "v5.channel.k8s.io" });
  echoes.on("connection", (socket, request) => {
    socket.send(request.url ?? "");
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const proxy = await proxyBefore(
    toKubeconfig({ server: `http://127.0.0.1:${port}/base`, users: [nobody] }),
  );
  const path = "/api/v1/namespaces/default/pods/p/exec?command=sh";
  const client = new WebSocket(`${proxy.url.replace("http", "ws")}${path}`, ["v5.channel.k8s.io"], {
    headers: { authorization: `Bearer ${proxy.token}` },
  });
  const heard: string[] = [];
  client.on("message", (data) => heard.push(String(data)));
  await once(client, "open");
  client.send("hello");

  await expect.poll(() => heard).toEqual([`/base${path}`, "hello"]);
  expect(client.protocol).toBe("v5.channel.k8s.io");
  expect(proxy.requests.of("* pods/exec")).toMatchObject([{ code: 101, name: "p" }]);
  const closed = once(client, "close");
  for (const socket of echoes.clients) socket.close(1000, "done");
  await closed;

  await proxy.close();
  server.close();
});

test("who shows the proxy's credentials acts as the kubeconfig's user, everybody else as who they are", async () => {
  await using all = await proxied();
  const review = {
    method: "POST",
    path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
    body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}',
  };
  const nameAs = async (authorization: string): Promise<unknown> => {
    const headers = { ...json, authorization };
    const answer = await askJson<{ status?: { userInfo?: { username: string } }; code?: number }>(
      all.proxy,
      { ...review, headers },
    );
    return answer.status?.userInfo?.username ?? answer.code;
  };

  expect(await nameAs(`Bearer ${all.proxy.token}`)).toBe("admin");
  expect(await nameAs("Bearer somebody-else")).toBe(401);
});

test("a read-only proxy passes no change on, and no way into a container", async () => {
  await using all = await proxied({ isReadOnly: true });
  const pods = "/api/v1/namespaces/default/pods";
  const codeOf = async (method: string, path: string): Promise<number> =>
    (await ask(all.proxy, { method, path, headers: json, body: method === "GET" ? "" : "{}" }))
      .status;

  expect(await codeOf("GET", pods)).toBe(200);
  expect(await codeOf("POST", pods)).toBe(403);
  expect(await codeOf("DELETE", `${pods}/p`)).toBe(403);
  expect(await codeOf("GET", `${pods}/p/exec`)).toBe(403);
  const answer = await askJson<{ message: string }>(all.proxy, { method: "POST", path: pods });
  expect(answer.message).toBe(
    "POST /api/v1/namespaces/default/pods: this proxy is read-only; started without --read-only it passes writes on",
  );
  expect(all.cluster.requests.writes()).toEqual([]);
});

test("neither the journal nor the trace of a proxy holds what a Secret holds", async () => {
  const environment = createSystemEnvironment();
  await using all = await proxied({ environment });
  const facts: unknown[] = [];
  environment.trace.subscribe((record) => facts.push(record));
  const watch = await open(all.proxy, { path: "/api/v1/secrets?watch=1" });
  const seen = collect(watch);
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s", namespace: "default" },
    stringData: { password: "hunter2" },
  };
  const path = "/api/v1/namespaces/default/secrets";
  await ask(all.proxy, { method: "POST", path, headers: json, body: JSON.stringify(secret) });
  await expect.poll(() => seen().length).toBeGreaterThan(0);

  const told = JSON.stringify([facts, [...all.proxy.requests]]);
  expect(told).toContain("default/s");
  expect(told).not.toContain("hunter2");
  expect(told).not.toContain(Buffer.from("hunter2").toString("base64"));
  watch.destroy();
});

test("a server that cannot be reached is named", async () => {
  const proxy = await proxyBefore(toKubeconfig({ server: "http://127.0.0.1:9", users: [nobody] }));

  const answer = await askJson<{ code: number; message: string }>(proxy, { path: "/api/v1/pods" });

  expect(answer).toMatchObject({ code: 502 });
  expect(answer.message).toMatch(/^the proxy cannot reach http:\/\/127\.0\.0\.1:9: .*ECONNREFUSED/);
  await proxy.close();
});
