import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import type {
  ApiRequest,
  ApiResponse,
  Encoding,
  WatchSink,
} from "../../../request/read/api-request.ts";
import type { RequestHandler } from "../../request-handler.ts";
import { CertificateAuthority } from "../certificates.ts";
import { type HttpListener, type ServeOptions, serveHttp } from "./http-server.ts";

const open: HttpListener[] = [];

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close({ graceMs: 0 });
});

interface Fake extends RequestHandler {
  readonly requests: ApiRequest[];
  readonly sinks: WatchSink[];
  cancelled: number;
}

/** `/watch` opens a watch, `/held` never answers, `/reset…` breaks the connection, all else is answered as asked. */
function fakeHandler(value: unknown = { kind: "Test" }): Fake {
  const fake: Fake = {
    requests: [],
    sinks: [],
    cancelled: 0,
    handle(request, respond) {
      fake.requests.push(request);
      const cancel = () => {
        fake.cancelled += 1;
      };
      if (request.path === "/held") return cancel;
      respond({
        status: 200,
        headers: { "content-type": "application/json", warning: ['299 - "a"', '299 - "b"'] },
        body: bodyFor(request.path, cancel),
      });
      return cancel;
    },
  };
  const bodyFor = (path: string, cancel: () => void): ApiResponse["body"] => {
    if (path === "/reset") return { kind: "reset", after: "nothing" };
    if (path === "/reset-after-headers") return { kind: "reset", after: "headers" };
    if (path !== "/watch") return { kind: "json", value };
    return {
      kind: "watch",
      stream: {
        start(sink) {
          fake.sinks.push(sink);
          return cancel;
        },
      },
    };
  };
  return fake;
}

async function serve(handler: RequestHandler, options: ServeOptions = {}): Promise<HttpListener> {
  const listener = await serveHttp(handler, options);
  open.push(listener);
  return listener;
}

const utf8 = new TextEncoder();

function lineOf(name: string): string {
  return `${JSON.stringify({ type: "ADDED", object: { metadata: { name } } })}\n`;
}

function frame(name: string) {
  const object = { metadata: { name } };
  return {
    type: "ADDED" as const,
    object,
    encode: () => utf8.encode(lineOf(name)),
  };
}

function tls(authority: CertificateAuthority): NonNullable<ServeOptions["tls"]> {
  const { certificate, key } = authority.issueServer(["localhost", "127.0.0.1"]);
  return { certificate, key, clientAuthority: authority.certificate };
}

test("a request arrives as plain values and its answer goes back", async () => {
  const handler = fakeHandler();
  const { url } = await serve(handler);

  const response = await fetch(`${url}/api/v1/pods?limit=1&labelSelector=a%3Db%2Cc`, {
    method: "POST",
    body: "{}",
    headers: { "user-agent": "unit/1" },
  });

  expect(await response.text()).toBe('{"kind":"Test"}\n');
  expect(response.headers.get("warning")).toBe('299 - "a", 299 - "b"');
  expect(handler.requests[0]).toMatchObject({
    method: "POST",
    path: "/api/v1/pods",
    query: [
      ["limit", "1"],
      ["labelSelector", "a=b,c"],
    ],
    body: "{}",
    client: "unit/1",
  });
});

test("a watch is sent as it happens; a client that leaves is told to the server", async () => {
  const handler = fakeHandler();
  const { url } = await serve(handler);
  const leaving = new AbortController();
  const response = await fetch(`${url}/watch`, { signal: leaving.signal });
  const reader = response.body!.getReader();

  handler.sinks[0]!.frame(frame("a"));
  const { value } = await reader.read();
  leaving.abort();
  await reader.read().catch(() => {});

  expect(new TextDecoder().decode(value)).toBe(lineOf("a"));
  await expect.poll(() => handler.cancelled).toBe(1);
});

test("a client that leaves while its request is held is told to the server", async () => {
  const handler = fakeHandler();
  const { url } = await serve(handler);
  const leaving = new AbortController();
  const pending = fetch(`${url}/held`, { signal: leaving.signal });
  await expect.poll(() => handler.requests.length).toBe(1);

  leaving.abort();

  await expect(pending).rejects.toThrow();
  await expect.poll(() => handler.cancelled).toBe(1);
});

