import { once } from "node:events";
import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { ApiResponse, LongList } from "../../../request/read/api-request.ts";
import type { Answer } from "./answer.ts";
import { type HttpListener, serveHttp } from "./http-server.ts";
import { lengthHeader } from "./length-header.ts";
import type { WatchOptions } from "./pump-watch.ts";
import { writeResponse } from "./write-exchange.ts";

const open: HttpListener[] = [];

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close({ graceMs: 0 });
});

/** Serves one text of so many letters, and reads what is sent in front of it. */
async function headersOf(
  length: number,
  asked: { readonly method?: string; readonly headers?: OutgoingHttpHeaders } = {},
) {
  const content = { kind: "text", text: "x".repeat(length) } as const;
  const listener = await serveHttp({
    handle(request, respond) {
      const body: ApiResponse["body"] =
        request.method === "HEAD" ? { kind: "unsent", content } : content;
      respond({ status: 200, headers: {}, body });
      return () => undefined;
    },
  });
  open.push(listener);
  const request = httpRequest(listener.url, asked);
  request.end();
  const [response] = await once(request, "response");
  let received = 0;
  for await (const piece of response) received += piece.length;
  const { date: _date, ...headers } = response.headers;
  return { headers, received };
}

// What kube-apiserver v1.35.4 said of one ConfigMap that grew, and of /healthz and /apis by HEAD.
test.each([
  [2047, "2047", "2047"],
  [2048, "2048", "2048"],
  [2049, undefined, "2049"],
  [4095, undefined, "4095"],
  [4096, undefined, "4096"],
  [4097, undefined, undefined],
])("%i bytes are %s in HTTP/1.1 and %s in HTTP/2", (length, http1, http2) => {
  const answer: ApiResponse = { status: 200, headers: {}, body: { kind: "empty" } };
  expect(lengthHeader(answer, length, { bufferBytes: 2048 })["content-length"]).toBe(http1);
  expect(lengthHeader(answer, length, { bufferBytes: 4096 })["content-length"]).toBe(http2);
});

test("a long list is not made to tell how long it would be", () => {
  const sent: unknown[] = [];
  const out = {
    isClosed: false,
    bufferBytes: 2048,
    send: (...answer: unknown[]) => void sent.push(answer),
  } as unknown as Answer;
  const list = {} as LongList;
  const encode = (): never => {
    throw new Error("it is made");
  };
  const content = { kind: "long-list", list, encode } as const;

  writeResponse(
    { query: [], headers: {} },
    { status: 200, headers: {}, body: { kind: "unsent", content } },
    out,
    {} as WatchOptions,
  );

  expect(sent).toEqual([[200, {}, undefined]]);
});

test("a file says how long it is, however long", () => {
  const headers = { "accept-ranges": "bytes" };
  const length = lengthHeader({ headers, body: { kind: "empty" } }, 2_192_664, {
    bufferBytes: 2048,
  });
  expect(length).toEqual({ "content-length": "2192664" });
});

test("a short answer says how long it is, and nothing of the connection, which stays", async () => {
  expect(await headersOf(2)).toEqual({ headers: { "content-length": "2" }, received: 2 });
});

test("a longer one comes in chunks", async () => {
  expect(await headersOf(2049)).toEqual({
    headers: { "transfer-encoding": "chunked" },
    received: 2049,
  });
});

test("HEAD is told how long the answer to GET would be, where that says it", async () => {
  const method = "HEAD";
  expect(await headersOf(2, { method })).toEqual({
    headers: { "content-length": "2" },
    received: 0,
  });
  expect(await headersOf(6371, { method })).toEqual({ headers: {}, received: 0 });
  expect(await headersOf(0, { method })).toEqual({ headers: {}, received: 0 });
});

test("who wants the connection closed hears that it will be", async () => {
  const { headers } = await headersOf(2, { headers: { connection: "close" } });
  expect(headers).toEqual({ "content-length": "2", connection: "close" });
});

test("HTTP/1.0 has no chunks: the answer ends with its connection", async () => {
  const listener = await serveHttp({
    handle(_request, respond) {
      respond({ status: 200, headers: {}, body: { kind: "text", text: "x".repeat(3000) } });
      return () => undefined;
    },
  });
  open.push(listener);
  const socket = connect(listener.port, "127.0.0.1");
  socket.end("GET / HTTP/1.0\r\n\r\n");
  let text = "";
  for await (const piece of socket) text += String(piece);
  expect(text).not.toMatch(/transfer-encoding/i);
  expect(text.endsWith(`\r\n\r\n${"x".repeat(3000)}`)).toBe(true);
});
