import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WebhookCall, WebhookReply } from "../../admission/webhooks/webhook-client.ts";
import { CertificateAuthority } from "./certificates.ts";
import { createWebhookClient, type WebhookClientOptions } from "./webhook-client.ts";

const authority = new CertificateAuthority();
const caBundle = Buffer.from(authority.certificate).toString("base64");
const { certificate, key } = authority.issueServer(["127.0.0.1", "hook.test.svc"]);
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer({ cert: certificate, key }, (request, response) => {
    if (request.url?.startsWith("/silent") === true) return;
    request.on("data", () => undefined);
    request.on("end", () => {
      response.end(`${request.method} ${request.url} ${request.headers["user-agent"]}`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function send(call: Partial<WebhookCall>, options?: WebhookClientOptions): Promise<WebhookReply> {
  const whole: WebhookCall = { name: "test", url: "", body: "{}", timeoutMs: 5000, ...call };
  return new Promise((resolve) => createWebhookClient(options).send(whole, resolve));
}

test("a webhook is called as by a kube-apiserver, and trusted by its bundle", async () => {
  const url = `https://127.0.0.1:${port}/check?timeout=5s`;

  expect(await send({ url, caBundle })).toEqual({
    kind: "answer",
    status: 200,
    body: "POST /check?timeout=5s kube-apiserver-admission",
  });
  expect(await send({ url })).toMatchObject({
    kind: "no-answer",
    message: expect.stringContaining("x509: certificate signed by unknown authority") as string,
  });
});

test("a bundle may hold the webhook's own certificate, without who has signed it, and its path is clean", async () => {
  const own = Buffer.from(certificate).toString("base64");

  const reply = await send({ url: `https://127.0.0.1:${port}//check?timeout=5s`, caBundle: own });

  expect(reply).toMatchObject({
    status: 200,
    body: "POST /check?timeout=5s kube-apiserver-admission",
  });
});

test("a service is called at the address given, under its name in the cluster", async () => {
  const service = { namespace: "test", name: "hook", port: 443 };
  const call = { url: "https://hook.test.svc:443/x?timeout=5s", service, caBundle };

  expect(await send(call, { services: { "test/hook": `127.0.0.1:${port}` } })).toMatchObject({
    status: 200,
    body: expect.stringContaining("/x?timeout=5s") as string,
  });
  expect(await send(call)).toMatchObject({
    kind: "no-answer",
    message: expect.stringContaining("--webhook-service test/hook=HOST:PORT") as string,
  });
});

test("who does not answer, or is not there, is told in Go's words", async () => {
  const silent = { url: `https://127.0.0.1:${port}/silent?timeout=1s`, caBundle, timeoutMs: 50 };

  expect(await send(silent)).toEqual({ kind: "no-answer", message: "context deadline exceeded" });
  expect(await send({ url: "https://127.0.0.1:9/inject?timeout=5s", caBundle })).toEqual({
    kind: "no-answer",
    message: "dial tcp 127.0.0.1:9: connect: connection refused",
  });
});

test("a connection is used again, and opened again where the webhook has given it up", async () => {
  const opened: Socket[] = [];
  const own = createServer({ cert: certificate, key }, (request, response) => {
    request.resume().on("end", () => response.end());
  });
  own.on("secureConnection", (socket: Socket) => opened.push(socket));
  own.listen(0, "127.0.0.1");
  await once(own, "listening");
  const url = `https://127.0.0.1:${(own.address() as AddressInfo).port}/?timeout=5s`;
  const client = createWebhookClient();
  const ask = (): Promise<WebhookReply> =>
    new Promise((resolve) =>
      client.send({ name: "test", url, caBundle, body: "{}", timeoutMs: 5000 }, resolve),
    );

  for (let time = 0; time < 3; time++) expect(await ask()).toMatchObject({ status: 200 });
  expect(opened).toHaveLength(1);

  opened[0]?.destroy();
  expect(await ask()).toMatchObject({ status: 200 });
  expect(opened).toHaveLength(2);

  own.closeAllConnections();
  own.close();
});
