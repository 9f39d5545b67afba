import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect as connectTls } from "node:tls";
import { afterEach, expect, test } from "vitest";
import type { ApiRequest, ApiResponse } from "../../../request/read/api-request.ts";
import { CertificateAuthority } from "../certificates.ts";
import { type HttpListener, serveHttp } from "./http-server.ts";

let listener: HttpListener | undefined;
let uncaught: unknown;
const note = (error: unknown): void => {
  uncaught = error;
};

afterEach(async () => {
  process.off("uncaughtException", note);
  await listener?.close({ graceMs: 0 });
});

/** A server of HTTPS, and the requests that it was asked. */
async function serve(): Promise<{
  readonly url: string;
  readonly ca: string;
  asked: ApiRequest[];
}> {
  const authority = new CertificateAuthority();
  const { certificate, key } = authority.issueServer(["127.0.0.1"]);
  const asked: ApiRequest[] = [];
  const handler = {
    handle(request: ApiRequest, respond: (response: ApiResponse) => void) {
      asked.push(request);
      const body = { kind: "text", text: "ok" } as const;
      respond({ status: 200, headers: {}, body });
      return () => undefined;
    },
  };
  listener = await serveHttp(handler, {
    tls: { certificate, key, clientAuthority: authority.certificate },
  });
  uncaught = undefined;
  process.on("uncaughtException", note);
  return { url: listener.url, ca: authority.certificate, asked };
}

test("a client of HTTP/1.1 that goes in the midst of the first body of its connection is asked nothing any more", async () => {
  const { url, ca, asked } = await serve();
  const socket = connectTls({ port: Number(new URL(url).port), host: "127.0.0.1", ca });
  await once(socket, "secureConnect");
  await expect.poll(() => listener?.connections).toBe(1);

  socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nbegun", () =>
    socket.destroy(),
  );
  await expect.poll(() => listener?.connections).toBe(0);

  expect([uncaught, asked]).toEqual([undefined, []]);
});

test("a client of HTTP/2 that goes in the midst of the first body of its connection is asked nothing any more", async () => {
  const { url, ca, asked } = await serve();
  const session = connectHttp2(url, { ca });
  session.on("error", () => undefined);
  const stream = session.request({ ":method": "POST", ":path": "/" });
  stream.on("error", () => undefined);
  stream.write("begun");
  await once(session, "remoteSettings");
  await new Promise((resolve) => session.ping(resolve));

  session.destroy();
  await expect.poll(() => listener?.connections).toBe(0);

  expect([uncaught, asked]).toEqual([undefined, []]);
});