test.each(["/reset", "/reset-after-headers"])("%s breaks the connection", async (path) => {
  const { url } = await serve(fakeHandler());

  const whole = fetch(`${url}${path}`).then((response) => response.text());

  await expect(whole).rejects.toThrow();
});

test("a watch that the server breaks is an error for the client, not an end", async () => {
  const handler = fakeHandler();
  const { url } = await serve(handler);
  const response = await fetch(`${url}/watch`);

  handler.sinks[0]!.end("reset");

  await expect(response.text()).rejects.toThrow();
});

test("answers above 128 KiB are compressed when the client takes gzip", async () => {
  const value = { data: "x".repeat(128 * 1024) };
  const { url } = await serve(fakeHandler(value));

  const [incoming, body] = await getRaw(`${url}/big`, { "accept-encoding": "gzip" });

  expect(incoming.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
  expect(gunzipSync(body).toString()).toBe(`${JSON.stringify(value)}\n`);
});

test.each(["gzip;q=0.5", "x-gzip", "GZIP", "*"])(
  "a client that says %s takes no gzip, as the real server has it",
  async (accepted) => {
    const { url } = await serve(fakeHandler({ data: "x".repeat(128 * 1024) }));

    const [incoming] = await getRaw(`${url}/big`, { "accept-encoding": accepted });

    expect(incoming.headers["content-encoding"]).toBeUndefined();
  },
);

test("while a long list is encoded, others are served", async () => {
  const handler = fakeHandler();
  let hasServedOther = false;
  function* encode(): Encoding {
    while (!hasServedOther) yield;
    return [utf8.encode('{"items":['), utf8.encode("]}\n")];
  }
  const { url } = await serve({
    handle(request, respond) {
      if (request.path !== "/list") {
        hasServedOther = true;
        return handler.handle(request, respond);
      }
      const headers = { "content-type": "application/json" };
      const list = { head: {}, member: "items", count: 0, elementAt: () => undefined };
      respond({ status: 200, headers, body: { kind: "long-list", list, encode } });
      return () => {};
    },
  });

  const list = fetch(`${url}/list`);
  await fetch(`${url}/other`);

  expect(await (await list).text()).toBe('{"items":[]}\n');
});

function getRaw(url: string, headers: Record<string, string>) {
  return new Promise<[import("node:http").IncomingMessage, Buffer]>((resolve, reject) => {
    const request = httpRequest(url, { headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => resolve([incoming, Buffer.concat(chunks)]));
    });
    request.on("error", reject);
    request.end();
  });
}

test("a body above 3 MiB is answered with 413 while it is still being sent", async () => {
  const handler = fakeHandler();
  const { url } = await serve(handler);

  const response = await fetch(`${url}/api`, { method: "POST", body: "x".repeat(5 * 1024 * 1024) });

  expect(response.status).toBe(413);
  expect(handler.requests).toEqual([]);
});

test("a malformed request gets 400 and the server goes on", async () => {
  const { url, port } = await serve(fakeHandler());
  const socket = connect(port, "127.0.0.1");
  socket.end("NONSENSE\r\n\r\n");
  const [answer] = (await once(socket, "data")) as [Buffer];

  expect(answer.toString()).toContain("400 Bad Request");
  expect((await fetch(`${url}/api`)).status).toBe(200);
});

test("a client certificate of the authority names user and groups; HTTP/2 serves as well", async () => {
  const authority = new CertificateAuthority();
  const handler = fakeHandler();
  const { url } = await serve(handler, { tls: tls(authority) });
  const client = authority.issueClient({
    commonName: "ann",
    organizations: ["system:masters", "lab"],
  });

  const session = connectHttp2(url, {
    ca: authority.certificate,
    cert: client.certificate,
    key: client.key,
  });
  const stream = session.request({ ":path": "/api", accept: "application/json" });
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  session.close();

  expect(text).toBe('{"kind":"Test"}\n');
  expect(handler.requests[0]).toMatchObject({
    path: "/api",
    headers: { accept: "application/json" },
    user: { name: "ann", groups: ["system:masters", "lab"] },
  });
});

