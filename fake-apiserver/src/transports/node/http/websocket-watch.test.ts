import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createCluster, type FakeCluster } from "../../../fake-apiserver.ts";
import { type HttpListener, serveHttp } from "./http-server.ts";

const open: HttpListener[] = [];

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close({ graceMs: 0 });
});

const watchPath = "/api/v1/namespaces/default/configmaps?watch=1";
const bearer = `base64url.bearer.authorization.k8s.io.${Buffer.from("secret").toString("base64url")}`;

async function serve(): Promise<{
  readonly cluster: FakeCluster;
  readonly listener: HttpListener;
}> {
  const cluster = createCluster({
    tokens: [{ token: "secret", name: "ann", groups: ["system:masters"] }],
  });
  const listener = await serveHttp(cluster.apiserver);
  open.push(listener);
  return { cluster, listener };
}

interface Dial {
  readonly path?: string;
  readonly protocols?: readonly string[];
  readonly origin?: string | undefined;
  readonly token?: string;
}

function dial(listener: HttpListener, asked: Dial = {}): WebSocket {
  const { path = watchPath, protocols = [], token } = asked;
  const origin = "origin" in asked ? asked.origin : "http://localhost:3000";
  return new WebSocket(listener.url.replace(/^http/, "ws") + path, [...protocols], {
    ...(origin === undefined ? {} : { origin }),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
}

function configMap(name: string): string {
  return `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, namespace: default}}`;
}

async function nextEvent(socket: WebSocket): Promise<string> {
  const [data] = (await once(socket, "message")) as [Buffer];
  const { type, object } = JSON.parse(data.toString("utf8")) as {
    readonly type: string;
    readonly object: { readonly metadata: { readonly name: string } };
  };
  return `${type} ${object.metadata.name}`;
}

async function refusalOf(socket: WebSocket): Promise<number | undefined> {
  const [, response] = (await once(socket, "unexpected-response")) as [
    unknown,
    { readonly statusCode?: number; resume(): void },
  ];
  response.resume();
  return response.statusCode;
}

test("a watch sends each event as one message, as it happens", async () => {
  const { cluster, listener } = await serve();
  cluster.apply(configMap("early"));
  const socket = dial(listener, { token: "secret" });

  expect(await nextEvent(socket)).toBe("ADDED early");
  const later = nextEvent(socket);
  cluster.apply(configMap("later"));
  expect(await later).toBe("ADDED later");
  socket.terminate();
});

test("a browser brings its token as a subprotocol, beside another one", async () => {
  const { cluster, listener } = await serve();
  cluster.apply(configMap("early"));
  const socket = dial(listener, { protocols: [bearer, "base64.binary.k8s.io"] });

  expect(await nextEvent(socket)).toBe("ADDED early");
  expect(socket.protocol).toBe("base64.binary.k8s.io");
  socket.terminate();
  expect(await refusalOf(dial(listener, { protocols: [bearer] }))).toBe(401);
});

test.each([
  ["nobody's token", 401, {}],
  ["no origin", 403, { token: "secret", origin: undefined }],
  ["an origin that is no address", 403, { token: "secret", origin: "%%" }],
  ["a list", 200, { token: "secret", path: "/api/v1/configmaps" }],
  ["an unknown path", 404, { token: "secret", path: "/nope" }],
  ["a bad version", 500, { token: "secret", path: `${watchPath}&resourceVersion=x` }],
])("%s is answered over HTTP: %d", async (_what, status, asked) => {
  const { listener } = await serve();

  expect(await refusalOf(dial(listener, asked))).toBe(status);
});

test("a client that leaves is forgotten", async () => {
  const { cluster, listener } = await serve();
  const socket = dial(listener, { token: "secret" });
  await once(socket, "open");
  await cluster.watching("configmaps");

  socket.close();
  await once(socket, "close");

  await expect.poll(() => listener.connections).toBe(0);
  expect([...cluster.apiserver.hub.watchers("configmaps")]).toEqual([]);
});

test("a server that closes ends the watch with 1000", async () => {
  const { listener } = await serve();
  const socket = dial(listener, { token: "secret" });
  await once(socket, "open");

  const closed = once(socket, "close");
  await listener.close();

  expect((await closed)[0]).toBe(1000);
});

test("a connection that breaks is no clean end", async () => {
  const { cluster, listener } = await serve();
  cluster.faults.add({ on: { verb: "watch" }, do: { reset: "stream" } });
  const socket = dial(listener, { token: "secret" });

  const [code] = (await once(socket, "close")) as [number];

  expect(code).toBe(1006);
});
