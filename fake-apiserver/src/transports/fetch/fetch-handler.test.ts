import { expect, test } from "vitest";
import type {
  ApiRequest,
  ApiResponse,
  WatchFrame,
  WatchSink,
} from "../../request/read/api-request.ts";
import { createFetchHandler } from "./fetch-handler.ts";

interface Recorded {
  readonly requests: ApiRequest[];
  cancelled: number;
}

function serverAnswering(respond: (request: ApiRequest) => ApiResponse | undefined) {
  const seen: Recorded = { requests: [], cancelled: 0 };
  return {
    seen,
    handle(request: ApiRequest, done: (response: ApiResponse) => void) {
      seen.requests.push(request);
      const response = respond(request);
      if (response !== undefined) done(response);
      return () => {
        seen.cancelled += 1;
      };
    },
  };
}

function json(value: unknown, headers: ApiResponse["headers"] = {}): ApiResponse {
  return {
    status: 200,
    headers: { "content-type": "application/json", ...headers },
    body: { kind: "json", value },
  };
}

interface OpenWatch {
  sink: WatchSink | undefined;
  cancelled: number;
  readonly response: ApiResponse;
}

function openWatch(): OpenWatch {
  const watch: OpenWatch = {
    sink: undefined,
    cancelled: 0,
    response: {
      status: 200,
      headers: { "content-type": "application/json" },
      body: {
        kind: "watch",
        stream: {
          start(sink) {
            watch.sink = sink;
            return () => {
              watch.cancelled += 1;
            };
          },
        },
      },
    },
  };
  return watch;
}

const utf8 = new TextEncoder();

function lineOf(name: string): string {
  return `${JSON.stringify({ type: "ADDED", object: { metadata: { name } } })}\n`;
}

function frame(name: string, isInitial = false): WatchFrame {
  const object = { metadata: { name } };
  return {
    type: "ADDED",
    object,
    isInitial,
    encode: () => utf8.encode(lineOf(name)),
  };
}

async function text(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const { value, done } = await reader.read();
  return done ? undefined : new TextDecoder().decode(value);
}

test("a request reaches the server as plain values", async () => {
  const server = serverAnswering(() => json({}));
  const fetch = createFetchHandler(server);

  await fetch("/api/v1/namespaces/a%2Fb/pods?labelSelector=a%3Db&limit=5&limit=6", {
    method: "POST",
    body: '{"a":1}',
    headers: { "User-Agent": "unit/1", "Content-Type": "application/json" },
  });

  expect(server.seen.requests[0]).toMatchObject({
    method: "POST",
    path: "/api/v1/namespaces/a%2Fb/pods",
    query: [
      ["labelSelector", "a=b"],
      ["limit", "5"],
      ["limit", "6"],
    ],
    body: '{"a":1}',
    headers: { "content-type": "application/json", "user-agent": "unit/1" },
    client: "unit/1",
  });
});

test("a protobuf body reaches the server as bytes", async () => {
  const server = serverAnswering(() => json({}));

  await createFetchHandler(server)("/api/v1/namespaces", {
    method: "POST",
    body: new Uint8Array([0x6b, 0x38, 0x73, 0]),
    headers: { "Content-Type": "application/vnd.kubernetes.protobuf" },
  });

  expect(server.seen.requests[0]?.body).toEqual(new Uint8Array([0x6b, 0x38, 0x73, 0]));
});

test("a base path is cut off before the server sees the request", async () => {
  const server = serverAnswering(() => json({}));

  await createFetchHandler(server, { basePath: "/k8s" })("http://site.example/k8s/api/v1/pods");

  expect(server.seen.requests[0]?.path).toBe("/api/v1/pods");
});

test("an answer keeps status, repeated headers and body", async () => {
  const server = serverAnswering(() =>
    json({ kind: "Pod" }, { warning: ['299 - "a"', '299 - "b"'] }),
  );

  const response = await createFetchHandler(server)("/api");

  expect(response.status).toBe(200);
  expect(response.headers.get("warning")).toBe('299 - "a", 299 - "b"');
  expect(await response.text()).toBe('{"kind":"Pod"}\n');
});

test("a body above 3 MiB is refused with 413 and never reaches the server", async () => {
  const server = serverAnswering(() => json({}));

  const response = await createFetchHandler(server)("/api/v1/pods", {
    method: "POST",
    body: "x".repeat(3 * 1024 * 1024 + 1),
  });

  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({
    reason: "RequestEntityTooLarge",
    message: "Request entity too large: limit is 3145728",
  });
  expect(server.seen.requests).toEqual([]);
});