test("a certificate of another authority names nobody", async () => {
  const authority = new CertificateAuthority();
  const handler = fakeHandler();
  const { url } = await serve(handler, { tls: tls(authority) });
  const stranger = new CertificateAuthority().issueClient({
    commonName: "eve",
    organizations: ["system:masters"],
  });

  const request = httpsRequest(`${url}/api`, {
    ca: authority.certificate,
    cert: stranger.certificate,
    key: stranger.key,
  });
  request.end();
  const [response] = await once(request, "response");
  response.resume();

  expect(response.statusCode).toBe(200);
  expect(handler.requests[0]?.user).toBeUndefined();
});

test("closing ends watches cleanly and leaves no connection, over TLS and HTTP/2 too", async () => {
  const authority = new CertificateAuthority();
  const plain = await serve(fakeHandler());
  const secure = await serve(fakeHandler(), { tls: tls(authority) });
  const watching = await fetch(`${plain.url}/watch`);
  const session = connectHttp2(secure.url, { ca: authority.certificate });
  const stream = session.request({ ":path": "/watch" });
  await once(stream, "response");
  stream.resume();
  const ended = once(stream, "end");
  const idle = connect(secure.port, "127.0.0.1");
  await once(idle, "connect");
  idle.on("error", () => {});

  await Promise.all([plain.close(), secure.close()]);
  const text = await watching.text();
  await ended;

  expect(text).toBe("");
  expect([plain.connections, secure.connections]).toEqual([0, 0]);
});

test("dropping connections ends watches cleanly; the server goes on", async () => {
  const handler = fakeHandler();
  const listener = await serve(handler);
  const watching = await fetch(`${listener.url}/watch`);

  listener.dropConnections();

  expect(await watching.text()).toBe("");
  expect((await fetch(`${listener.url}/api`)).status).toBe(200);
});

test("a port in use is the host's own error", async () => {
  const { port } = await serve(fakeHandler());

  await expect(serveHttp(fakeHandler(), { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("a hundred half-open clients do not keep a closing server open", async () => {
  const listener = await serve(fakeHandler());
  const sockets = Array.from({ length: 100 }, () => connect(listener.port, "127.0.0.1"));
  for (const socket of sockets) {
    socket.on("error", () => {});
    socket.write("GET /watch HTTP/1.1\r\nhost: a\r\n");
  }
  await expect.poll(() => listener.connections).toBe(100);

  await listener.close({ graceMs: 0 });

  expect(listener.connections).toBe(0);
});

async function pushUntilEnded(handler: Fake): Promise<number> {
  await expect.poll(() => handler.sinks.length).toBe(1);
  let encoded = 0;
  const large = {
    ...frame("a"),
    encode: () => utf8.encode(`${"x".repeat(64 * 1024)}${++encoded}\n`),
  };
  for (let sent = 0; sent < 5000 && handler.cancelled === 0; sent++) {
    handler.sinks[0]!.frame(large);
    if (sent % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return encoded;
}

test("a client that does not read is ended; what it did not take is never encoded", async () => {
  const handler = fakeHandler();
  const { port } = await serve(handler, { watchFramesMax: 100 });
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("GET /watch HTTP/1.1\r\nhost: a\r\n\r\n");
  socket.pause();

  const encoded = await pushUntilEnded(handler);

  expect(handler.cancelled).toBe(1);
  expect(encoded).toBeLessThan(1000);
  socket.destroy();
});

test("an HTTP/2 client that does not read is ended, too", async () => {
  const authority = new CertificateAuthority();
  const handler = fakeHandler();
  const { url } = await serve(handler, { tls: tls(authority), watchFramesMax: 100 });
  const session = connectHttp2(url, { ca: authority.certificate });
  const stream = session.request({ ":path": "/watch" });
  await once(stream, "response");

  const encoded = await pushUntilEnded(handler);

  expect(handler.cancelled).toBe(1);
  expect(encoded).toBeLessThan(1000);
  session.destroy();
});