test("a watch streams frames as they come and ends cleanly", async () => {
  const watch = openWatch();
  const response = await createFetchHandler(serverAnswering(() => watch.response))(
    "/api/v1/pods?watch=1",
  );
  const reader = response.body!.getReader();

  watch.sink!.frame(frame("a"));
  watch.sink!.frame(frame("b"));
  const first = await text(reader);
  const pending = text(reader);
  watch.sink!.frame(frame("c"));
  const second = await pending;
  watch.sink!.end("clean");
  const last = await text(reader);

  expect(first).toBe(lineOf("a") + lineOf("b"));
  expect(second).toBe(lineOf("c"));
  expect(last).toBeUndefined();
});

test("a watch that the server breaks errors the body after what was sent", async () => {
  const watch = openWatch();
  const response = await createFetchHandler(serverAnswering(() => watch.response))("/api?watch=1");
  const reader = response.body!.getReader();

  watch.sink!.frame(frame("a"));
  watch.sink!.end("reset");

  expect(await text(reader)).toBe(lineOf("a"));
  await expect(reader.read()).rejects.toThrow("the server broke the connection");
});

test("cancelling the body ends the watch in the server, once", async () => {
  const watch = openWatch();
  const response = await createFetchHandler(serverAnswering(() => watch.response))("/api?watch=1");

  const reader = response.body!.getReader();
  const pending = reader.read();
  await reader.cancel();
  await pending;

  expect(watch.cancelled).toBe(1);
});

test("aborting the request ends the watch and errors the body with the signal's reason", async () => {
  const watch = openWatch();
  const controller = new AbortController();
  const handler = createFetchHandler(serverAnswering(() => watch.response));
  const response = await handler("/api?watch=1", { signal: controller.signal });
  const pending = response.body!.getReader().read();

  controller.abort(new Error("enough"));

  await expect(pending).rejects.toThrow("enough");
  expect(watch.cancelled).toBe(1);
});

test("aborting a request that the server still holds cancels it there", async () => {
  const server = serverAnswering(() => undefined);
  const controller = new AbortController();
  const pending = createFetchHandler(server)("/api", { signal: controller.signal });
  await expect.poll(() => server.seen.requests.length).toBe(1);

  controller.abort(new Error("enough"));

  await expect(pending).rejects.toThrow("enough");
  expect(server.seen.cancelled).toBe(1);
});

test("nothing is encoded before the reader asks", async () => {
  const watch = openWatch();
  let encoded = 0;
  const response = await createFetchHandler(serverAnswering(() => watch.response))("/api?watch=1");
  const counted = { ...frame("a"), encode: () => utf8.encode(`${++encoded}\n`) };

  watch.sink!.frame(counted);
  await Promise.resolve();
  const before = encoded;
  await response.body!.getReader().read();

  expect([before, encoded]).toEqual([0, 1]);
});

test("a reader that falls too far behind is ended cleanly and the server is told", async () => {
  const watch = openWatch();
  const handler = createFetchHandler(
    serverAnswering(() => watch.response),
    { watchFramesMax: 2 },
  );
  const reader = (await handler("/api?watch=1")).body!.getReader();

  for (const name of ["initial-1", "initial-2", "initial-3"]) watch.sink!.frame(frame(name, true));
  for (const name of ["a", "b", "c", "d"]) watch.sink!.frame(frame(name));
  const received = await text(reader);

  expect(received?.trim().split("\n")).toHaveLength(5);
  expect(await text(reader)).toBeUndefined();
  expect(watch.cancelled).toBe(1);
});

test("a connection broken before the answer rejects as fetch does", async () => {
  const server = serverAnswering(() => ({
    status: 0,
    headers: {},
    body: { kind: "reset", after: "nothing" },
  }));

  await expect(createFetchHandler(server)("/api")).rejects.toThrow(TypeError);
});

test("a connection broken after the headers errors the body", async () => {
  const server = serverAnswering(() => ({
    status: 200,
    headers: {},
    body: { kind: "reset", after: "headers" },
  }));

  const response = await createFetchHandler(server)("/api");

  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow("the server broke the connection");
});

test("304 has no body", async () => {
  const server = serverAnswering(() => ({
    status: 304,
    headers: {},
    body: { kind: "text", text: "" },
  }));

  const response = await createFetchHandler(server)("/openapi/v2");

  expect(response.body).toBeNull();
});
